"""Other hypotheses of recognition, as people choose among them: only those that are read aloud in another way."""

from __future__ import annotations

from collections.abc import Iterable

from mandarin.pinyin import clean
from tts import spoken

#: One number in two spellings.
_SPELT = str.maketrans("幺两〇", "一二零")


def read_otherwise(text: str, rivals: Iterable[str]) -> list[str]:
    """Those of `rivals`, in order, that differ from `text` and each other in more than marks, width and how numbers are
    written: 3个 and 三个 are one.
    """
    known, found = {_reading(text), ""}, list[str]()
    for rival in rivals:
        if (reading := _reading(rival)) not in known:
            known.add(reading)
            found.append(rival)
    return found


def _reading(text: str) -> str:
    return clean(spoken(text)).translate(_SPELT)
