"""Why an option that was read must be read back: the citizen is not sure of it, tells it of another, or only its sound
was recognised. 好像是坏了; 我老婆在这边上班; 我自己过来取 for 寄过来.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dialogue.understand.doubt import in_doubt
from dialogue.understand.option import sounds_at
from dialogue.understand.persons import persons_told_of
from mandarin.pinyin import clean


def option_in_doubt(text: str, label: str, options: Mapping[str, Sequence[str]]) -> bool:
    """`label`: what was read in `text`. Persons and doubts in the script's own words count for nothing."""
    words = sorted({clean(word) for word in (label, *options[label])}, key=len, reverse=True)
    said = [word for word in words if word and word in clean(text)]
    if not said and not _sounds_whole(clean(text), words):
        return True
    rest = text
    for word in said:
        rest = rest.replace(word, "，")
    if in_doubt(rest):
        return True
    own = "".join(word for name in options for word in (name, *options[name]))
    others = persons_told_of(text)
    return bool(others) and not any(re.sub("^[我俺咱们家的]+", "", one) in own for one in others)


def _sounds_whole(bare: str, words: Sequence[str]) -> bool:
    """Whether one of the words is heard syllable by syllable, or as many syllables were said as it has."""
    return any(len(word) == len(bare) or sounds_at(word, bare) for word in words)
