"""The people of the demo back end. All are made up; their ID numbers pass the checksum and belong to nobody we know.

Any other checksum-valid number works too: its holder gets a name out of a hash of the number, the same every time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

CardStatus = Literal["正常", "已挂失", "已注销"]

_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_WOMEN = ("秀英", "丽华", "晓燕", "雨桐", "桂芳", "婷婷", "雪梅", "思琪", "玉兰", "佳怡")
_MEN = ("建国", "志强", "晓峰", "浩然", "德明", "家豪", "文斌", "子轩", "永福", "俊杰")


@dataclass(frozen=True, slots=True)
class Person:
    """`forgets`: what is filed for this one changes nothing, so that a demonstration can be repeated for ever."""

    number: str
    name: str
    card: CardStatus
    card_tail: str
    permit: bool
    forgets: bool = False
    note: str = ""


PEOPLE: dict[str, Person] = {
    person.number: person
    for person in (
        Person("11010519491231002X", "李桂英", "正常", "4021", False, True, "可反复办理"),
        Person("110105200106011154", "周子轩", "正常", "7736", False, True, "可反复办理"),
        Person("110105198506123729", "赵雪梅", "正常", "6217", False, True, "可反复办理"),
        Person("110105198805234517", "陈志强", "已挂失", "5190", False, False, "社保卡已挂失"),
        Person("110105197602143370", "吴永福", "已注销", "0087", False, False, "社保卡已注销"),
        Person("110105199508162048", "林雨桐", "正常", "9342", True, False, "已有居住证"),
    )
}


def person(number: str) -> Person:
    """Whoever holds this ID number. It must be valid."""
    known = PEOPLE.get(number)
    if known is not None:
        return known
    chance = hashlib.sha256(f"hall-clerk demo {number}".encode()).digest()
    given = _WOMEN if int(number[16]) % 2 == 0 else _MEN  # the 17th digit is even for women (GB 11643-1999)
    name = _FAMILY[chance[0] % len(_FAMILY)] + given[chance[1] % len(given)]
    tail = f"{int.from_bytes(chance[2:4]) % 10_000:04d}"
    return Person(number, name, "正常", tail, permit=False)
