"""Puts restored files in the place of the present ones: all of them or none, whenever the process is killed.

The moves are written down first. Each is a rename within one folder's disk, and can be repeated: who is killed in
the middle finishes at the next `kiosk restore` or `kiosk serve`. Until then nobody opens the record. Blocking.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Settings
from kiosk.store.engine import sqlite_file
from kiosk.store.errors import StoreError

_NOTE = "restoring.json"
#: Folders in which a restore is prepared.
STAGE = ".restore-"


@dataclass(frozen=True, slots=True)
class FileMove:
    """What is at `place` goes to `aside`, and `staged` takes its place; None: nothing does."""

    place: Path
    staged: Path | None
    aside: Path


def switch(settings: Settings, moves: Iterable[FileMove]) -> None:
    """The caller holds the record's locks. Raises OSError: before anything was moved, or else see `finish_switch`."""
    moves = tuple(moves)
    for folder in {one.aside.parent for one in moves}:
        folder.mkdir(0o700, parents=True, exist_ok=True)
    _note_down(settings.data_dir / _NOTE, moves)
    _carry_out(settings.data_dir / _NOTE, moves)


def finish_switch(settings: Settings) -> bool:
    """Finish what a kill left half done, and delete what an unfinished preparation left. The caller holds the record's
    locks. Returns whether there was a restore to finish. Raises `StoreError` for a damaged note, OSError.
    """
    note = settings.data_dir / _NOTE
    there = note.exists()
    if there:
        _carry_out(note, _read(note))
    database = sqlite_file(settings.database_url)
    for folder in {settings.data_dir, *([database.resolve().parent] if database is not None else [])}:
        for left in folder.glob(f"{STAGE}*"):
            shutil.rmtree(left, ignore_errors=True)
    return there


def is_unfinished(settings: Settings) -> bool:
    return (settings.data_dir / _NOTE).exists()


def refuse_unfinished(settings: Settings) -> None:
    """Raises `StoreError` while a restore is half done."""
    if is_unfinished(settings):
        raise StoreError(
            "locked",
            f"{settings.data_dir} 里的恢复还没有做完：启动 kiosk serve，或者运行 kiosk restore --finish，就会接着做完。"
            " A restore was cut off in the middle. Fix: kiosk serve, or kiosk restore --finish; either finishes it.",
        )


def _carry_out(note: Path, moves: tuple[FileMove, ...]) -> None:
    for move in moves:
        if move.staged is not None and not os.path.lexists(move.staged):
            if not os.path.lexists(move.place):
                raise StoreError(
                    "corrupt",
                    f"{move.staged} 不见了，恢复做不完。 {move.staged} is gone, so the restore cannot be finished. "
                    f"Fix: delete {note}, then kiosk restore FILE --replace; the earlier record is in "
                    f"{move.aside.parent}.",
                )
            continue  # it is in its place
        if os.path.lexists(move.place) and not os.path.lexists(move.aside):
            os.rename(move.place, move.aside)
        if move.staged is not None:
            os.rename(move.staged, move.place)
    for folder in {folder for move in moves for folder in (move.place.parent, move.aside.parent)}:
        sync_folder(folder)
    note.unlink()
    sync_folder(note.parent)


def _note_down(note: Path, moves: tuple[FileMove, ...]) -> None:
    told = [[str(one.place), None if one.staged is None else str(one.staged), str(one.aside)] for one in moves]
    fresh = note.with_name(f".{note.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w") as file:
            json.dump(told, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(note)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(note.parent)


def _read(note: Path) -> tuple[FileMove, ...]:
    try:
        told = json.loads(note.read_text())
        return tuple(
            FileMove(Path(place), None if staged is None else Path(staged), Path(aside))
            for place, staged, aside in told
        )
    except (ValueError, TypeError):
        raise StoreError(
            "corrupt",
            f"{note} 读不出来。 {note} cannot be read. Fix: restore the backup again: delete {note.name}, then kiosk "
            "restore FILE --replace.",
        ) from None


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
