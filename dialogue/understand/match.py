"""Which of the known wordings is meant: what utterance and wording share, over what either has alone.

Both are bags of fuzzy syllables and characters, alone and in pairs, each weighted by how rare it is among the wordings
of all common services (`background`): 证, 办理, 登记 are cheap even in a hall with two services. Pinyin carries the
sense through homophones; characters break ties. What a wording has and the utterance lacks counts in full; what the
utterance has besides counts little, for people talk around what they want (Tversky, "Features of Similarity", 1977).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dialogue.understand.background import ERRANDS, EVERYDAY, SERVICES, TALK
from dialogue.understand.exact_name import Wordings
from mandarin.pinyin import clean, fixed_fuzzy, fuzzy

#: Words that carry no topic. Taken off the utterance and the wordings alike, longest first.
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

_PINYIN = 0.8  # the rest is for characters
_EVERYDAY = 40  # as if so many services more had the word
_BESIDES = 0.3  # what the utterance has besides


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` 0..1, of the best wording of `name`."""

    name: str
    score: float


def strip_fillers(text: str) -> str:
    """What is left to match on; the whole text when nothing but fillers was said."""
    bare = _A_NOT_A.sub(r"\1", clean(text))
    for word, same in _SAME.items():
        bare = bare.replace(word, same)
    return _FILLER.sub("", bare) or bare


class Matcher:
    """Ranks named entries, each with several wordings. `exactly`: the same by their whole sound.

    Equal to one with the same entries in the same order, so that what is derived of it and kept serves all versions of
    a library that have these.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self.wordings = {name: tuple(dict.fromkeys(group)) for name, group in entries.items()}
        self._entries = tuple(self.wordings.items())
        self._hash = hash(self._entries)
        self.exactly = Wordings(self.wordings)
        documents = {**_background(), **{name: _bag(group) for name, group in self.wordings.items()}}
        frequency = Counter(gram for grams in documents.values() for gram in grams)
        frequency.update(dict.fromkeys(_bag(EVERYDAY), _EVERYDAY))
        self._weight = {gram: _rarity(len(documents), times) for gram, times in frequency.items()}
        self._unknown = _rarity(len(documents), 0)
        self._names: list[str] = []  # of each wording
        self._whole: list[dict[str, float]] = []  # its weight, by kind of gram
        self._holding: dict[str, list[tuple[int, float]]] = defaultdict(list)  # gram -> wordings
        for name, group in self.wordings.items():
            for wording in group:
                self._add(name, strip_fillers(wording))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matcher) and self._entries == other._entries

    def __hash__(self) -> int:
        return self._hash

    def rank(self, text: str) -> list[Hit]:
        """All entries that share a sound with `text`, best first."""
        best: dict[str, float] = {}
        for wording, score in self._scores(strip_fillers(text)).items():
            name = self._names[wording]
            if score > best.get(name, 0.0):
                best[name] = score
        return sorted(
            (Hit(name, min(1.0, score)) for name, score in best.items()), key=lambda hit: (-hit.score, hit.name)
        )

    def nearest_wording(self, text: str, name: str) -> str:
        """The wording of `name` that is most like `text`; the first where none shares a sound."""
        scores = self._scores(strip_fillers(text))
        own = [at for at, its in enumerate(self._names) if its == name]
        best = max(own, key=lambda at: scores.get(at, 0.0))
        return self.wordings[name][best - own[0]]

    def _add(self, name: str, wording: str) -> None:
        whole = {"p": 0.0, "c": 0.0}
        for gram, times in Counter(_grams(wording, fixed_fuzzy(wording))).items():
            weight = times * self._weight[gram]
            whole[gram[0]] += weight
            self._holding[gram].append((len(self._names), weight))
        self._names.append(name)
        self._whole.append(whole)

    def _scores(self, bare: str) -> dict[int, float]:
        """Wording -> score, for every wording that shares anything with the utterance."""
        scores: dict[int, float] = defaultdict(float)
        grams = Counter(_grams(bare, fuzzy(bare)))
        for kind, share in (("p", _PINYIN), ("c", 1 - _PINYIN)):
            common: dict[int, float] = defaultdict(float)
            uttered = 0.0
            for gram, times in grams.items():
                if gram[0] != kind:
                    continue
                said = times * self._weight.get(gram, self._unknown)
                uttered += said
                for wording, weight in self._holding.get(gram, ()):
                    common[wording] += min(said, weight)
            for wording, shared in common.items():
                scores[wording] += share * shared / (self._whole[wording][kind] + _BESIDES * (uttered - shared))
        return scores


def _rarity(documents: int, times: int) -> float:
    return math.log(1 + documents / (0.5 + times))


def _grams(text: str, syllables: tuple[str, ...]) -> list[str]:
    found = []
    for kind, units in (("p", syllables), ("c", tuple(clean(text)))):
        found += [f"{kind}1{unit}" for unit in units]
        found += [f"{kind}2{left} {right}" for left, right in pairwise(units)]
    return found


def _bag(wordings: Iterable[str]) -> frozenset[str]:
    bare = map(strip_fillers, wordings)
    return frozenset(gram for wording in bare for gram in _grams(wording, fixed_fuzzy(wording)))


@lru_cache(maxsize=1)
def _background() -> dict[str, frozenset[str]]:
    return {name: _bag(wordings) for name, wordings in (SERVICES | ERRANDS | TALK).items()}
