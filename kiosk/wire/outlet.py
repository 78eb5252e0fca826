"""Where a session's messages go: a connection, or nowhere while the page is away."""

from __future__ import annotations

from typing import Protocol

from kiosk.wire import messages as m


class Outlet(Protocol):
    """Must not block or raise.

    `taken_over`: another page has resumed the conversation; this one is told nothing more of it.
    """

    def send(self, message: m.Down) -> None: ...

    def send_media(self, frame: bytes) -> None: ...

    def taken_over(self) -> None: ...


class NullOutlet:
    """Drops everything: the outlet of a session whose page is away, and of a client that shows nothing."""

    def send(self, message: m.Down) -> None:
        pass

    def send_media(self, frame: bytes) -> None:
        pass

    def taken_over(self) -> None:
        pass
