"""Words among digits that say digits in another way, or say them once more.

八千 at the end of a number is 8000; 88年，哦，1988 is one year; 一到八 behind 12345678 explains it.
"""

from __future__ import annotations

import re

_ONE = "一二三四五六七八九1-9"
_BREAK = r"[，,、。\s]"
_ROUND = re.compile(rf"(?:(?<={_BREAK})|^)(?P<first>[{_ONE}])(?P<zeros>[千百])(?=$|{_BREAK})")
_YEAR_AGAIN = re.compile(rf"(?P<short>\d\d)年{_BREAK}*(?:[哦啊呃嗯]|就是|也就是)?{_BREAK}*(?=(?:19|20)(?P=short))")
_CAPITAL = re.compile(r"大写的?(?=x)", re.IGNORECASE)
_FROM_TO = re.compile(rf"{_BREAK}*(?:就是|也就是)?[{_ONE}]到[{_ONE}]{_BREAK}*$")
#: 最后是八 behind the whole number.
_LAST_IS = re.compile(
    rf"{_BREAK}+(?:最后|末尾?|尾巴|尾号)的?(?:[一两二三四1-4]位)?(?:数字?)?(?:就?是)[零〇幺{_ONE}0]{{1,4}}(?:{_BREAK}.*)?$"
)


def in_digits(text: str) -> str:
    """`text` with round numbers and a year said twice as the digits that are meant."""
    text = without_told_end(_CAPITAL.sub("", _YEAR_AGAIN.sub("", text)))
    return _ROUND.sub(lambda hit: hit["first"] + {"千": "000", "百": "00"}[hit["zeros"]], text)


_D = "0-9零〇一二两三四五六七八九幺洞拐"
#: 最后是二四，幺三七五七五幺九零二四: how it ends, and then all of it.
_END_TOLD = re.compile(
    rf"(?:最后|末尾|尾号|后面|尾巴|后)(?:几|[一两二三四])?(?:位|个)?(?:数字?)?(?:就?是|应该是)(?P<end>[{_D}]{{1,4}}){_BREAK}+(?=(?P<whole>[{_D}a-z][{_D}a-z，,、\s]{{4,}}))"
)


def without_told_end(text: str) -> str:
    """`text` without the end of a number that is told before the number."""
    return _END_TOLD.sub(lambda hit: "" if _ends(hit["whole"], hit["end"]) else hit[0], text)


def _ends(whole: str, end: str) -> bool:
    return re.sub(r"[，,、\s]", "", whole).endswith(end)


def without_explanation(text: str) -> str:
    return _LAST_IS.sub("", _FROM_TO.sub("", text))


#: Digits, at least, of a number that was begun and is begun anew.
_BEGUN = 3


def without_repeat(groups: list[str], want: int) -> list[str]:
    """`groups` without what was said twice, if the number is whole then: 138，138，0013，8000; 138，13800138000;
    13800138000，8000.
    """
    for at in range(1, len(groups)):
        rest = groups[:at] + groups[at + 1 :]
        if groups[at] == groups[at - 1] and len("".join(rest)) == want:
            return rest
    for at in range(1, len(groups)):
        head, tail = "".join(groups[:at]), "".join(groups[at:])
        if len(tail) == want and tail.startswith(head):
            return groups[at:]
        if len(head) == want and len(tail) > 1 and head.endswith(tail):
            return groups[:at]
    for at in range(1, len(groups)):  # 138145，138154，00622: begun anew
        tail = "".join(groups[at:])
        if len(tail) == want and len(groups[0]) >= _BEGUN and tail.startswith(groups[0][:_BEGUN]):
            return groups[at:]
    return groups
