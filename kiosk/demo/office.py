"""Carries out the demo back end's requests: look-ups and submissions. SQLite, no HTTP, no clock of its own.

Each office of the hall is a desk (`desks/`): its look-ups, and its submissions, which file something once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, hashed
from kiosk.demo.desks import booking as demo_booking_desk
from kiosk.demo.desks import fund as demo_fund_desk
from kiosk.demo.desks import health as demo_health_desk
from kiosk.demo.desks import hotline as demo_hotline_desk
from kiosk.demo.desks import identity as demo_identity_desk
from kiosk.demo.desks import newborn as demo_newborn_desk
from kiosk.demo.desks import permits as demo_permit_desk
from kiosk.demo.desks import property as demo_property_desk
from kiosk.demo.desks import trade as demo_trade_desk
from kiosk.demo.desks import traffic as demo_traffic_desk
from kiosk.demo.desks import veterans as demo_veterans_desk
from kiosk.dialect.model import KEY_FIELD

__all__ = ["Office", "RefusalError"]

_DESKS = (
    demo_permit_desk,
    demo_fund_desk,
    demo_health_desk,
    demo_trade_desk,
    demo_property_desk,
    demo_booking_desk,
    demo_hotline_desk,
    demo_veterans_desk,
    demo_newborn_desk,
    demo_traffic_desk,
    demo_identity_desk,
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS submissions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, api TEXT NOT NULL, key TEXT NOT NULL, params BLOB NOT NULL,
    answer TEXT NOT NULL, UNIQUE (api, key));
CREATE TABLE IF NOT EXISTS facts (id BLOB, fact TEXT, value TEXT, PRIMARY KEY (id, fact));
CREATE TABLE IF NOT EXISTS bookings (place TEXT NOT NULL, time TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS queues (queue TEXT NOT NULL, time TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS violations (number TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS tickets (number TEXT PRIMARY KEY, office TEXT, since TEXT, due TEXT);
"""


class Office:
    """Blocking; safe to call from several threads. `path` is its SQLite file, or `:memory:`.

    `samples`: the answers of interfaces that no desk has. `outcome_of`: the submission that an interface tells the
    outcome of, by the field 幂等键.
    """

    def __init__(
        self,
        path: Path | str,
        now: Callable[[], datetime],
        samples: Mapping[str, Answer] = MappingProxyType({}),
        outcome_of: Callable[[str], str] = lambda api: "",
    ) -> None:
        self._samples, self._outcome_of = samples, outcome_of
        self._lock = Lock()
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(_SCHEMA)
        counter = Counter(self._db, now)
        self.lookups: Desk = {name: call for desk in _DESKS for name, call in desk.lookups(counter).items()}
        self.submissions: Desk = {name: call for desk in _DESKS for name, call in desk.submissions(counter).items()}

    def close(self) -> None:
        self._db.close()

    def handle(self, api: str, params: Mapping[str, str], key: str) -> Answer:
        """Raises `RefusalError`. The same `key` again returns the same answer, and files nothing."""
        with self._lock, self._db:
            if api in self.lookups:
                return self.lookups[api](params)
            if submission := self._outcome_of(api):
                return self._outcome(submission, params.get(KEY_FIELD, ""))
            if api in self._samples and not key:
                return self._samples[api]
            if api not in self.submissions and api not in self._samples:
                raise RefusalError(404, "unknown_api", f"没有这个接口：{api}")
            if not key:
                raise RefusalError(400, "no_key", "提交类接口要带 Idempotency-Key")
            return self._submit(api, params, key)

    def _outcome(self, api: str, key: str) -> Answer:
        """What a submission with this key was answered with."""
        row = self._db.execute("SELECT answer FROM submissions WHERE api = ? AND key = ?", (api, key)).fetchone()
        if row is None:
            raise RefusalError(404, "unknown_key", "没有查到这份申请")
        answer: Answer = json.loads(row[0])
        return answer

    def _submit(self, api: str, params: Mapping[str, str], key: str) -> Answer:
        same = hashed(json.dumps(dict(params), sort_keys=True))
        row = self._db.execute(
            "SELECT params, answer FROM submissions WHERE api = ? AND key = ?", (api, key)
        ).fetchone()
        if row is not None:
            if row[0] != same:
                raise RefusalError(409, "key_reused", "这个 Idempotency-Key 已用于另一份申请")
            answer: Answer = json.loads(row[1])
            return answer
        answer = self.submissions[api](params) if api in self.submissions else self._samples[api]
        self._db.execute(
            "INSERT INTO submissions (api, key, params, answer) VALUES (?, ?, ?, ?)",
            (api, key, same, json.dumps(answer, ensure_ascii=False)),
        )
        return answer
