"""A key file that is missing, or another one: the hall refuses to start, says what to do, and touches nothing."""

from __future__ import annotations

import hashlib

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, KeyFileError, Store, keyfile
from support.databases import TestDatabase

OTHER = "1 " + "ab" * 32 + "\n"


async def used(hall: Settings, *, rows: bool = True) -> None:
    store = await Store.open(hall)
    if rows:
        await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 1000, state="{}"))
        for text in ("一", "二", "三"):
            await store.turn("c1", "citizen", "voice", "said", text)
    await store.close()


def as_of_the_release_before(database: TestDatabase, hall: Settings) -> None:
    """Without a canary."""
    if database.name == "postgresql":
        database.sql(hall, "DROP FUNCTION only_ever_appended_to CASCADE")
    for table in (
        "work_ticket_events",
        "work_tickets",
        "script_trials",
        "script_saves",
        "script_drafts",
        "corrections",
        "review_scores",
        "service_runs",
        "step_asks",
        "canary",
        "clock",
        "cases",
        "pictures",
        "calls",
        "deliveries",
        "tickets",
        "staff_calls",
        "reconciliations",
        "audit",
        "deleted",
        "ratings",
        "kiosks",
        "service_versions",
        "service_files",
        "service_history",
        "service_halls",
        "account_sessions",
        "accounts",
    ):
        database.sql(hall, f"DROP TABLE {table}")
    for column in ("confidence", "rivals_sealed"):
        database.sql(hall, f"ALTER TABLE turns DROP COLUMN {column}")
    database.sql(hall, "ALTER TABLE gaps DROP COLUMN device")
    database.sql(hall, "DROP INDEX ix_conversations_scripts")
    for column in ("place", "window", "scripts", "reasks"):
        database.sql(hall, f'ALTER TABLE conversations DROP COLUMN "{column}"')
    database.sql(hall, "ALTER TABLE conversations DROP COLUMN hall")
    database.sql(hall, "UPDATE alembic_version SET version_num = '0002'")
    database.sql(
        hall,
        "CREATE TABLE cases (conversation VARCHAR NOT NULL PRIMARY KEY, service VARCHAR NOT NULL, "
        "filed_ms BIGINT NOT NULL, receipt_sealed {} NOT NULL)".format(
            "BLOB" if database.name == "sqlite" else "BYTEA"
        ),
    )


def fingerprint(database: TestDatabase, hall: Settings) -> dict[str, str]:
    files = [path for path in hall.data_dir.iterdir() if path.name in ("hall.db", "key", "journal")]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    if database.name == "postgresql":  # what was ever begun to be written has a number
        found["last transaction"] = str(database.sql(hall, "SELECT xmin FROM pg_class ORDER BY age(xmin) LIMIT 1"))
    return found


async def refused(database: TestDatabase, hall: Settings) -> str:
    before = fingerprint(database, hall)
    with pytest.raises(KeyFileError) as caught:
        await Store.open(hall)
    assert fingerprint(database, hall) == before, "it touched something"
    assert str(hall.key_path) in str(caught.value)
    assert "Fix:" in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("rows", [True, False])
async def test_a_missing_key_file_is_not_made_anew(
    database: TestDatabase, hall: Settings, old: bool, rows: bool
) -> None:
    await used(hall, rows=rows)
    if old:
        as_of_the_release_before(database, hall)
    key = hall.key_path.read_bytes()
    hall.key_path.unlink()
    if old and not rows:  # nothing in it needs a key
        await (await Store.open(hall)).close()
        return
    assert "missing" in await refused(database, hall)
    assert not hall.key_path.exists()
    hall.key_path.write_bytes(key)
    hall.key_path.chmod(0o600)
    await (await Store.open(hall)).close()


@pytest.mark.parametrize("old", [False, True])
async def test_another_key_file_is_refused(database: TestDatabase, hall: Settings, old: bool) -> None:
    await used(hall)
    if old:
        as_of_the_release_before(database, hall)
    hall.key_path.write_text(OTHER)
    assert "not the key file of this record" in await refused(database, hall)


async def test_a_copy_from_before_a_rotation_is_refused(database: TestDatabase, hall: Settings) -> None:
    await used(hall)
    first = hall.key_path.read_text()
    hall.key_path.write_text(first + "2 " + "cd" * 32 + "\n")
    await used(hall, rows=False)
    hall.key_path.write_text(first)
    assert "lacks key 2" in await refused(database, hall)
    hall.key_path.write_text(first + "2 " + "ef" * 32 + "\n")
    assert "not the key file of this record" in await refused(database, hall)


async def test_one_damaged_row_says_nothing_about_the_key(database: TestDatabase, hall: Settings) -> None:
    await used(hall)
    database.sql(
        hall,
        f"UPDATE turns SET text_sealed = {database.blob(bytes([1, 2]))} WHERE number = 3",
        f"UPDATE canary SET sealed = {database.blob(bytes([1, *[0] * 40]))}",
    )
    store = await Store.open(hall)
    found = await store.conversation("c1")
    await store.close()
    assert found is not None
    assert [turn.text for turn in found.turns] == ["一", "二", ""]
    assert len(found.unreadable) == 1
    as_of_the_release_before(database, hall)
    await (await Store.open(hall)).close()


async def test_cases_of_the_release_before_are_still_there(database: TestDatabase, hall: Settings) -> None:
    await used(hall)
    sealed = keyfile.load(hall.key_path).seal("SB12345678", "cases/c1/receipt")
    as_of_the_release_before(database, hall)
    database.sql(hall, f"INSERT INTO cases VALUES ('c1', '社保卡挂失', 5000, {database.blob(sealed)})")
    store = await Store.open(hall)
    found = await store.conversation("c1")
    await store.close()
    assert found is not None
    assert [(case.service, case.receipt, case.slots) for case in found.cases] == [("社保卡挂失", "SB12345678", {})]
