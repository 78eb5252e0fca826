"""Numbers for tests: their check digits are right, and they were issued to no person or company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Literal

from stdnum.cn import ric, uscc

SampleKind = Literal["id_number", "credit_code"]
Sex = Literal["男", "女"]

#: The words of the command and of messages.
WITH_CHECK_DIGIT: dict[SampleKind, str] = {"id_number": "身份证", "credit_code": "统一社会信用代码"}
#: 市辖区 itself: a code that stands for several districts and is the birth place of nobody.
_NO_DISTRICT = "110100"
#: The same for a registry; and an organisation number that begins with letters which are not given out.
_NO_REGISTRY = "91110100XXX"
_AGES = (18, 80)
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
_CREDIT = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Z]*[A-HJ-NPQRTUWXY])[159ANY][0-9A-Z]\d{6}[0-9A-Z]{10}(?![0-9A-Za-z])")


def samples(kind: SampleKind, count: int, today: date, *, age: int | None = None, sex: Sex | None = None) -> list[str]:
    """The same numbers each time they are asked for with the same arguments."""
    random = Random(f"{kind} {age} {sex}")
    found: dict[str, None] = {}
    for number in _numbers(kind, random, today, age, sex):
        found.setdefault(number)
        if len(found) == count:
            break
    return list(found)


def _numbers(kind: SampleKind, random: Random, today: date, age: int | None, sex: Sex | None) -> Iterator[str]:
    for _ in range(100_000):
        match kind:
            case "id_number":
                yield _id_number(random, today, random.randint(*_AGES) if age is None else age, sex)
            case "credit_code":
                body = _NO_REGISTRY + "".join(random.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=6))
                yield body + uscc.calc_check_digit(body)


def _id_number(random: Random, today: date, age: int, sex: Sex | None) -> str:
    """Somebody who is `age` years old today, whatever the day."""
    last = date(today.year - age, today.month, min(today.day, 28))
    born = date.fromordinal(last.toordinal() - random.randint(0, 360))
    order = random.randrange(0, 1000)
    if sex is not None and order % 2 != (sex == "男"):
        order = (order + 1) % 1000
    body = f"{_NO_DISTRICT}{born:%Y%m%d}{order:03d}"
    return body + ric.calc_check_digit(body + "0")


def wrong_check_digit(text: str) -> SampleKind | None:
    """The kind of a number that stands in `text` and whose check digit is wrong."""
    for hit in _ID.finditer(text):
        if ric.calc_check_digit(hit[0].upper()) != hit[0][-1].upper():
            return "id_number"
    for hit in _CREDIT.finditer(text):
        if not _ID.fullmatch(hit[0]) and uscc.calc_check_digit(hit[0][:-1]) != hit[0][-1]:
            return "credit_code"
    return None
