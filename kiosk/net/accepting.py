"""Listening sockets, and every connection they accept handed on before anything else is done for it.

asyncio's own `create_server` begins the TLS handshake by itself, so that a connection would be counted only after it.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

#: Connections accepted before the loop does something else; how many the kernel may keep waiting.
_AT_ONCE, _BACKLOG = 64, 512
#: Seconds without accepting when the process or the system has no descriptor or memory left.
_PAUSE_S = 1.0
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
#: A name that stands for several addresses: those that this machine does not have are left out.
_NOT_HERE = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})


async def bind(host: str, port: int) -> list[socket.socket]:
    """One listening socket for each address that `host` stands for. Raises OSError: taken, not allowed, unknown."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    for family, _, _, _, address in dict.fromkeys(found):
        try:
            sockets.append(socket.create_server(address, family=family, backlog=_BACKLOG))
        except OSError as error:
            missing = error
            if error.errno not in _NOT_HERE:
                for each in sockets:
                    each.close()
                raise
    if not sockets:
        raise missing or OSError(errno.EADDRNOTAVAIL, f"cannot listen on {host!r}: no address")
    return sockets


class Acceptor:
    """`on_accepted`: gets the connected socket, which is then its own, and the address of the peer."""

    def __init__(self, sockets: list[socket.socket], on_accepted: Callable[[socket.socket, str], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._sockets, self._on_accepted = sockets, on_accepted
        self._pauses: dict[socket.socket, asyncio.TimerHandle] = {}
        for listener in sockets:
            listener.setblocking(False)
            self._resume(listener)

    def close(self) -> None:
        for listener in self._sockets:
            self._loop.remove_reader(listener)
            listener.close()
        for pause in self._pauses.values():
            pause.cancel()

    def _resume(self, listener: socket.socket) -> None:
        self._pauses.pop(listener, None)
        self._loop.add_reader(listener, self._accept, listener)

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                line, peer = listener.accept()
            except OSError as error:
                if error.errno in _SCARCE:
                    self._pause(listener, error)
                return  # nothing more waits, or this one has gone again
            line.setblocking(False)
            self._on_accepted(line, str(peer[0]))

    def _pause(self, listener: socket.socket, error: OSError) -> None:
        message = "socket.accept() out of system resource"
        self._loop.call_exception_handler({"message": message, "exception": error})
        self._loop.remove_reader(listener)
        self._pauses[listener] = self._loop.call_later(_PAUSE_S, self._resume, listener)
