"""The audit trail: appended to, chained, sealed, and what somebody who can write the database cannot hide."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from kiosk.store.audit import AuditHead, AuditNote
from support.databases import TestDatabase

WHO, WHY, CASE = "张老师", "群众王小明要求查阅", "SB12345678"


async def noted(hall: Settings, count: int = 4) -> Store:
    store = await Store.open(hall)
    for number in range(count):
        await store.audit(AuditNote("record read", WHO, WHY, f"c{number}", CASE if number == 1 else ""))
    return store


def change(database: TestDatabase, hall: Settings, *statements: str) -> None:
    """As somebody who owns the database: the triggers are gone first."""
    database.sql(hall, *database.unguarded("audit"), *statements)


async def test_rows_read_back_and_are_found_by_case_number(database: TestDatabase, hall: Settings) -> None:
    store = await noted(hall)
    rows = await store.audit_trail(10)
    assert [row.number for row in rows] == [4, 3, 2, 1]
    assert (rows[0].who, rows[0].why, rows[0].conversation) == (WHO, WHY, "c3")
    assert [row.number for row in await store.audit_trail(10, case=CASE)] == [2]
    checked = await store.check_audit()
    await store.close()
    assert (checked.head.number, checked.problems, checked.unsealed) == (4, (), 0)
    data = database.written(hall)
    assert b"record read" in data
    assert not [text for text in (WHO, WHY, CASE, "王小明") if text.encode() in data]


async def test_a_rotated_key_still_finds_and_checks_all(hall: Settings) -> None:
    await (await noted(hall)).close()
    with hall.key_path.open("a") as file:
        file.write("2 " + "cd" * 32 + "\n")
    store = await Store.open(hall)
    await store.audit(AuditNote("record read", WHO, case=CASE))
    assert [row.number for row in await store.audit_trail(10, case=CASE)] == [5, 2]
    assert (await store.check_audit()).problems == ()
    await store.close()


async def test_the_database_refuses_changes(database: TestDatabase, hall: Settings) -> None:
    await (await noted(hall)).close()
    for deed in ("UPDATE audit SET what = 'x'", "DELETE FROM audit"):
        with pytest.raises(database.refusal, match="only ever appended"):
            database.sql(hall, deed)


CHANGES = {
    "UPDATE audit SET what = 'cases listed' WHERE number = 2": "Row 2 was changed.",
    "UPDATE audit SET who_sealed = why_sealed WHERE number = 3": "Row 3 was changed.",
    "UPDATE audit SET at_ms = at_ms + 1 WHERE number = 4": "Row 4 was changed.",
    "DELETE FROM audit WHERE number = 2": "Rows are missing between 1 and 3.",
    "DELETE FROM audit WHERE number = 1": "Rows are missing between 0 and 2.",
}


@pytest.mark.parametrize("deed", CHANGES)
async def test_a_change_is_seen(database: TestDatabase, hall: Settings, deed: str) -> None:
    await (await noted(hall)).close()
    change(database, hall, deed)
    store = await Store.open(hall)
    problems = (await store.check_audit()).problems
    await store.close()
    assert CHANGES[deed] in problems


async def test_a_chain_made_anew_without_the_key_is_seen(
    database: TestDatabase, hall: Settings, tmp_path: Path
) -> None:
    """Somebody writes all rows again, with right hashes."""
    await (await noted(hall)).close()
    other = database.settings(tmp_path / "other")
    await (await noted(other, 3)).close()
    columns = "number, at_ms, what, conversation, subject, detail, who_sealed, why_sealed, previous, hash, seal"
    rows = [
        ", ".join(database.blob(value) if isinstance(value, bytes) else repr(value) for value in row)
        for row in database.sql(other, f"SELECT {columns} FROM audit")
    ]
    inserts = (f"INSERT INTO audit ({columns}) VALUES ({row})" for row in rows)
    change(database, hall, "DELETE FROM audit", *inserts)
    store = await Store.open(hall)
    problems = (await store.check_audit()).problems
    await store.close()
    assert len(problems) == 3
    assert all("seal" in problem for problem in problems)


async def test_rows_cut_off_at_the_end_are_seen_by_what_was_noted(database: TestDatabase, hall: Settings) -> None:
    store = await noted(hall)
    noted_row = (await store.check_audit()).head
    await store.close()
    change(database, hall, "DELETE FROM audit WHERE number > 2")
    store = await Store.open(hall)
    assert (await store.check_audit()).problems == ()  # the chain is whole
    assert "missing at the end" in (await store.check_audit(noted_row)).problems[0]
    assert "another hash" in (await store.check_audit(AuditHead(2, "0" * 64))).problems[0]
    await store.close()


async def test_rows_of_a_lost_key_are_counted(database: TestDatabase, hall: Settings) -> None:
    store = await noted(hall)
    await store.close()
    hall.key_path.write_text(hall.key_path.read_text().replace("1 ", "9 ", 1))
    change(database, hall, "DELETE FROM canary", *(f"DELETE FROM {table}" for table in ("turns", "cases")))
    store = await Store.open(hall)
    checked = await store.check_audit()
    rows = await store.audit_trail(10)
    await store.close()
    assert (checked.problems, checked.unsealed) == ((), 4)
    assert rows[0].who is None


async def test_two_programs_append_to_one_chain(hall: Settings) -> None:
    stores = [await Store.open(hall) for _ in range(3)]
    await asyncio.gather(*(store.audit(AuditNote("record read", WHO)) for store in stores for _ in range(5)))
    checked = await stores[0].check_audit()
    for store in stores:
        await store.close()
    assert (checked.head.number, checked.problems) == (15, ())
