"""The audit trail: appended to, chained, sealed, and what somebody who can write the database cannot hide."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.config import Settings, load_settings
from kiosk.store import Store
from kiosk.store.audit import AuditHead, AuditNote

WHO, WHY, CASE = "张老师", "群众王小明要求查阅", "SB12345678"


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data")})


async def noted(hall: Settings, count: int = 4) -> Store:
    store = await Store.open(hall)
    for number in range(count):
        await store.audit(AuditNote("record read", WHO, WHY, f"c{number}", CASE if number == 1 else ""))
    return store


def change(hall: Settings, *statements: str) -> None:
    """As somebody who owns the file: the triggers are gone first."""
    with closing(sqlite3.connect(hall.data_dir / "hall.db")) as connection, connection:
        for trigger in ("audit_no_update", "audit_no_delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            connection.execute(statement)


async def test_rows_read_back_and_are_found_by_case_number(hall: Settings) -> None:
    store = await noted(hall)
    rows = await store.audit_trail(10)
    assert [row.number for row in rows] == [4, 3, 2, 1]
    assert (rows[0].who, rows[0].why, rows[0].conversation) == (WHO, WHY, "c3")
    assert [row.number for row in await store.audit_trail(10, case=CASE)] == [2]
    checked = await store.check_audit()
    await store.close()
    assert (checked.head.number, checked.problems, checked.unsealed) == (4, (), 0)
    for path in hall.data_dir.glob("hall.db*"):
        data = path.read_bytes()
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


async def test_the_database_refuses_changes(hall: Settings) -> None:
    await (await noted(hall)).close()
    with closing(sqlite3.connect(hall.data_dir / "hall.db")) as connection:
        for deed in ("UPDATE audit SET what = 'x'", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
                connection.execute(deed)


CHANGES = {
    "UPDATE audit SET what = 'cases listed' WHERE number = 2": "Row 2 was changed.",
    "UPDATE audit SET who_sealed = why_sealed WHERE number = 3": "Row 3 was changed.",
    "UPDATE audit SET at_ms = at_ms + 1 WHERE number = 4": "Row 4 was changed.",
    "DELETE FROM audit WHERE number = 2": "Rows are missing between 1 and 3.",
    "DELETE FROM audit WHERE number = 1": "Rows are missing between 0 and 2.",
}


@pytest.mark.parametrize("deed", CHANGES)
async def test_a_change_is_seen(hall: Settings, deed: str) -> None:
    await (await noted(hall)).close()
    change(hall, deed)
    store = await Store.open(hall)
    problems = (await store.check_audit()).problems
    await store.close()
    assert CHANGES[deed] in problems


async def test_a_chain_made_anew_without_the_key_is_seen(hall: Settings, tmp_path: Path) -> None:
    """Somebody writes all rows again, with right hashes."""
    await (await noted(hall)).close()
    other = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "other")})
    await (await noted(other, 3)).close()
    columns = "number, at_ms, what, conversation, subject, detail, who_sealed, why_sealed, previous, hash, seal"
    change(
        hall,
        "DELETE FROM audit",
        f"ATTACH '{other.data_dir / 'hall.db'}' AS other",
        f"INSERT INTO audit ({columns}) SELECT {columns} FROM other.audit",
    )
    store = await Store.open(hall)
    problems = (await store.check_audit()).problems
    await store.close()
    assert len(problems) == 3
    assert all("seal" in problem for problem in problems)


async def test_rows_cut_off_at_the_end_are_seen_by_what_was_noted(hall: Settings) -> None:
    store = await noted(hall)
    noted_row = (await store.check_audit()).head
    await store.close()
    change(hall, "DELETE FROM audit WHERE number > 2")
    store = await Store.open(hall)
    assert (await store.check_audit()).problems == ()  # the chain is whole
    assert "missing at the end" in (await store.check_audit(noted_row)).problems[0]
    assert "another hash" in (await store.check_audit(AuditHead(2, "0" * 64))).problems[0]
    await store.close()


async def test_rows_of_a_lost_key_are_counted(hall: Settings) -> None:
    store = await noted(hall)
    await store.close()
    hall.key_path.write_text(hall.key_path.read_text().replace("1 ", "9 ", 1))
    change(hall, "DELETE FROM canary", *(f"DELETE FROM {table}" for table in ("turns", "cases")))
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
