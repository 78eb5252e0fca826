"""A kiosk beside a session in virtual time: the bridge's own core and the simulated devices, without a socket between
them, and the little that its page does.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from dialogue.acts import ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.devices.bridge import BeginPrinting, Bridge, BridgeAction, SendTo
from kiosk.devices.driver import DeviceError, DeviceEvent
from kiosk.devices.driving import drive
from kiosk.devices.messages import DEVICES_VERSION, failed
from kiosk.devices.simulated import SimulatedKiosk
from kiosk.wire import messages as m
from support.card_reading import READER_KEY
from support.session_world import World

_TOKEN = "the-token-of-the-bridge"
_NAMES: tuple[m.DeviceName, ...] = ("reader", "printer", "scanner", "presence")
_AWAY = m.DevicesMessage((m.DeviceState("bridge", "unplugged"),))


class KioskSide:
    """`folder`: where slips go. `on_print`: called while a slip is being printed."""

    def __init__(self, world: World, folder: Path, on_print: Callable[[], None] = lambda: None) -> None:
        self._world, self._folder, self._on_print = world, folder, on_print
        self.simulated = SimulatedKiosk(_NAMES, folder)
        self._bridge: Bridge | None = None
        self._page = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._to_page, world.page.send = world.page.send, self._sent  # type: ignore[method-assign]

    @property
    def slips(self) -> int:
        """That have come out."""
        return len(list(self._folder.glob("slip-*.png")))

    async def start(self) -> None:
        """The bridge is started, and its page connects."""
        self._bridge = Bridge(_TOKEN, READER_KEY, _NAMES, 8.0, time.time)
        for name, driver in self.simulated.devices.items():
            self._tasks.append(asyncio.create_task(drive(name, driver, self._happened)))
        await asyncio.sleep(0.01)
        self._connect()

    def kill(self) -> None:
        """The bridge is killed: what it was printing is not told any more."""
        self._bridge = None
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        deliver(_AWAY, self._world.session)

    async def reload(self) -> None:
        """The page is loaded again: for a moment it has neither hall nor devices."""
        self._world.session.detach()
        if self._bridge is not None:
            self._bridge.closed(self._page)
        await asyncio.sleep(2)
        self._world.session.attach(self._world.page)
        deliver(_AWAY, self._world.session)
        self._connect()

    def lay(self, card: m.IdCard) -> None:
        self.simulated.lay(card)

    async def close(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connect(self) -> None:
        if self._bridge is None:
            return
        self._page += 1
        self._bridge.opened(self._page)
        self._tell_bridge({"type": "hello", "v": DEVICES_VERSION, "token": _TOKEN})

    def _tell_bridge(self, message: dict[str, object]) -> None:
        assert self._bridge is not None
        self._do(self._bridge.received(self._page, json.dumps(message)))

    def _happened(self, device: m.DeviceName, event: DeviceEvent) -> None:
        if self._bridge is not None:
            self._do(self._bridge.happened(device, event))

    def _do(self, actions: Iterable[BridgeAction]) -> None:
        for action in actions:
            match action:
                case SendTo(_, m.CardReadMessage() as card):
                    self._world.hall.card_reader.check(card)
                    deliver(card, self._world.session)
                case SendTo(_, (m.DevicesMessage() | m.PrintedMessage()) as told):
                    deliver(told, self._world.session)
                case BeginPrinting(job):
                    self._tasks.append(asyncio.create_task(self._print(job)))
                    asyncio.get_running_loop().call_later(0.5, self._on_print)

    async def _print(self, job: str) -> None:
        try:
            told = m.PrintedMessage(job, await self.simulated.printer.print(b"a slip"))
        except DeviceError as error:
            told = failed(job, error.condition)
        if self._bridge is not None:
            self._do(self._bridge.printed(told))

    def _sent(self, message: m.Down) -> None:
        """To the page, which passes an order to print on to the bridge."""
        self._to_page(message)
        if not isinstance(message, m.PrintMessage):
            return
        assert isinstance(message.card, ReceiptCard)
        if self._bridge is None:
            deliver(failed(message.job, "unplugged"), self._world.session)
            return
        sheet = {"hall": "厅", "title": message.card.title, "number": message.card.number, "rows": [], "note": "注"}
        self._tell_bridge({"type": "print", "job": message.job, "sheet": sheet})
