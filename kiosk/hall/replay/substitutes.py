"""Invented values in the place of a citizen's: the same kind, right check digits, the same one for the same value.

Of an identity number age and sex are kept, because scripts branch on them; days, times, sums, counts and options stay:
they name nobody, and scripts branch on them too. Pure.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from dialogue import Library
from dialogue.placeholders import Covering, placeholders
from dialogue.testing.samples import samples
from mandarin.masking import numbers

_KEPT = frozenset({"date", "time", "money", "count", "yesno", "option", "several", "item", "items"})
_NAMES = ("王小明", "李小红", "张小军", "赵小兰", "陈小刚", "刘小梅")
_ADDRESS = "幸福路{n}号3栋1203室"
_TEXT = "一件事情"
_SPOKEN = {"幺": "1", "洞": "0", "拐": "7", "勾": "9", "两": "2", "○": "0", "叉": "X"}
#: Digits that two numbers must share to be the same one.
_LEAST = 3


class Substitutes:
    """Of one conversation. `library`: by whose slots the kinds of the values are known."""

    def __init__(
        self, values: Iterable[tuple[str, str]], library: Library, service: str, today: date,
        words: Collection[str] = (),
    ) -> None:  # fmt: skip
        """`words`: texts of the scripts, which are nothing personal where a back end answers with one (`words_of`)."""
        self._today, self._found, self._words = today, dict[str, str](), words
        self._counts = dict[str, int]()
        self.by_name = dict[str, str]()
        ours = [one for one in library.every if one.name == service]
        self._slots = {slot.name: slot for script in [*library.every, *ours] for slot in script.slots}
        for name, value in values:
            slot = self._slots.get(name)
            kind = "" if slot is None else slot.kind
            personal = slot is None or slot.personal or kind in ("id", "phone", "name", "address", "number")
            if value.strip() and kind not in _KEPT and personal and kind not in ("photo", "file", "signature"):
                self._found.setdefault(value, self._made(kind, name, value))
            self.by_name[name] = self._found.get(value, value)

    def know(self, fields: Mapping[str, str | None]) -> None:
        """Of an answer: values that were given already stay the same, so that the scripts can compare them."""
        for name, value in fields.items():
            if value:
                self.by_name.setdefault(name, self.answer(name, value))

    def answer(self, name: str, value: str) -> str:
        """A field of an answer of the back end. It stays where it names nobody: a day, a time, a word of the scripts, a
        short number that is no card's; of a list, each field by itself.
        """
        if value in self._found:
            return self._found[value]
        if value.startswith("[") and (rows := _rows(value)) is not None:
            made = [{key: self.answer(key, each) for key, each in row.items()} for row in rows]
            return json.dumps(made, ensure_ascii=False)
        slot = self._slots.get(name)
        kind = "" if slot is None else slot.kind
        number = _PLAIN.fullmatch(value) is not None and _OF_CARDS.search(name) is None
        if kind in _KEPT or value in self._words or number or _WHEN.fullmatch(value):
            return value
        made_up = self._made(kind, name, value)
        made_up = _TEXT if made_up == value and not _NUMBER.fullmatch(value) else made_up
        return self._found.setdefault(value, made_up)

    @property
    def invented(self) -> tuple[tuple[str, str], ...]:
        """Name and invented value, for what is shown: a placeholder stands in its place."""
        return tuple((name, value) for name, value in self.by_name.items() if value in self._found.values())

    def text(self, text: str) -> str:
        """The citizen's words with invented values. What looks personal and is not known is replaced too."""
        for value in sorted(self._found, key=len, reverse=True):
            text = text.replace(value, self._found[value])
        for run in reversed(numbers(text)):
            said = "".join(_digit(text[place]) for place in run.places)
            if (told := self._number(said)) is not None:
                text = text[: run.start] + told + text[run.end :]
        return self._rest(text)

    def _number(self, said: str) -> str | None:
        """The digits that stand for these; None: they stay, a short number or one that is invented already."""
        known = {value: made for value, made in self._found.items() if _NUMBER.fullmatch(value)}
        for value, made in known.items():
            if said == made or (len(said) >= _LEAST and said in made):
                return None
            at = value.find(said) if len(said) >= _LEAST and len(value) == len(made) else -1
            if at >= 0:
                return made[at : at + len(said)]
        if len(said) < 5:
            return None
        made = self._found.setdefault(said, self._made("", "", said))
        return None if made == said else made

    def _rest(self, text: str) -> str:
        """Names that introduce themselves, and addresses of e-mail."""
        known = [("", made) for made in self._found.values()]
        covering = Covering(known)
        covered = covering.cover_up(text)
        values = covering.cover.values
        for sign in placeholders(covered):
            value = values.get(sign, "")
            invented = value in self._found.values() or _NUMBER.fullmatch(value) is not None
            covered = covered.replace(sign, value if invented else _NAMES[0], 1)
        return covered

    def _made(self, kind: str, name: str, value: str) -> str:
        digits = "".join(_digit(sign) for sign in value)
        if kind == "id" or re.fullmatch(r"[1-9]\d{16}[\dX]", digits):
            return self._nth("id", _same_person(digits, self._today))
        if kind == "credit_code":
            return self._nth("credit", samples("credit_code", 9, self._today))
        if kind == "phone" or re.fullmatch(r"1\d{10}", digits):
            return self._nth("phone", [f"1380013{8000 + n}" for n in range(9)])
        if kind == "name" or (not kind and "姓名" in name):
            return self._nth("name", list(_NAMES))
        if kind == "address" or (not kind and name.endswith(("地址", "住址"))):
            return self._nth("address", [_ADDRESS.format(n=n) for n in range(10, 19)])
        if kind in ("text", "long_text"):
            return _TEXT
        return "".join(_other(sign) for sign in value)

    def _nth(self, kind: str, made: list[str]) -> str:
        at = self._counts.get(kind, 0)
        self._counts[kind] = at + 1
        return made[at % len(made)]


_NUMBER = re.compile(r"[0-9A-Z\-]{3,}")
#: Sums, counts and points; the fields whose short numbers are a part of a card's, a telephone's or a case's.
_PLAIN, _OF_CARDS = re.compile(r"-?\d{1,6}(\.\d{1,2})?"), re.compile("[号码卡证]|尾|末|电话")
_WHEN = re.compile(r"\d{4}-\d{2}(-\d{2})?([ T]\d{2}:\d{2}(:\d{2})?)?|\d{1,2}:\d{2}(:\d{2})?")


def words_of(library: Library) -> frozenset[str]:
    """Every text that the scripts are made of: what they compare with among them."""
    found, left, seen = set[str](), list[object](library.every), set[int]()
    while left:
        one = left.pop()
        if isinstance(one, str):
            found.add(one)
        elif id(one) not in seen:
            seen.add(id(one))
            left += _parts(one)
    return frozenset(found)


def _parts(one: object) -> Iterable[object]:
    if is_dataclass(one):
        return [getattr(one, each.name) for each in fields(one)]
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    return one if isinstance(one, (list, tuple, set, frozenset)) else ()


def _rows(value: str) -> list[dict[str, str]] | None:
    """A list of a back end's answer; None: it is a text."""
    try:
        rows = json.loads(value)
    except ValueError:
        return None
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def _same_person(number: str, today: date) -> list[str]:
    """Samples of the same age and sex."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), min(int(number[12:14]), 28))
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        return samples("id_number", 9, today, age=max(0, min(age, 120)), sex="男" if int(number[16]) % 2 else "女")
    except ValueError:
        return samples("id_number", 9, today)


def _digit(sign: str) -> str:
    if sign in _SPOKEN:
        return _SPOKEN[sign]
    value = unicodedata.numeric(sign, -1.0)
    if 0 <= value <= 9 and value == int(value):
        return str(int(value))
    return unicodedata.normalize("NFKC", sign).upper()


def _other(sign: str) -> str:
    """A number of which only the shape is known: other digits, the letters stay."""
    value = _digit(sign)
    return str((int(value) * 7 + 3) % 10) if value.isdecimal() and len(value) == 1 else sign
