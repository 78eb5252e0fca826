"""The bridge between the devices and the page, sans-I/O: what comes from pages and drivers goes in, actions come out.

One page has the devices: the one that came last with the right token. The one before it is told and let go, because
after a reload the old connection may still seem to be open. What a device tells while no page is there is dropped: a
card that lay there belongs to nobody who comes later. A job is printed once, however often it is asked for.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kiosk.devices.driver import Became, CardLaid, CodeScanned, DeviceEvent, PresenceSeen
from kiosk.devices.messages import (
    DEVICES_VERSION,
    BridgeDown,
    BridgeError,
    BridgeHello,
    PresenceMessage,
    PrintSheet,
    Sheet,
    Simulate,
    SimulatorAction,
    SimulatorActions,
    Welcome,
    decode_bridge_up,
    failed,
)
from kiosk.wire.card_signature import signature
from kiosk.wire.codec import WireError
from kiosk.wire.messages import (
    CardReadMessage,
    DeviceCondition,
    DeviceName,
    DevicesMessage,
    DeviceState,
    IdCard,
    PrintedMessage,
    ScannedMessage,
)

#: Jobs that wait for the printer beside the one in hand. Overflow: the newest fails, "busy".
JOBS = 4
#: Jobs whose outcome is remembered.
_KEPT = 64
#: Bad frames of one page after which it is let go.
ERRORS = 5
#: Conditions in which nothing can be printed.
_USELESS: frozenset[DeviceCondition] = frozenset({"paper_out", "unplugged", "wrong"})

#: WebSocket close codes: a wrong token; another page has the devices; too many bad frames.
DENIED, DISPLACED, GARBLED = 4401, 4409, 4400


@dataclass(frozen=True, slots=True)
class SendTo:
    page: int
    message: BridgeDown


@dataclass(frozen=True, slots=True)
class LetGo:
    """Close the page's connection."""

    page: int
    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class BeginPrinting:
    """Tell `Bridge.printed` what became of it."""

    job: str
    sheet: Sheet = field(repr=False)


@dataclass(frozen=True, slots=True)
class DoSimulate:
    action: str


BridgeAction = SendTo | LetGo | BeginPrinting | DoSimulate


class Bridge:
    """`devices`: those that are set up. `key`: signs readings (`identity.reader_key`). `now`: seconds since 1970."""

    def __init__(
        self, token: str, key: str, devices: Iterable[DeviceName], left_s: float, now: Callable[[], float]
    ) -> None:
        self._token, self._key, self._left_s, self._now = token, key, left_s, now
        self._states: dict[DeviceName, DeviceState] = {
            name: DeviceState(name, "unplugged", "not opened yet") for name in devices
        }
        self._simulator: tuple[SimulatorAction, ...] = ()
        self._present: bool | None = None
        self._errors: dict[int, int] = {}  # bad frames of the pages that are connected
        self._owner: int | None = None
        self._read_at = 0
        self._outcomes: OrderedDict[str, PrintedMessage | None] = OrderedDict()  # None: not printed yet
        self._waiting: deque[BeginPrinting] = deque()
        self._printing: str | None = None

    @property
    def states(self) -> tuple[DeviceState, ...]:
        return tuple(self._states.values())

    @property
    def owner(self) -> int | None:
        """The page that has the devices."""
        return self._owner

    # ---- pages ------------------------------------------------------------------------------------------------------

    def opened(self, page: int) -> None:
        """A page has connected. `page`: a number that is not used again."""
        self._errors[page] = 0

    def closed(self, page: int) -> None:
        self._errors.pop(page, None)
        if self._owner == page:
            self._owner = None

    def received(self, page: int, text: str) -> list[BridgeAction]:
        """A text frame of a page."""
        if page not in self._errors:
            return []  # it was let go
        try:
            message = decode_bridge_up(text)
        except WireError as error:
            return self._bad(page, error.code, str(error))
        match message:
            case BridgeHello(token=token):
                return self._greet(page, token)
            case _ if page != self._owner:
                return self._let_go(page, DENIED, "expected hello with the token first")
            case PrintSheet(job, sheet):
                return self._print(job, sheet)
            case Simulate(action):
                if action not in {one.id for one in self._simulator}:
                    return self._bad(page, "no_simulator", "expected an action of a simulated device; got another")
                return [DoSimulate(action)]

    def _greet(self, page: int, token: str) -> list[BridgeAction]:
        if not hmac.compare_digest(token.encode(), self._token.encode()):
            return self._let_go(page, DENIED, "expected the token of the bridge (devices.token); got another")
        before, self._owner = self._owner, page
        actions: list[BridgeAction] = []
        if before is not None and before != page:
            actions += self._let_go(before, DISPLACED, "another page has the devices now")
        actions.append(SendTo(page, Welcome(DEVICES_VERSION, self._left_s)))
        actions.append(SendTo(page, DevicesMessage(self.states)))
        actions.append(SendTo(page, SimulatorActions(self._simulator)))
        if self._present is not None:
            actions.append(SendTo(page, PresenceMessage(self._present)))
        return actions

    def _bad(self, page: int, code: str, text: str) -> list[BridgeAction]:
        self._errors[page] += 1
        if page != self._owner or self._errors[page] >= ERRORS:
            return self._let_go(page, DENIED if page != self._owner else GARBLED, text)
        return [SendTo(page, BridgeError(code, text[:200]))]

    def _let_go(self, page: int, code: int, reason: str) -> list[BridgeAction]:
        self.closed(page)
        return [LetGo(page, code, reason)]

    def _tell(self, message: BridgeDown) -> list[BridgeAction]:
        return [] if self._owner is None else [SendTo(self._owner, message)]

    # ---- devices ----------------------------------------------------------------------------------------------------

    def happened(self, device: DeviceName, event: DeviceEvent) -> list[BridgeAction]:
        """A driver tells something."""
        match event:
            case Became(condition, text):
                state = DeviceState(device, condition, text[:300])
                if self._states.get(device) == state:
                    return []
                self._states[device] = state
                if device == "presence" and condition == "unplugged":
                    self._present = None
                return self._tell(DevicesMessage(self.states))
            case CardLaid(card):
                return self._tell(self._signed(card)) if self._owner is not None else []
            case CodeScanned(code):
                return self._tell(ScannedMessage(code[:500])) if code else []
            case PresenceSeen(present):
                if present == self._present:
                    return []
                self._present = present
                return self._tell(PresenceMessage(present))

    def _signed(self, card: IdCard) -> CardReadMessage:
        """The same card twice in one second has two signatures: the hall believes each of them once."""
        self._read_at = max(int(self._now()), self._read_at + 1)
        return CardReadMessage("id_card", card, self._read_at, signature(self._key, self._read_at, card))

    def simulator(self, actions: tuple[SimulatorAction, ...]) -> list[BridgeAction]:
        """What can be done with the simulated devices now."""
        if actions == self._simulator:
            return []
        self._simulator = actions
        return self._tell(SimulatorActions(actions))

    # ---- printing ---------------------------------------------------------------------------------------------------

    def _print(self, job: str, sheet: Sheet) -> list[BridgeAction]:
        if job in self._outcomes:
            told = self._outcomes[job]
            return self._tell(told) if told is not None else []  # in hand: told when it is done
        printer = self._states.get("printer")
        if printer is None or printer.state in _USELESS:
            return self._settle(failed(job, "unplugged" if printer is None else printer.state))
        if len(self._waiting) >= JOBS:
            return self._tell(failed(job, "busy"))
        self._remember(job, None)
        self._waiting.append(BeginPrinting(job, sheet))
        return self._next_job()

    def printed(self, told: PrintedMessage) -> list[BridgeAction]:
        """What became of the job in hand."""
        self._printing = None
        return self._settle(told) + self._next_job()

    def _settle(self, told: PrintedMessage) -> list[BridgeAction]:
        self._remember(told.job, told)
        return self._tell(told)

    def _next_job(self) -> list[BridgeAction]:
        if self._printing is not None or not self._waiting:
            return []
        job = self._waiting.popleft()
        self._printing = job.job
        return [job]

    def _remember(self, job: str, told: PrintedMessage | None) -> None:
        self._outcomes[job] = told
        while len(self._outcomes) > _KEPT:
            self._outcomes.popitem(last=False)
