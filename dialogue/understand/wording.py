"""An utterance twice: as it is kept, and as it is matched.

Readers match on the folded text; a value that is stored, shown, spoken or filed is cut from the kept one. Typed text is
kept as it was typed. Spoken text is kept in Simplified script: its characters are the recogniser's choice, and Whisper
writes both scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from dialogue.understand.fold import Places, fold_in_place
from mandarin.printable import printable
from mandarin.simplified import simplify
from mandarin.text_cache import text_cached


@dataclass(frozen=True, slots=True)
class Wording:
    """`kept`: printable, otherwise as it came; `folded`: for matching; `places`: of each folded character in `kept`."""

    kept: str = ""
    folded: str = ""
    places: Places = ()
    typed: bool = False

    def own(self, value: str) -> str:
        """`value`, which was read from `folded`, in the citizen's own characters.

        What a reader put in itself (the 12 of 12号楼 for 十二号楼) stays as the reader has it.
        """
        if self.kept == self.folded or not value:
            return value
        at = self.folded.rfind(value)
        if at >= 0:
            return self._cut(at, at + len(value))
        pieces, done = [], 0
        blocks = SequenceMatcher(None, self.folded, value, False).get_matching_blocks()
        for start, into, length in blocks:
            pieces.append(value[done:into])
            if length:
                pieces.append(self._cut(start, start + length))
            done = into + length
        return "".join(pieces)

    def _cut(self, start: int, end: int) -> str:
        return self.kept[self.places[start][0] : self.places[end - 1][1]]


@text_cached
def wording(text: str, *, typed: bool) -> Wording:
    kept = printable(text)
    if not typed:
        kept = simplify(kept)
    folded, places = fold_in_place(kept)
    return Wording(kept, folded, places, typed)
