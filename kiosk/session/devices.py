"""The devices of the kiosk at which the citizen stands, as its page tells them: what works, and what was printed."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from typing import Protocol

from dialogue import acts
from dialogue.script.assurance import ProofMeans
from kiosk.wire import messages as m

#: Seconds after which a slip counts as not heard of. The bridge gives up before that.
PRINT_S = 30.0
#: Print jobs whose outcome was told, remembered. Overflow: one told a second time counts twice.
_JOBS = 64
#: Conditions in which a reader or a scanner reads.
_USABLE: tuple[m.DeviceCondition, ...] = ("ready", "busy")
#: Conditions in which a printer prints nothing.
_USELESS: frozenset[m.DeviceCondition] = frozenset({"paper_out", "unplugged", "wrong"})


class DeviceHost(Protocol):
    """The session around it."""

    @property
    def quiet(self) -> bool:
        """The citizen says nothing now, and nothing is being decided."""

    def slip_told(self, told: m.PrintedMessage) -> None:
        """What became of a slip that the clerk does not wait for: one that the citizen has begun with a button."""

    def devices_changed(self, changed: frozenset[ProofMeans]) -> None:
        """The reader or the scanner works no more, or again; it may be in use for what is asked now."""


class SessionDevices:
    """Until the client has told its devices nothing is known of them: then a card may be asked for, and there is no
    printer. `send`: sends to the client that is connected now.
    """

    def __init__(self, host: DeviceHost, send: Callable[[m.Down], None]) -> None:
        self._host, self._send = host, send
        self._states: dict[m.DeviceName, m.DeviceCondition] | None = None
        self._job: tuple[m.PrintMessage, asyncio.Future[m.PrintedMessage]] | None = None
        self._asks_again = False  # another page has come: it does not know the job in hand
        self._heeded: frozenset[ProofMeans] = frozenset()  # the ways without which the question was asked
        self.slips = 0  # that have come out
        self._told: deque[str] = deque(maxlen=_JOBS)

    def told(self, devices: tuple[m.DeviceState, ...]) -> None:
        """All devices of the kiosk, as they are now."""
        self._states = {one.device: one.state for one in devices}
        if self._asks_again and self.prints:
            self._asks_again = False
            if self._job is not None:
                self._send(self._job[0])
        self.settle()

    def seen_by_another(self) -> None:
        """The client is back, perhaps as another page, and what was sent meanwhile is lost. As soon as it has a printer
        it is given the job in hand again: the bridge prints a job once, and tells again what became of it.
        """
        self._asks_again = True

    def heed(self) -> None:
        """What is asked now was decided with the devices as they are."""
        self._heeded = self.lost

    def settle(self) -> None:
        """Tell the dialogue of a device that was lost or is back, as soon as that interrupts nobody."""
        if self.lost == self._heeded or not self._host.quiet:
            return
        changed, self._heeded = self.lost ^ self._heeded, self.lost
        self._host.devices_changed(changed)

    @property
    def lost(self) -> frozenset[ProofMeans]:
        """The ways of proving who the citizen is that do not work at this kiosk now."""
        if self._states is None:
            return frozenset()
        lost: dict[ProofMeans, bool] = {
            "card": self._states.get("reader") not in _USABLE,
            "qr": self._states.get("scanner", "ready") not in _USABLE,  # one that types like a keyboard is not told
        }
        return frozenset(way for way, gone in lost.items() if gone)

    @property
    def prints(self) -> bool:
        """There is a printer here, whether or not it works."""
        return self._states is not None and "printer" in self._states

    async def print(self, card: acts.ReceiptCard) -> m.PrintedMessage:
        """What became of it. A page that reloads meanwhile is still heard."""
        job = secrets.token_hex(8)
        state = (self._states or {}).get("printer", "unplugged")
        if state in _USELESS:
            return m.PrintedMessage(job, "failed", state)
        outcome: asyncio.Future[m.PrintedMessage] = asyncio.get_running_loop().create_future()
        self._job = (m.PrintMessage(job, card), outcome)
        self._send(self._job[0])
        try:
            async with asyncio.timeout(PRINT_S):
                return await outcome
        except TimeoutError:
            return m.PrintedMessage(job, "unknown")
        finally:
            self._job = None

    def printed(self, told: m.PrintedMessage) -> None:
        """What became of the job in hand, or of one that the citizen has begun with a button."""
        if told.job in self._told:
            return  # the page tells again what it is not sure to have told
        self._told.append(told.job)
        self.slips += told.outcome in ("printed", "sent")
        if self._job is not None and self._job[0].job == told.job and not self._job[1].done():
            self._job[1].set_result(told)
        else:
            self._host.slip_told(told)
