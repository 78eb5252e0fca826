"""What the fleet knows of one page: whose token it showed, the settings of its kiosk, what it reports."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from kiosk.channels.browser.kiosk_token import token_of
from kiosk.fleet import Fleet
from kiosk.fleet.line import KioskLine, KioskPage
from kiosk.net.request_checks import under_localhost
from kiosk.store.kiosks import StoredKiosk
from kiosk.wire import messages as m


class FleetMembership:
    """`fleet` None: of a page whose hall knows no kiosks, as in a test of a connection alone."""

    def __init__(self, fleet: Fleet | None = None, kiosk: StoredKiosk | None = None, address: str = "") -> None:
        self._fleet, self._kiosk, self._address = fleet, kiosk, address
        self._line: KioskLine | None = None
        self.info: m.KioskInfo | None = None  # the settings of its kiosk, once it has said hello

    @classmethod
    def of(cls, request: web.Request, fleet: Fleet) -> FleetMembership:
        """Raises `FleetRefusedError`: this page may not connect."""
        kiosk = fleet.recognise(token_of(request), exempt=under_localhost(request))
        return cls(fleet, kiosk, request.remote or "")

    @property
    def enrolled(self) -> bool:
        """It showed the token of a kiosk."""
        return self._kiosk is not None

    def enter(self, page: KioskPage, hello: m.Hello, *, instead_of: object) -> None:
        """The page has said hello. `instead_of`: the connection whose conversation it resumes.

        Raises `FleetRefusedError`.
        """
        if self._fleet is None:
            return
        known = self._kiosk or self._fleet.guest(hello.device)
        name = hello.device if known is None else known.name
        self._line = self._fleet.enter(page, self._kiosk, name, self._address, instead_of=instead_of)
        if known is not None:
            self.info = m.KioskInfo(known.name, known.place, known.window, known.volume, known.elderly)

    def report(self, message: m.PageStateMessage) -> None:
        """The page's own state. What else a kiosk reports of its devices goes to `report_devices` too."""
        if self._line is not None:
            self._line.page = message.page
        self.report_devices({"microphone": message.microphone, "speaker": message.speaker})

    def report_devices(self, states: Mapping[str, str]) -> None:
        """Of devices, by name: they stand in the fleet's list as they come."""
        if self._line is not None:
            self._line.report(states)

    def leave(self) -> None:
        if self._fleet is not None and self._line is not None:
            self._fleet.leave(self._line)
            self._line = None
