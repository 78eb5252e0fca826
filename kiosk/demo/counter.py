"""What every desk of the demo office uses: the database, the clock, and the record of the person served.

Visitors of a demonstration may say their own numbers, so the database keeps only hashes of them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from stdnum.cn import ric

from kiosk.demo.people import Person, person

_PHONE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-\d{7,8}(-\d{1,6})?")

#: How the files of pictures begin.
_FILES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n"}

#: Texts, and lists of objects of texts.
Answer = dict[str, Any]
Desk = Mapping[str, Callable[[Mapping[str, Any]], Answer]]


class RefusalError(Exception):
    """The office refuses: HTTP `status`, a short code, and the clerk's words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Counter:
    """Shared by the desks. Used under the office's lock."""

    def __init__(self, book: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.book, self.now = book, now

    def holder(self, params: Mapping[str, str]) -> Person:
        """The person of this 身份证号, with what was filed since. Raises `RefusalError`."""
        number = required(params, "身份证号").upper()
        if not ric.is_valid(number):
            raise RefusalError(404, "unknown_id", "没有查到这个身份证号")
        found = person(number)
        if found.broken:
            raise RefusalError(503, "down", "业务系统没有回应")
        rows = self.book.execute("SELECT fact, value FROM facts WHERE id = ?", (hashed(number),))
        return replace(found, **{fact: json.loads(value) for fact, value in rows})

    def note(self, holder: Person, **facts: str | int | bool) -> None:
        """Keep what has changed of the holder's record (fields of `Person`)."""
        if not holder.forgets:
            rows = [(hashed(holder.number), fact, json.dumps(value)) for fact, value in facts.items()]
            self.book.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def serial(self) -> str:
        """Eight digits: the year, and a serial number. Short enough to read aloud."""
        last = self.book.execute("SELECT coalesce(max(number), 0) FROM submissions").fetchone()[0]
        return f"{self.now():%y}{last + 1:06d}"

    def answered(self, api: str, name: str, value: str) -> bool:
        """Whether a submission was answered with this value of the field `name`."""
        rows = self.book.execute("SELECT answer FROM submissions WHERE api = ?", (api,))
        return any(json.loads(answer).get(name) == value for (answer,) in rows)

    def in_days(self, days: int) -> str:
        return (self.now() + timedelta(days=days)).date().isoformat()

    def in_workdays(self, days: int) -> str:
        return add_workdays(self.now().date(), days).isoformat()


def add_workdays(day: date, days: int) -> date:
    """Weekends do not count; public holidays are not considered."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def hashed(text: str) -> bytes:
    return hashlib.scrypt(text.encode(), salt=b"hall-clerk demo", n=1024, r=8, p=1, dklen=16)


def required(params: Mapping[str, str], name: str) -> str:
    value = params.get(name, "").strip()
    if not value:
        raise RefusalError(422, "missing", f"缺少{name}")
    return value


def one_of(params: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    value = required(params, name)
    if value not in known:
        raise RefusalError(422, "bad_kind", f"{name}只能是{'、'.join(known)}")
    return value


def phone(params: Mapping[str, str]) -> str:
    value = required(params, "手机号")
    if not _PHONE.fullmatch(value):
        raise RefusalError(422, "bad_phone", "手机号不对，应为十一位手机号")
    return value


def landline(params: Mapping[str, str]) -> str:
    value = required(params, "固话")
    if not _LANDLINE.fullmatch(value):
        raise RefusalError(422, "bad_phone", "固定电话不对，应带区号")
    return value


def picture(params: Mapping[str, Any], name: str) -> bytes:
    """The picture's file; empty where none was sent. Raises `RefusalError` for one that came damaged."""
    sent = params.get(name)
    if not sent:
        return b""
    try:
        data = base64.b64decode(sent["data"], validate=True)
        whole = hashlib.sha256(data).hexdigest() == sent["sha256"] and data.startswith(_FILES[sent["type"]])
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        raise RefusalError(422, "bad_picture", f"{name}没有收完整，请重新提交")
    return data


def day(params: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(required(params, name))
    except ValueError:
        raise RefusalError(422, "bad_date", f"{name}不是日期") from None


def yuan(params: Mapping[str, str], name: str) -> float:
    value = required(params, name)
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", value):
        raise RefusalError(422, "bad_amount", f"{name}不是金额")
    return float(value)
