"""Which group of a number that was read back is wrong: 第二段, 中间那段, 后面, 零零幺三那段; 都不对. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.understand.digits import hear
from mandarin.pinyin import clean

_ORDINALS = {**dict(zip("一二三四五六七八九", range(1, 10), strict=True)), "两": 2}
_NTH = re.compile(r"第([一二两三四五六七八九1-9])(?!位)")
_FIRST, _LAST = re.compile(r"头一|开头|前[面边头]|最前|前那"), re.compile(r"最后|末尾|后[面边头]|后那|尾")
_MIDDLE = re.compile(r"中间")
_ALL = re.compile(
    r"[都全]部?(?:不对|不是|错)|整个|重新[说报念来]|从头|再来一[遍次]|没有一[个段组]对|哪[个段]都不|[少多漏]了"
)
_RIGHT = re.compile(r"没问题|没错|(?<!不)对(?!不)")
_CLAUSE = re.compile(r"[，,。；;、\s]+")


def all_wrong(text: str) -> bool:
    """都不对, 重新说, 少了一位: the whole number is meant."""
    return bool(_ALL.search(clean(text)))


def wrong_groups(text: str, groups: Sequence[str]) -> tuple[int, ...]:
    """The places, from 1, of the groups that are named as wrong, by place or by what was read back of them."""
    found = set[int]()
    for clause in _CLAUSE.split(text):
        if not _RIGHT.search(clause):
            found |= _places(clause, len(groups))
    if not found and (said := hear(text).digits) and groups.count(said) == 1:
        found.add(groups.index(said) + 1)
    return tuple(sorted(found))


def _places(clause: str, count: int) -> set[int]:
    named = {int(hit) if hit.isdecimal() else _ORDINALS[hit] for hit in _NTH.findall(clause)}
    if not named and _FIRST.search(clause):
        named.add(1)
    if not named and _LAST.search(clause):
        named.add(count)
    if _MIDDLE.search(clause) and count == 3:
        named.add(2)
    return {place for place in named if 1 <= place <= count}
