"""Strings of real words that cover every syllable of Mandarin evenly: the language outside the hall's own subjects.

The words and their frequencies are those of jieba's dictionary. Most words of a line
hold a syllable that has been heard least so far; the others are drawn by frequency.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin

from asr.syllables.inventory import NEAREST, SYLLABLES

_HAN = re.compile("[\u4e00-\u9fff]+")
#: Frequencies are raised to this power: common words stay likelier, rare words are heard too.
_FLATTER = 0.45
_RAREST = 3
#: So many of the syllables heard least are candidates.
_WANTED = 24
_JOINTS = (
    "的",
    "和",
    "在",
    "是",
    "了",
    "把",
    "就",
    "要",
    "跟",
    "也",
    "都",
    "去",
    "到",
    "这个",
    "那个",
    "我们",
    "他",
    "她",
    "你",
    "我",
    "不",
)
#: How many words a line has, and how often.
_LENGTHS = ((2, 3, 4, 5, 6, 7, 8), (2, 4, 6, 8, 8, 6, 4))
#: Share of the words that are built around a syllable heard least; the others are drawn by frequency.
_BUILT = 0.75


def line(heard: Mapping[str, int], dice: random.Random) -> str:
    """Words, most of them with a syllable heard least. `heard`: how often each syllable has been said so far."""
    index, drawn, sums = _dictionary()
    rarest = sorted(index, key=lambda syllable: (heard.get(syllable, 0), syllable))[:_WANTED]
    least = heard.get(rarest[0], 0)
    # Drawn without putting back, by the weight 1 / (1 + how much oftener than the least one it was heard).
    order = sorted(rarest, key=lambda one: -(dice.random() ** (1 + heard.get(one, 0) - least)))
    out: list[str] = []
    for wanted in order[: dice.choices(*_LENGTHS)[0]]:
        if not out or dice.random() < _BUILT:
            out.append(dice.choices(*index[wanted])[0])
        else:
            out.append(dice.choices(drawn, cum_weights=sums)[0])
    dice.shuffle(out)
    text = out[0]
    for word in out[1:]:
        text += (dice.choice(_JOINTS) if dice.random() < 0.35 else "，" if dice.random() < 0.1 else "") + word
    return text


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, tuple[list[str], list[float]]], list[str], list[float]]:
    """By syllable the words that hold it with their weights; all words of two and more characters with running sums."""
    index: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    weights: dict[str, float] = {}
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    for word, frequency, _ in (entry.split(" ") for entry in lines):
        if not _HAN.fullmatch(word) or len(word) > 4 or (len(word) > 1 and int(frequency) < _RAREST):
            continue
        weight = max(1, int(frequency)) ** _FLATTER
        if len(word) > 1:
            weights[word] = weight
        for syllable in lazy_pinyin(word):
            known = NEAREST.get(syllable, syllable)
            index[known][word] += weight if len(word) > 1 else weight / 4
    words = list(weights)
    held = {
        syllable: (list(index[syllable]), list(index[syllable].values())) for syllable in SYLLABLES if index[syllable]
    }
    return held, words, list(accumulate(weights[word] for word in words))
