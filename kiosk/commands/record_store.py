"""The record as commands use it, beside a running hall or on a stopped one; and who reads it, for the audit trail."""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import structlog
import typer

from kiosk.commands.logs import set_up_log
from kiosk.config import Settings
from kiosk.store import Store, StoreError
from kiosk.store.audit import AuditNote
from kiosk.store.engine import sqlite_file

T = TypeVar("T")

WhoOption = Annotated[
    str, typer.Option("--who", help="谁在操作，写进审计；不写就是系统用户。 Who does it; default: the system's user.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="为什么，写进审计。 Why, for the audit trail.")]


def with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """Raises `StoreError`, also where there is no record yet, and `KeyFileError`."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise StoreError("unknown", f"这里还没有记录。 There is no record yet: {file}. Fix: give --config of the hall.")

    async def run() -> T:
        store = await Store.open(settings)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def note_access(
    store: Store,
    settings: Settings,
    what: str,
    *,
    who: str = "",
    why: str = "",
    conversation: str = "",
    case: str = "",
    detail: str = "",
) -> None:
    """Append to the audit trail, and tell the log its number and hash. Raises `StoreError`: then nothing is shown."""
    log_audit(store, settings)
    await store.audit(AuditNote(what, person(who), why, conversation, case, detail))


def log_audit(store: Store, settings: Settings) -> None:
    """Have the log told of each row of the audit trail that this process appends."""
    set_up_log(settings)
    store.audit_log = structlog.get_logger("kiosk")


def person(who: str) -> str:
    """With the system's user, whatever is said."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no name of this number
        user = f"uid {os.getuid()}"
    return f"{who.strip()} ({user})" if who.strip() else user
