"""The reconciliation list: one entry a submission, sealed, settled once; open ones outlive the purge."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, Store, UnresolvedEntry
from support.databases import TestDatabase

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LOSS = UnresolvedEntry("12345678", "社保卡挂失", "1", "sbk.loss", "c1:社保卡挂失", 5, {"手机号": "13800138000"})


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: NOON)
    yield opened
    await opened.close()


def conversation(*unresolved: UnresolvedEntry, name: str = "c1") -> ConversationEntry:
    return ConversationEntry(name, "kiosk-1", "screen", 1, unresolved=unresolved)


async def test_one_for_each_submission(store: Store) -> None:
    for _ in range(2):
        await store.keep(conversation(LOSS, replace(LOSS, key="c1:社保卡挂失/2", number="87654321", at_ms=6)))
    first, second = await store.unresolved()
    assert (first.number, first.api, first.key, first.state) == ("12345678", "sbk.loss", LOSS.key, "open")
    assert first.values == {"手机号": "13800138000"}
    assert (first.conversation, second.number) == ("c1", "87654321")


async def test_personal_values_are_sealed(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.keep(conversation(LOSS))
    await store.settle("12345678", "SB26000001")
    (row,) = database.sql(hall, "SELECT * FROM reconciliations")
    assert b"13800138000" not in repr(row).encode()
    assert "SB26000001" not in repr(row)


@pytest.mark.parametrize(("receipt", "state"), [("SB26000001", "filed"), ("", "not_filed")])
async def test_it_is_settled_once(store: Store, receipt: str, state: str) -> None:
    await store.keep(conversation(LOSS))
    assert await store.settle("12345678", receipt)
    assert not await store.settle("12345678", receipt)
    assert not await store.settle("00000000", receipt)
    assert await store.unresolved() == ()
    (settled,) = await store.unresolved(settled=True)
    assert (settled.state, settled.receipt, settled.closed) == (state, receipt, NOON)
    await store.keep(conversation(LOSS))
    assert await store.unresolved() == ()


async def test_the_purge_leaves_what_nobody_has_settled(store: Store) -> None:
    await store.keep(conversation(LOSS, replace(LOSS, key="c1/2", number="87654321")))
    await store.settle("87654321", "")
    await store.purge(NOON + timedelta(days=1))
    assert [one.number for one in await store.unresolved(settled=True)] == ["12345678"]


def test_an_entry_survives_the_journal_and_is_merged_once() -> None:
    entry = conversation(LOSS)
    assert ConversationEntry.from_json(entry.to_json()) == entry
    assert entry.followed_by(conversation(replace(LOSS, at_ms=9))).unresolved == (LOSS,)
    older = json.loads(entry.to_json())
    del older["unresolved"]
    assert ConversationEntry.from_json(json.dumps(older)).unresolved == ()
