"""What `kiosk doctor` says of a record on a real PostgreSQL server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import Settings, load_settings
from kiosk.doctor.record_server import check_record_server
from kiosk.doctor.result import CheckResult
from kiosk.store import Store
from kiosk.store.server_look import ServerLook
from support.databases import PostgresDatabase
from support.postgres import PostgresServer, run_sql


def told(settings: Settings) -> dict[str, CheckResult]:
    return {one.what: one for one in check_record_server(settings)}


def at(url: str, folder: Path) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(folder / "data"), "KIOSK__STORE__URL": url})


def test_sqlite_is_not_its_business(tmp_path: Path) -> None:
    assert told(load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path)})) == {}


def test_a_good_one(postgres_database: PostgresDatabase, tmp_path: Path) -> None:
    settings = postgres_database.settings(tmp_path / "data")

    async def opened() -> None:
        await (await Store.open(settings)).close()

    asyncio.run(opened())
    found = told(settings)
    assert {one.state for one in found.values()} == {"ok"}
    assert found["record server"].detail.startswith("PostgreSQL 1")
    assert found["record tables"].detail == "of this version"
    assert list(found) == ["record server", "record tables", "record clock", "record notices"]
    assert "within" in found["record clock"].detail
    assert "LISTEN and NOTIFY work" in found["record notices"].detail


def test_an_empty_one_an_older_and_a_newer_one(postgres: PostgresServer, tmp_path: Path) -> None:
    name = postgres.new_database()
    url = postgres.url(name)
    try:
        assert "not made yet" in told(at(url, tmp_path))["record tables"].detail
        run_sql(url, "CREATE TABLE alembic_version (version_num varchar(32))", "SELECT 1")
        run_sql(url, "INSERT INTO alembic_version VALUES ('0025')", "SELECT 1")
        older = told(at(url, tmp_path))["record tables"]
        assert (older.state, "make a copy before it" in older.detail) == ("ok", True)
        run_sql(url, "UPDATE alembic_version SET version_num = '9999'", "SELECT 1")
        assert told(at(url, tmp_path))["record tables"].state == "missing"
    finally:
        postgres.drop(name)


def test_who_may_make_no_tables(postgres: PostgresServer, tmp_path: Path) -> None:
    name = postgres.new_database()
    run_sql(postgres.url(name), "CREATE ROLE guest LOGIN PASSWORD 'hush'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    try:
        found = told(at(postgres.url(name, user="guest", password="hush"), tmp_path))["record tables"]
        assert (found.state, "own the database" in found.fix) == ("missing", True)
    finally:
        postgres.drop(name)
        run_sql(postgres.url("postgres"), "DROP ROLE guest")


def test_one_that_lets_nobody_in(postgres: PostgresServer, tmp_path: Path) -> None:
    for url in (
        postgres.url("no-such-database"),
        postgres.url("postgres", password="hush"),
        "postgresql+asyncpg://hall:hush@127.0.0.1:9/hall",
    ):
        found = told(at(url, tmp_path))
        assert list(found) == ["record"]
        assert found["record"].state == "missing"
        assert "hush" not in json.dumps([found["record"].detail, found["record"].fix])


@pytest.mark.parametrize(
    ("change", "what", "state"),
    [
        ({"version": "12.3"}, "record server", "note"),
        ({"clock_s": 40.0}, "record clock", "note"),
        ({"clock_s": -40.0}, "record clock", "note"),
        ({"notices": False}, "record notices", "note"),
    ],
)
def test_what_is_less_than_good(
    change: dict[str, object], what: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = ServerLook("db.example/hall", version="15.4", revision="current", notices=True)

    async def look(url: str, key: Path) -> ServerLook:
        return replace(good, **change)

    monkeypatch.setattr("kiosk.doctor.record_server.look_at_server", look)
    found = told(at("postgresql+asyncpg://hall@db.example/hall", tmp_path))
    assert {name for name, one in found.items() if one.state != "ok"} == {what}
    assert (found[what].state, bool(found[what].fix)) == (state, True)
