"""Listening sockets that hand on every accepted connection before its TLS handshake.

asyncio's `create_server` does the handshake first, so that a connection would be counted only after it.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

#: Connections accepted in one go; length of the kernel's accept queue.
_AT_ONCE, _BACKLOG = 64, 512
#: Pause (s) in accepting when the process or the system has no descriptor or memory left.
_PAUSE_S = 1.0
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
#: Errors of an address that this machine does not have: skipped, where a name has several addresses.
_NOT_HERE = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL})


async def bind(host: str, port: int) -> list[socket.socket]:
    """One listening socket for each address of `host`. Raises OSError: address in use, not permitted, unknown host."""
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
    """`on_accepted` gets the connected socket, which it then owns, and the peer's address."""

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
                return  # the queue is empty, or this connection was closed again
            line.setblocking(False)
            self._on_accepted(line, str(peer[0]))

    def _pause(self, listener: socket.socket, error: OSError) -> None:
        message = "socket.accept() out of system resource"
        self._loop.call_exception_handler({"message": message, "exception": error})
        self._loop.remove_reader(listener)
        self._pauses[listener] = self._loop.call_later(_PAUSE_S, self._resume, listener)
