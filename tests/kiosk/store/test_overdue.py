"""What counts what is overdue covers each table that the purge deletes from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Delete

from kiosk.config import load_settings
from kiosk.store import Store
from kiosk.store.overdue import AGES


async def test_each_table_of_the_purge_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await Store.open(load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path)}))
    purged = set[str]()

    async def note(statement: Delete) -> int:
        purged.add(statement.table.name)
        return 0

    monkeypatch.setattr(store, "_count", note)
    await store.purge(before=datetime.now(UTC))
    assert purged == set(AGES)
    await store.close()
