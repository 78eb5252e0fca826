"""The fleet of a running hall: recognises the pages of enrolled kiosks by their tokens, and knows which are connected.

The record is the one source: `kiosk fleet` writes there, and a running hall looks every `LOOK_S`, so that a token that
was revoked ends its connection, and a changed setting reaches its kiosk, within seconds.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from kiosk.config import FleetSettings
from kiosk.fleet.codes import CodeTries, read_code
from kiosk.fleet.line import KioskLine, KioskPage
from kiosk.net.budget import network
from kiosk.store import StoreError
from kiosk.store.kiosks import StoredKiosk, token_hash

#: Seconds between two looks into the record.
LOOK_S = 2.0
#: A page that was heard within this time (s) is alive: it sends a ping every 4 s.
ALIVE_S = 6.0
#: Seconds between two notes in the record that a connected kiosk was seen.
_SEEN_S = 60.0

RefusalCode = Literal["not_enrolled", "revoked", "elsewhere"]
#: For the kiosk's screen.
_TEXTS: dict[RefusalCode, str] = {
    "not_enrolled": "这台一体机还没有登记",
    "revoked": "这台一体机已经停用",
    "elsewhere": "这台一体机的登记正在另一台机器上使用",
}
WARNING = "这台一体机的登记在另一台机器上出现了，请工作人员查看"


class FleetRefusedError(Exception):
    """A page may not connect. `code` for programs and for the page; the text is Chinese, for the screen."""

    def __init__(self, code: RefusalCode) -> None:
        super().__init__(_TEXTS[code])
        self.code = code


class Register(Protocol):
    """The part of `kiosk.store.kiosks.KioskRegister` that a running hall uses. Each may raise `StoreError`."""

    async def all(self) -> tuple[StoredKiosk, ...]: ...
    async def enrol(self, code: str, token: str) -> StoredKiosk | None: ...
    async def seen(self, kiosk: str, at_ms: int, address: str) -> None: ...
    async def alarmed(self, name: str, address: str) -> None: ...


class FleetMetrics(Protocol):
    def client_error(self, kind: str) -> None: ...
    def store_fault(self, kind: str) -> None: ...
    def kiosks(self, enrolled: int, connected: int) -> None: ...
    def know_kiosks(self, names: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class TokenAlarm:
    """A token was shown from `address` while its kiosk was connected. `at`: s on the event loop's clock."""

    at: float
    address: str


class Fleet:
    """One per hall."""

    def __init__(
        self, settings: FleetSettings, register: Register, metrics: FleetMetrics, log: Any, now_ms: Callable[[], int]
    ) -> None:
        """`now_ms`: the record's clock, ms since 1970."""
        self._settings, self._register, self._metrics, self._log = settings, register, metrics, log
        self._now_ms = now_ms
        self._kiosks: dict[str, StoredKiosk] = {}  # by id
        self._by_token: dict[str, StoredKiosk] = {}  # by the token's hash
        self._lines: dict[str, KioskLine] = {}  # by the kiosk's id
        self._guests: set[KioskLine] = set()
        self._alarms: dict[str, TokenAlarm] = {}  # by the kiosk's id
        self._left: dict[str, tuple[float, str]] = {}  # kiosks that left: when last heard (loop time), the address
        self._to_note: set[str] = set()  # of these, those of which the record does not know yet
        self._to_alarm: list[tuple[str, str]] = []  # for the record: the kiosk's name, the other address
        self._noted: dict[str, float] = {}  # when it was last noted that a kiosk was seen (loop time)
        self.tries = CodeTries()

    # ---- who may connect --------------------------------------------------------------------------------------------

    def recognise(self, token: str, *, exempt: bool) -> StoredKiosk | None:
        """The kiosk of this token; None: a page without one, which may connect. `exempt`: a browser on this machine.

        Raises `FleetRefusedError`.
        """
        kiosk = self._by_token.get(token_hash(token)) if token else None
        if kiosk is not None and kiosk.revoked_ms is None:
            return kiosk
        if exempt or self._settings.enrolment == "open":
            return None
        raise FleetRefusedError("not_enrolled" if kiosk is None else "revoked")

    def guest(self, name: str) -> StoredKiosk | None:
        """The settings of a page without a token that calls itself `name`; None where it has none.

        Raises `FleetRefusedError` where that is the name of an enrolled kiosk: without its token it is another.
        """
        kiosk = next((one for one in self._kiosks.values() if one.name == name and one.revoked_ms is None), None)
        if kiosk is not None and kiosk.enrolled:
            raise FleetRefusedError("not_enrolled")
        return kiosk

    async def enrol(self, entered: str, address: str) -> str | None:
        """A new token for the kiosk whose code was entered; None: the code is not good. Raises `StoreError`.

        The caller has looked at `tries` before.
        """
        code, token = read_code(entered), secrets.token_urlsafe(32)
        kiosk = None if code is None else await self._register.enrol(code, token)
        if kiosk is None:
            self._metrics.client_error("wrong_code")
            self.tries.wrong(address, asyncio.get_running_loop().time())
            return None
        self._log.info("a kiosk was enrolled", device=kiosk.name, host=address)
        await self.refresh()
        return token

    # ---- which are connected ----------------------------------------------------------------------------------------

    def enter(
        self, screen: KioskPage, kiosk: StoredKiosk | None, name: str, address: str, *, instead_of: object = None
    ) -> KioskLine:
        """A page has said hello. `kiosk`: whose token it showed; None: a guest. `instead_of`: the connection whose
        conversation it goes on with, which is its own of before.

        A token has one connection at a time. While the first is alive, a second is refused, and the first is told.
        Raises `FleetRefusedError`.
        """
        if kiosk is None:
            line = KioskLine(screen, name, address)
            self._guests.add(line)
            self._count()
            return line
        before, now = self._lines.get(kiosk.id), asyncio.get_running_loop().time()
        if before is not None and before.screen is not instead_of:
            if now - before.screen.heard_at < ALIVE_S:
                self._alarm(kiosk, before, address)
                raise FleetRefusedError("elsewhere")
            before.screen.refused("elsewhere", _TEXTS["elsewhere"])
        line = self._lines[kiosk.id] = KioskLine(screen, kiosk.name, address, kiosk.id)
        self._noted.pop(kiosk.id, None)
        self._count()
        return line

    def leave(self, line: KioskLine) -> None:
        """The page's connection is gone."""
        self._guests.discard(line)
        if line.kiosk and self._lines.get(line.kiosk) is line:
            del self._lines[line.kiosk]
            self._left[line.kiosk] = (line.screen.heard_at, line.address)
            self._to_note.add(line.kiosk)
        self._count()

    def _alarm(self, kiosk: StoredKiosk, first: KioskLine, address: str) -> None:
        now = asyncio.get_running_loop().time()
        before = self._alarms.get(kiosk.id)
        self._alarms[kiosk.id] = TokenAlarm(now, address)
        self._metrics.client_error("token_elsewhere")
        if before is not None and network(before.address) == network(address) and now - before.at < _SEEN_S:
            return  # the same machine, again and again
        self._log.error("the token of a connected kiosk was shown by another machine", device=kiosk.name, host=address)
        self._to_alarm.append((kiosk.name, address))
        first.screen.warned("token_elsewhere", WARNING)

    def _count(self) -> None:
        enrolled = sum(one.enrolled for one in self._kiosks.values())
        self._metrics.kiosks(enrolled, len(self._lines))

    # ---- the record -------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look into the record again and again. Does not return."""
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.refresh()
                await self._note()
            except StoreError as error:
                self._metrics.store_fault(error.kind)

    async def refresh(self) -> None:
        """Read the record, end what was revoked, renew what was changed. Raises `StoreError`."""
        before, self._kiosks = self._kiosks, {one.id: one for one in await self._register.all()}
        self._by_token = {one.token_hash: one for one in self._kiosks.values() if one.token_hash}
        for name, was in before.items():
            if name not in self._kiosks or self._kiosks[name].token_hash != was.token_hash:
                self._alarms.pop(name, None)  # a stolen token is worth nothing any more
        for name, line in list(self._lines.items()):
            known, now = before.get(name), self._kiosks.get(name)
            if now is None or not now.enrolled:
                line.screen.refused("revoked", _TEXTS["revoked"])
            elif known is not None and now.token_hash != known.token_hash:
                line.screen.refused("not_enrolled", _TEXTS["not_enrolled"])
            elif known is not None and _settings(known) != _settings(now):
                line.screen.renew()
        by_name = {one.name: one for one in before.values()}
        for guest in list(self._guests):
            old = by_name.get(guest.name)
            new = next((one for one in self._kiosks.values() if one.name == guest.name), None)
            if _settings(old) != _settings(new):
                guest.screen.renew()
        self._metrics.know_kiosks(one.name for one in self._kiosks.values())
        self._count()

    async def _note(self) -> None:
        """Write down when kiosks were last seen, and which tokens were shown elsewhere."""
        loop_now, now_ms = asyncio.get_running_loop().time(), self._now_ms()
        due = {name: (line.screen.heard_at, line.address) for name, line in self._lines.items()}
        due = {name: seen for name, seen in due.items() if loop_now - self._noted.get(name, -_SEEN_S) >= _SEEN_S}
        for name, (at, address) in {**{name: self._left[name] for name in self._to_note}, **due}.items():
            await self._register.seen(name, now_ms - round((loop_now - at) * 1000), address)
            self._to_note.discard(name)
            self._noted[name] = loop_now
        while self._to_alarm:
            await self._register.alarmed(*self._to_alarm[0])
            self._to_alarm.pop(0)

    # ---- for operators ----------------------------------------------------------------------------------------------

    @property
    def stored(self) -> tuple[StoredKiosk, ...]:
        """All kiosks of the record, revoked ones too, by name."""
        return tuple(self._kiosks.values())

    def line_of(self, kiosk: str) -> KioskLine | None:
        """The connected page of a kiosk (its id)."""
        return self._lines.get(kiosk)

    def left_at(self, kiosk: str) -> float | None:
        """When a kiosk (its id) that is not connected was last heard (s on the event loop's clock), in this process."""
        return self._left[kiosk][0] if kiosk in self._left else None

    @property
    def guests(self) -> tuple[KioskLine, ...]:
        """Connected pages without a token."""
        return tuple(sorted(self._guests, key=lambda line: line.name))

    def alarm_of(self, kiosk: str) -> TokenAlarm | None:
        """The last time that another machine showed the token of a connected kiosk (its id), in this process."""
        return self._alarms.get(kiosk)


def _settings(kiosk: StoredKiosk | None) -> tuple[object, ...]:
    return () if kiosk is None else (kiosk.name, kiosk.place, kiosk.window, kiosk.volume, kiosk.elderly)
