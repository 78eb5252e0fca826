"""What the demo back end does with a request: look up, file, remember. SQLite, no HTTP, no clock of its own.

Visitors of a demonstration may well say their own numbers, so its database keeps hashes, and nothing that can be read.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from stdnum.cn import ric

from kiosk.demo_people import Person, person

_SCHEMA = """
CREATE TABLE IF NOT EXISTS submissions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, api TEXT NOT NULL, key TEXT NOT NULL, params BLOB NOT NULL,
    answer TEXT NOT NULL, UNIQUE (api, key));
CREATE TABLE IF NOT EXISTS holders (id BLOB PRIMARY KEY, card TEXT, permit INTEGER);
"""
_PHONE = re.compile(r"1[3-9]\d{9}")
_LOSS = {"临时": "临时挂失", "正式": "正式挂失", "临时挂失": "临时挂失", "正式挂失": "正式挂失"}
#: Days until a residence permit is ready (居住证暂行条例, article 10: fifteen days).
_PERMIT_DAYS = 15

Answer = dict[str, str]


class RefusalError(Exception):
    """The office says no: `status` as in HTTP, a short code, and words for the clerk."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Office:
    """Blocking; safe to call from several threads. `path` is its SQLite file, or `:memory:`."""

    def __init__(self, path: Path | str, now: Callable[[], datetime]) -> None:
        self._now, self._lock = now, Lock()
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self.lookups: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "sbk.status": self._card,
            "jzz.eligibility": self._eligibility,
        }
        self.submissions: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "sbk.loss": self._report_loss,
            "jzz.apply": self._apply,
        }

    def close(self) -> None:
        self._db.close()

    def handle(self, api: str, params: Mapping[str, str], key: str) -> Answer:
        """Raises `RefusalError`. The same `key` again gets the same answer, and files nothing."""
        with self._lock, self._db:
            if api in self.lookups:
                return self.lookups[api](params)
            if api not in self.submissions:
                raise RefusalError(404, "unknown_api", f"没有这个接口：{api}")
            if not key:
                raise RefusalError(400, "no_key", "提交类接口要带 Idempotency-Key")
            return self._submit(api, params, key)

    def _submit(self, api: str, params: Mapping[str, str], key: str) -> Answer:
        same = _hash(json.dumps(dict(params), sort_keys=True))
        row = self._db.execute(
            "SELECT params, answer FROM submissions WHERE api = ? AND key = ?", (api, key)
        ).fetchone()
        if row is not None:
            if row[0] != same:
                raise RefusalError(409, "key_reused", "这个 Idempotency-Key 已用于另一份申请")
            answer: Answer = json.loads(row[1])
            return answer
        answer = self.submissions[api](params)
        self._db.execute(
            "INSERT INTO submissions (api, key, params, answer) VALUES (?, ?, ?, ?)",
            (api, key, same, json.dumps(answer, ensure_ascii=False)),
        )
        return answer

    # ---- the interfaces ----

    def _card(self, params: Mapping[str, str]) -> Answer:
        holder = self._holder(params)
        return {"姓名": holder.name, "卡状态": holder.card, "卡号末四位": holder.card_tail}

    def _report_loss(self, params: Mapping[str, str]) -> Answer:
        holder = self._holder(params)
        _phone(params)
        if _required(params, "挂失方式") not in _LOSS:
            raise RefusalError(422, "bad_kind", "挂失方式只能是临时挂失或正式挂失")
        if holder.card != "正常":
            raise RefusalError(409, "not_active", f"这张卡{holder.card}，不能再挂失")
        self._remember(holder, card="已挂失", permit=holder.permit)
        now = self._now()
        return {
            "受理号": self._receipt("SB"),
            "受理时间": f"{now.year}年{now.month}月{now.day}日{now.hour}时{now.minute}分",
        }

    def _eligibility(self, params: Mapping[str, str]) -> Answer:
        holder = self._holder(params)
        return {"姓名": holder.name, "已有居住证": "是" if holder.permit else "否"}

    def _apply(self, params: Mapping[str, str]) -> Answer:
        holder = self._holder(params)
        _phone(params)
        for name in ("居住地址", "入住日期", "办理事由"):
            _required(params, name)
        if holder.permit:
            raise RefusalError(409, "has_permit", "已有居住证，不用重新申领")
        self._remember(holder, card=holder.card, permit=True)
        ready = self._now() + timedelta(days=_PERMIT_DAYS)
        return {"受理号": self._receipt("JZ"), "预计办结日期": ready.strftime("%Y-%m-%d")}

    # ---- what they share ----

    def _holder(self, params: Mapping[str, str]) -> Person:
        number = _required(params, "身份证号").upper()
        if not ric.is_valid(number):
            raise RefusalError(404, "unknown_id", "没有查到这个身份证号")
        found = person(number)
        row = self._db.execute("SELECT card, permit FROM holders WHERE id = ?", (_hash(number),)).fetchone()
        return found if row is None else replace(found, card=row[0], permit=bool(row[1]))

    def _remember(self, holder: Person, *, card: str, permit: bool) -> None:
        if not holder.forgets:
            self._db.execute("INSERT OR REPLACE INTO holders VALUES (?, ?, ?)", (_hash(holder.number), card, permit))

    def _receipt(self, prefix: str) -> str:
        """Two letters and eight digits: the year, and a number that rises. Short enough to say aloud."""
        last = self._db.execute("SELECT coalesce(max(number), 0) FROM submissions").fetchone()[0]
        return f"{prefix}{self._now():%y}{last + 1:06d}"


def _hash(text: str) -> bytes:
    return hashlib.scrypt(text.encode(), salt=b"hall-clerk demo", n=1024, r=8, p=1, dklen=16)


def _required(params: Mapping[str, str], name: str) -> str:
    value = params.get(name, "").strip()
    if not value:
        raise RefusalError(422, "missing", f"缺少{name}")
    return value


def _phone(params: Mapping[str, str]) -> None:
    if not _PHONE.fullmatch(_required(params, "手机号")):
        raise RefusalError(422, "bad_phone", "手机号不对，应为十一位手机号")
