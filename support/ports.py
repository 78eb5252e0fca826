"""Ports for servers that a test starts."""

from __future__ import annotations

import contextlib
import secrets
import socket

#: Below the ports that systems give to outgoing connections (from 32768 or 49152): between the choice and the server's
#: start, seconds later, no client that runs beside takes it.
_LOWEST, _BELOW = 20_000, 32_768


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nothing listens."""
    while True:
        port = _LOWEST + secrets.randbelow(_BELOW - _LOWEST)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
