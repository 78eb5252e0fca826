"""A conversation that is deleted is gone from every file: its sealed bytes too, and it does not come back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from kiosk.config import Settings
from kiosk.store import (
    CaseEntry,
    ConversationEntry,
    DeliveryEntry,
    EndingEntry,
    StaffCallEntry,
    Store,
    StoreError,
    UnresolvedEntry,
    schema,
)
from kiosk.store.keyfile import load
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.store.removing import remove
from kiosk.store.tickets import TicketEntry

NAME, PHONE, RECEIPT = "王小明", "13800138000", "SB12345678"
BEGAN = 1_790_000_000_000


def whole(name: str, receipt: str, *, ended: bool = True) -> ConversationEntry:
    """With a row in every table that an entry fills."""
    slots = {"姓名": NAME, "手机号": PHONE}
    return ConversationEntry(
        name, "k1", "screen", BEGAN, state=None if ended else '{"v": 1}',
        cases=(CaseEntry("社保卡挂失", "v", receipt, BEGAN + 1000, slots),),
        ending=EndingEntry("completed", "社保卡挂失", "v", BEGAN + 60_000, slots) if ended else None,
        deliveries=(DeliveryEntry(f"d-{name}", "message", BEGAN, f'{{"to": "{PHONE}"}}'),),
        staff_calls=(StaffCallEntry(f"s-{name}", BEGAN, "asked", "", "社保卡挂失", f'[["姓名", "{NAME}"]]'),),
        unresolved=(UnresolvedEntry(f"1234567{name[-1]}", "社保卡挂失", "v", "sbk.loss", f"{name}:k", BEGAN, slots),),
    )  # fmt: skip


async def fill(store: Store, hall: Settings, name: str, receipt: str) -> None:
    await store.keep(whole(name, receipt))
    for number in range(20):
        await store.turn(name, "citizen", "voice", "said", f"我叫{NAME}，{number}", heard=NAME, at_ms=BEGAN)
    await store.turn(name, "citizen", "voice", "said", f"{name} 的补贴几号发？", at_ms=BEGAN)
    await store.add_gap(f"{name} 的补贴几号发", "社保卡挂失", datetime.fromtimestamp(BEGAN / 1000, UTC))
    await store.add_picture(name, f"sha256:{name}", "photo", f"{name}{NAME}".encode() * 20_000, at_ms=BEGAN)
    await store.add_ticket(TicketEntry(f"1390013800{name[-1]}", "busy", "社保卡挂失", name))
    await store.keep_call(f"call-{name}", f"exchange-{name}", name, BEGAN, "{}")
    await store.add_delivery(DeliveryEntry(f"code-{name}", "code", BEGAN, f'{{"to": "{PHONE}"}}'), name)
    await store.settle(f"1234567{name[-1]}", receipt)
    head = RecordingHead(f"exchange-{name}", name, "sip", BEGAN, 8000)
    file = RecordingFile(hall.recordings_dir, load(hall.key_path), head)
    file.add(0, np.ones((800, 2), np.int16))
    file.finish(800, 0)


def sealed_of(hall: Settings, name: str) -> list[bytes]:
    """Every sealed value of the conversation, and the ids of its rows' carriers, as bytes to look for."""
    found = list[bytes]()
    with closing(sqlite3.connect(hall.data_dir / "hall.db")) as connection:
        for table in schema.metadata.sorted_tables:
            key = "id" if table.name == "conversations" else "conversation"
            columns = [column.name for column in table.c if column.name.endswith("_sealed")]
            if table.name in ("audit", "canary", "gaps") or key not in table.c or not columns:
                continue
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table.name} WHERE {key} = ?", (name,)):
                found += [bytes(value) for value in row if value is not None]
    return found


def held(hall: Settings, pieces: list[bytes]) -> list[str]:
    """The files that hold one of these: a page of SQLite may cut a long one, so pieces of its beginning and middle."""
    short = [piece[at : at + 40] for piece in pieces for at in {0, len(piece) // 2} if len(piece[at : at + 40]) >= 20]
    files = [path for path in hall.data_dir.rglob("*") if path.is_file()]
    return [path.name for path in files if any(piece in path.read_bytes() for piece in short)]


@pytest.mark.sqlite_only  # pages and log of PostgreSQL are that server's matter (docs/operations.md)
async def test_nothing_of_it_stands_in_any_file(hall: Settings) -> None:
    store = await Store.open(hall)
    await fill(store, hall, "c1", RECEIPT)
    await fill(store, hall, "c2", "SB87654321")
    mine, others = sealed_of(hall, "c1"), sealed_of(hall, "c2")
    (recording,) = [path for path in hall.recordings_dir.glob("*.rec") if b"" in path.read_bytes()][:1]
    assert len(mine) > 25
    assert held(hall, mine), "the search finds nothing even before"
    assert len(list(hall.recordings_dir.glob("*.rec"))) == 2

    gone = await remove(store, hall, load(hall.key_path), "c1", running=True)

    assert gone.log_emptied
    assert gone.recordings == 1
    wanted = {"turns": 21, "cases": 1, "slots": 2, "pictures": 1, "deliveries": 2, "tickets": 1, "staff_calls": 1,
              "reconciliations": 1, "calls": 1, "gaps": 1}  # fmt: skip
    assert gone.rows == wanted
    assert held(hall, mine) == []
    assert "hall.db" in held(hall, others)
    assert len(list(hall.recordings_dir.glob("*.rec"))) == 1
    assert await store.conversation("c1") is None
    assert await store.conversations_of(RECEIPT) == ()
    left = await store.conversation("c2")
    assert left is not None
    assert len(left.turns) == 21
    assert [gap.question for gap in (await store.gaps()).gaps] == ["c2 的补贴几号发"]
    await store.close()
    assert recording.name


@pytest.mark.sqlite_only
async def test_the_search_would_see_an_ordinary_delete(hall: Settings) -> None:
    """SQLite alone leaves deleted values in the file's free pages and in its log."""
    store = await Store.open(hall)
    await fill(store, hall, "c1", RECEIPT)
    await store.close()
    mine = sealed_of(hall, "c1")
    with closing(sqlite3.connect(hall.data_dir / "hall.db")) as connection, connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("DELETE FROM pictures")
    assert "hall.db" in held(hall, mine)


async def test_it_does_not_come_back(hall: Settings) -> None:
    """The hall that runs, and a journal, may hold an entry of it still."""
    store = await Store.open(hall)
    await fill(store, hall, "c1", RECEIPT)
    await remove(store, hall, load(hall.key_path), "c1", running=True)
    await store.keep(whole("c1", RECEIPT))
    await store.add_delivery(DeliveryEntry("late", "message", BEGAN, "{}"), "c1")
    with pytest.raises(StoreError):
        await store.turn("c1", "citizen", "voice", "said", NAME)
    assert await store.conversation("c1") is None
    assert await store.delivery("late") is None
    await store.purge(datetime.now(UTC) + timedelta(days=1))  # its name is forgotten with its time
    await store.close()


@pytest.mark.parametrize("damaged", [False, True])
async def test_the_journal_of_a_stopped_hall_loses_it_and_keeps_the_others(hall: Settings, damaged: bool) -> None:
    store = await Store.open(hall)
    await fill(store, hall, "c1", RECEIPT)
    await store.journalled()
    for entry in (whole("c1", RECEIPT), whole("c3", "SB3"), whole("c1", "SB4")):
        await store.journal(entry)
    await store.close()
    data = bytearray(hall.journal_path.read_bytes())
    first = bytes(data[8:48])
    if damaged:
        size = int.from_bytes(data[4:8], "little")
        data[8 + size + 30] ^= 1  # a byte of the second entry
        hall.journal_path.write_bytes(data)
        lost = await Store.open(hall)
        await lost.journalled()  # a start sets the copy aside
        await lost.close()
        assert hall.journal_path.with_name("journal.damaged-1").read_bytes()[8:48] == first
    store = await Store.open(hall)
    gone = await remove(store, hall, load(hall.key_path), "c1", running=False)
    others = await store.conversations_of("SB3")
    await store.close()
    assert gone.journal_emptied
    assert held(hall, [first]) == []
    assert others == (() if damaged else ("c3",))


async def test_what_cannot_be_deleted_now_says_why(hall: Settings) -> None:
    store = await Store.open(hall)
    keys = load(hall.key_path)
    with pytest.raises(StoreError, match="no conversation"):
        await remove(store, hall, keys, "nobody", running=True)
    await store.keep(whole("c1", RECEIPT, ended=False))
    with pytest.raises(StoreError, match="not over"):
        await remove(store, hall, keys, "c1", running=True)
    await store.keep(whole("c1", RECEIPT))
    with pytest.raises(StoreError, match="kiosk backend settle 12345671"):
        await remove(store, hall, keys, "c1", running=True)
    assert (await store.conversations_of(RECEIPT)) == ("c1",)
    await store.close()


async def test_a_case_is_found_by_each_of_its_numbers(hall: Settings) -> None:
    store = await Store.open(hall)
    await fill(store, hall, "c1", RECEIPT)
    for number in ("c1", RECEIPT, "12345671"):
        assert await store.conversations_of(number) == ("c1",), number
    assert await store.conversations_of("SB1234567") == ()
    (listed,) = await store.cases(10)
    assert (listed.receipt, listed.service, listed.device) == (RECEIPT, "社保卡挂失", "k1")
    assert await store.cases(10, "别的") == ()
    await store.close()
