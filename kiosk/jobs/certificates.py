"""Takes a renewed certificate into use without a restart: new connections get it, those that are up stay."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.config import ListenerSettings, OperatorsSettings
from kiosk.net.tls import TlsError, server_context

#: Seconds between two looks at the files.
LOOK_S = 10.0

#: Of the certificate and the key: what changes when a file is written or replaced.
_Signature = tuple[tuple[int, int, int] | None, ...]


@dataclass(slots=True)
class ListenerCertificate:
    """`name`: the section of the settings. `use`: gives the listener another context."""

    name: str
    side: ListenerSettings | OperatorsSettings
    use: Callable[[ssl.SSLContext], None]
    seen: _Signature = ()

    def __post_init__(self) -> None:
        self.seen = _signature(self.side)


async def run(listeners: Sequence[ListenerCertificate], log: Any) -> None:
    """Does not return."""
    while True:
        await asyncio.sleep(LOOK_S)
        for one in listeners:
            await renew(one, log)


async def renew(one: ListenerCertificate, log: Any) -> None:
    """Look once. What cannot be used is told once, and the certificate before goes on."""
    now = await asyncio.to_thread(_signature, one.side)
    if now == one.seen:
        return
    one.seen = now
    try:
        context = await asyncio.to_thread(server_context, one.name, one.side)
    except TlsError as error:
        log.error("a renewed certificate cannot be used; the one before goes on", reason=str(error))
        return
    if context is not None:
        one.use(context)
        log.info("a renewed certificate is in use", listener=one.name)


def _signature(side: ListenerSettings | OperatorsSettings) -> _Signature:
    return tuple(map(_of_file, (side.tls_cert, side.tls_key)))


def _of_file(path: Path | None) -> tuple[int, int, int] | None:
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return found and (found.st_mtime_ns, found.st_size, found.st_ino)
