"""Removes a conversation from all that holds it: tables, SQLite's log, recorded calls, the journal and its copies."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Settings
from kiosk.store.crypto import Keyring
from kiosk.store.engine import sqlite_file
from kiosk.store.errors import StoreError
from kiosk.store.forgetting import overwrite_log
from kiosk.store.journal import set_aside
from kiosk.store.journal_reading import LENGTH, MAGIC, read
from kiosk.store.recordings import StoredRecording, stored
from kiosk.store.store import Store


@dataclass(frozen=True, slots=True)
class Removed:
    """`rows`: by table. `log_emptied`: False: deleted values stand, sealed, in SQLite's log until its next checkpoint.
    `journal_emptied`: False: a running hall's journal has entries, which it overwrites once the record takes writes.
    """

    rows: dict[str, int]
    recordings: int
    log_emptied: bool
    journal_emptied: bool


def recordings_of(settings: Settings, keys: Keyring, conversation: str) -> list[StoredRecording]:
    """Recorded calls of a conversation. Blocking."""
    return [one for one in stored(settings.recordings_dir, keys)[0] if one.head.conversation == conversation]


async def remove(store: Store, settings: Settings, keys: Keyring, conversation: str, *, running: bool) -> Removed:
    """`running`: a hall uses this record now; else the caller holds its locks. What is done stays done where a later
    part fails, and removing it again does the rest. Raises `StoreError`, OSError.
    """
    if (why := await store.reason_against_forgetting(conversation)) is not None:
        raise why
    recordings = await asyncio.to_thread(recordings_of, settings, keys, conversation)
    if any(one.end is None for one in recordings):
        raise StoreError("other", "通话还在录，请等它结束。 The call is still being recorded: wait for its end.")
    for one in recordings:
        one.path.unlink(missing_ok=True)
    rows = await store.forget(conversation)
    file = sqlite_file(settings.database_url)
    emptied = file is None or await asyncio.to_thread(overwrite_log, file)
    journal = await _leave_journal(store, settings, running=running)
    for copy in await asyncio.to_thread(set_aside, settings.journal_path):
        await asyncio.to_thread(_blank, copy, keys, conversation)
    return Removed(rows, len(recordings), emptied, journal)


async def _leave_journal(store: Store, settings: Settings, *, running: bool) -> bool:
    """Write what else is in the journal into the record, as a start does, and overwrite it."""
    if not await asyncio.to_thread(settings.journal_path.exists):
        return True
    if running:
        return not await asyncio.to_thread(_has_entries, settings.journal_path)
    for entry in (await store.journalled())[0]:
        await store.keep(entry)
    await store.clear_journal()
    return True


def _has_entries(journal: Path) -> bool:
    return len(journal.read_bytes().rstrip(b"\0")) > len(MAGIC)


def _blank(copy: Path, keys: Keyring, conversation: str) -> None:
    """Overwrite the frames of this conversation in the copy of a damaged journal."""
    reading = read(copy.read_bytes(), keys)
    spans = [
        span for entry, span in zip(reading.entries, reading.spans, strict=True) if entry.conversation == conversation
    ]
    if not spans:
        return
    descriptor = os.open(copy, os.O_WRONLY | os.O_CLOEXEC)
    try:
        for begin, end in spans:
            os.pwrite(descriptor, bytes(end - begin - LENGTH.size), begin + LENGTH.size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
