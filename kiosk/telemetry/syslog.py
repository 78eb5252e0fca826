"""Syslog (RFC 5424): over UDP (RFC 5426), over TCP with octet counting (RFC 6587), or to a local socket.

The message is the line's JSON object, in UTF-8 without a byte order mark, so that a receiver's JSON parser takes it.
Python's own `SysLogHandler` writes the older form without time zone and application, and frames nothing on TCP.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from kiosk.telemetry.shipping import LogLine

#: Facilities for programs of one's own, by name (RFC 5424, table 1).
FACILITIES = {"user": 1, "daemon": 3, "auth": 4, **{f"local{number}": 16 + number for number in range(8)}}
#: Bytes of the longest message: of a UDP packet (what rsyslog takes as it comes), and otherwise.
_PACKET, _LONGEST = 8000, 60_000
#: Seconds that a connection or a write may take.
_WITHIN_S = 5.0
_UNPRINTABLE = re.compile(r"[^\x21-\x7e]")
_APPLICATION = "kiosk"


class SyslogSender:
    """`address`: udp://HOST:PORT, tcp://HOST:PORT or unix:/PATH. Connects when it first sends."""

    def __init__(self, address: str, facility: str) -> None:
        parts = urlsplit(address)
        self._scheme, self._facility = parts.scheme, FACILITIES[facility]
        self._place = parts.path if parts.scheme == "unix" else (parts.hostname or "", parts.port or 514)
        self._socket: socket.socket | None = None
        self._host, self._process = _UNPRINTABLE.sub("", socket.gethostname())[:255] or "-", os.getpid()

    def send(self, lines: Sequence[LogLine]) -> int:
        """A broken connection is made anew; lines that were under way when it broke may be lost. Refuses none."""
        try:
            open_socket = self._socket or self._connect()
            self._socket = open_socket
            if self._scheme == "tcp":
                if select.select([open_socket], [], [], 0)[0] and not open_socket.recv(1024):
                    raise ConnectionResetError("the receiver closed the connection")
                messages = [self.message(line, _LONGEST) for line in lines]
                open_socket.sendall(b"".join(b"%d %s" % (len(message), message) for message in messages))
            else:
                for line in lines:
                    open_socket.send(self.message(line, _PACKET if self._scheme == "udp" else _LONGEST))
        except OSError:
            self.close()
            raise
        return 0

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def message(self, line: LogLine, longest: int) -> bytes:
        """`longest`: bytes, without the header."""
        at = datetime.fromtimestamp(line.at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        name = _UNPRINTABLE.sub("", line.logger)[:32] or "-"
        head = (
            f"<{self._facility * 8 + severity(line.level)}>1 {at} {self._host} {_APPLICATION} {self._process} {name} - "
        )
        return head.encode("ascii") + shortened(line.text, longest).encode()

    def _connect(self) -> socket.socket:
        if isinstance(self._place, str):
            made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            made.settimeout(_WITHIN_S)
            try:
                made.connect(self._place)
            except OSError:
                made.close()
                raise
            return made
        if self._scheme == "tcp":
            return socket.create_connection(self._place, _WITHIN_S)
        family, kind, protocol, _, place = socket.getaddrinfo(*self._place, type=socket.SOCK_DGRAM)[0]
        made = socket.socket(family, kind, protocol)
        made.settimeout(_WITHIN_S)
        made.connect(place)
        return made


def severity(level: int) -> int:
    """Of RFC 5424, for a level of `logging`."""
    if level >= logging.CRITICAL:
        return 2
    return 3 if level >= logging.ERROR else 4 if level >= logging.WARNING else 6 if level >= logging.INFO else 7


def shortened(text: str, longest: int) -> str:
    """A JSON object of at most `longest` bytes: its longest text is cut, so that it stays one."""
    if len(text.encode()) <= longest:
        return text
    fields = json.loads(text)
    name = max((name for name in fields if isinstance(fields[name], str)), key=lambda name: len(fields[name]))
    keep = max(0, longest - len(json.dumps({**fields, name: ""}, ensure_ascii=False).encode()) - 3)
    while len(json.dumps({**fields, name: fields[name][:keep] + "…"}, ensure_ascii=False).encode()) > longest and keep:
        keep = keep * 3 // 4
    return json.dumps({**fields, name: fields[name][:keep] + "…"}, ensure_ascii=False)
