"""A session at a kiosk: words that nobody announced have to ask at the door, as a touch does."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.hall import Hall
from kiosk.session import Session
from kiosk.session.dialogue import Backend
from kiosk.session.resumption import Snapshot
from kiosk.session.speech_input import Recognised
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet


class PageSession(Session):
    """`may_begin`: asked when words are heard in attract mode; where it says no, they are forgotten."""

    def __init__(
        self,
        hall: Hall,
        outlet: Outlet,
        hello: m.Hello,
        may_begin: Callable[[], bool],
        kept: Snapshot | None = None,
        backend: Backend | None = None,
    ) -> None:
        super().__init__(hall, outlet, hello, kept, backend)
        self._may_begin = may_begin

    def understood(self, heard: Recognised) -> None:
        if self.begun or self._may_begin():
            super().understood(heard)
