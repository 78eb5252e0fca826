"""Questions without a written answer in the record: not linked to a conversation, never changed, struck or purged."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, Delete, Insert, delete, insert, select

from kiosk.store.crypto import Keyring
from kiosk.store.reading import Opener
from kiosk.store.records import Gap, GapList
from kiosk.store.schema import gaps as table

_NO_WORD = re.compile(r"[\W_]+")


def adding(keys: Keyring, question: str, service: str, device: str, at_ms: int) -> Insert:
    name = uuid.uuid4().hex
    row = {"id": name, "at_ms": at_ms, "service": service, "device": device}
    return insert(table).values(row | {"question_sealed": keys.seal(question, _place(name, "question"))})


def striking(names: Collection[str]) -> Delete:
    """They are answered now: an answer that is not found makes a new one."""
    return delete(table).where(table.c.id.in_(names))


def read(connection: Connection, keys: Keyring) -> GapList:
    """The same question in the same service counts as one, the most frequent first."""
    found: dict[tuple[str, str], Gap] = {}
    opener = Opener(keys)
    for row in connection.execute(select(table).order_by(table.c.at_ms)).mappings():
        damaged = len(opener.unreadable)
        question = opener.open(row["question_sealed"], _place(row["id"], "question"))
        at = opener.moment(row["at_ms"], _place(row["id"], "at_ms"))
        if len(opener.unreadable) > damaged:
            continue
        key = (row["service"], _NO_WORD.sub("", question).lower())
        known = found.get(key) or Gap(question, row["service"], 0, at, at)
        devices = dict.fromkeys((*known.devices, *filter(None, (row["device"],))))
        ids = (*known.ids, row["id"])
        found[key] = replace(known, question=question, times=known.times + 1, last=at, devices=tuple(devices), ids=ids)
    return GapList(tuple(sorted(found.values(), key=lambda gap: (-gap.times, gap.first))), len(opener.unreadable))


def _place(name: str, what: str) -> str:
    return f"gaps/{name}/{what}"
