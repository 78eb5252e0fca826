"""Which of the known phrases is meant: cosine over IDF-weighted fuzzy-pinyin and character grams.

Pinyin carries the sense through homophones; characters break ties. Grams nobody knows count at full weight against the
utterance, which is what lets an out-of-scope sentence be refused. IDF comes from the entries themselves and from a
background of common service names, so that 证, 办理, 登记 stay cheap in a hall with two services.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dialogue.understand.background import SERVICE_NAMES
from mandarin.pinyin import clean, fuzzy

#: Words that carry no topic. Taken off the utterance and the phrases alike, longest first.
_FILLERS = (
    "你好", "您好", "请问一下", "怎么办", "请问", "我想问一下", "我想问", "想问一下", "问一下", "想咨询一下",
    "咨询一下",
    "我想要", "我想", "我要",
    "我需要", "我得", "想要", "需要", "帮我", "帮忙", "给我", "能不能", "可不可以", "可以", "一下子", "一下",
    "那个", "这个", "就是", "嗯", "呃",
    "啊", "呢", "吧", "吗", "呀", "嘛", "哦", "谢谢", "麻烦你", "麻烦您", "麻烦", "来", "把", "了", "的", "我",
    "您", "你", "去", "要", "想",
)  # fmt: skip
_FILLER = re.compile("|".join(sorted(_FILLERS, key=len, reverse=True)))
#: Other ways to ask the same, brought to one. 收不收 -> 收.
_SAME = {
    "什么地方": "哪里", "哪儿": "哪里", "哪块": "哪里", "星期": "周", "礼拜": "周", "啥": "什么",
    "多长时间": "多久", "多少天": "多久", "几天": "多久",
    "洗手间": "卫生间", "厕所": "卫生间", "遗失": "丢", "丢失": "丢", "弄丢": "丢",
}  # fmt: skip
_A_NOT_A = re.compile(r"(.)[不没]\1")
_PINYIN_WEIGHT = 0.7
_UNIGRAM_WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` 0..1, of the best phrase of `name`."""

    name: str
    score: float


def strip_fillers(text: str) -> str:
    """What is left to match on; the whole text when nothing but fillers was said."""
    bare = _A_NOT_A.sub(r"\1", clean(text))
    for word, same in _SAME.items():
        bare = bare.replace(word, same)
    return _FILLER.sub("", bare) or bare


class Matcher:
    """Ranks named entries, each with several phrases."""

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        phrases = [(name, strip_fillers(phrase)) for name, group in entries.items() for phrase in group]
        documents = defaultdict[str, set[str]](set)
        for name, phrase in phrases:
            documents[name].update(_grams(phrase))
        frequency = Counter(gram for grams in documents.values() for gram in grams)
        for name in SERVICE_NAMES:
            frequency.update(set(_grams(strip_fillers(name))))
        self._total = len(documents) + len(SERVICE_NAMES)
        self._frequency = frequency
        self._phrases = [(name, self._vector(phrase)) for name, phrase in phrases]

    def rank(self, text: str) -> list[Hit]:
        """All entries that share anything with `text`, best first."""
        query = self._vector(strip_fillers(text))
        best: dict[str, float] = {}
        for name, vector in self._phrases:
            score = sum(weight * vector[gram] for gram, weight in query.items() if gram in vector)
            if score > best.get(name, 0.0):
                best[name] = score
        return sorted(
            (Hit(name, min(1.0, score)) for name, score in best.items()), key=lambda hit: (-hit.score, hit.name)
        )

    def _vector(self, text: str) -> dict[str, float]:
        """Two unit vectors, pinyin and characters, weighted and laid side by side."""
        grams = Counter(_grams(text))
        weights = {
            gram: count
            * (_UNIGRAM_WEIGHT if gram[1] == "1" else 1.0)
            * math.log(1 + self._total / (0.5 + self._frequency[gram]))
            for gram, count in grams.items()
        }
        joined: dict[str, float] = {}
        for kind, share in (("p", _PINYIN_WEIGHT), ("c", 1 - _PINYIN_WEIGHT)):
            part = {gram: weight for gram, weight in weights.items() if gram[0] == kind}
            norm = math.sqrt(sum(weight * weight for weight in part.values())) or 1.0
            joined.update({gram: math.sqrt(share) * weight / norm for gram, weight in part.items()})
        return joined


def _grams(text: str) -> list[str]:
    syllables, characters = fuzzy(text), tuple(clean(text))
    found = []
    for kind, units in (("p", syllables), ("c", characters)):
        found += [f"{kind}1{unit}" for unit in units]
        found += [f"{kind}2{left} {right}" for left, right in pairwise(units)]
    return found
