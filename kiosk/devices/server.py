"""The bridge on its socket: a WebSocket for the page at `/devices`, the drivers, and the printer's jobs."""

from __future__ import annotations

import asyncio
import hmac
import itertools
import secrets
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import structlog
from aiohttp import WSMsgType, web

from kiosk.config import Settings
from kiosk.devices.access import pages_of, wrong_bridge_host, wrong_page
from kiosk.devices.bridge import BeginPrinting, Bridge, BridgeAction, DoSimulate, LetGo, SendTo
from kiosk.devices.driver import DeviceError, DeviceEvent
from kiosk.devices.driving import drive
from kiosk.devices.font import SlipFont
from kiosk.devices.local import LocalDevices
from kiosk.devices.messages import DEVICES_VERSION, FRAME, Sheet, encode_bridge, failed
from kiosk.devices.slip import as_png, draw_slip
from kiosk.net.left_early import left_early
from kiosk.wire.messages import DeviceName, PrintedMessage, PrintOutcome

HOST = "127.0.0.1"
#: Seconds within which a page says hello; a slip is printed.
_HELLO_S, PRINT_S = 5.0, 25.0
#: Frames that wait for a slow page, and pages at once. Overflow: the page is let go; 503.
_OUTBOX, _PAGES = 256, 16

_log = structlog.get_logger("kiosk")


class BridgeServer:
    """The devices of the settings, and one page that has them. `token`: what the page must show."""

    def __init__(self, settings: Settings, *, port: int | None = None, pages: frozenset[str] | None = None) -> None:
        """`port`, `pages`: instead of the settings'."""
        self.settings = settings
        self._asked_port = settings.devices.port if port is None else port
        self.pages = pages_of(settings) if pages is None else pages
        self.port = 0
        self.token = settings.devices.token or secrets.token_urlsafe(24)
        self.devices = LocalDevices(settings)
        key = settings.identity.reader_key
        self.bridge = Bridge(self.token, key, self.devices.drivers, settings.devices.presence.left_s, time.time)
        self._numbers = itertools.count(1)
        self._outboxes: dict[int, asyncio.Queue[str | LetGo]] = {}
        self._printing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[BridgeServer]:
        """Listen and drive inside the `async with`. Raises OSError where the port is taken."""
        app = web.Application(client_max_size=1024, middlewares=[left_early])
        app.router.add_get("/devices", self._page)
        app.router.add_get("/state", self._state)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        drivers = []
        try:
            await web.TCPSite(runner, HOST, self._asked_port).start()
            self.port = runner.addresses[0][1]
            self._show_simulator()
            for name, driver in self.devices.drivers.items():
                drivers.append(asyncio.create_task(drive(name, driver, self._happened), name=f"device.{name}"))
            yield self
        finally:
            ending = [*drivers, *([self._printing] if self._printing else [])]
            for task in ending:
                task.cancel()
            await asyncio.gather(*ending, return_exceptions=True)
            await runner.cleanup()

    @property
    def printing(self) -> bool:
        """A slip is being printed."""
        return self._printing is not None and not self._printing.done()

    # ---- devices ----------------------------------------------------------------------------------------------------

    def _happened(self, device: DeviceName, event: DeviceEvent) -> None:
        self._do(self.bridge.happened(device, event))
        self._show_simulator()

    def simulate(self, action: str) -> None:
        """Do something with a simulated device: the id of one of its actions."""
        if self.devices.simulated is not None:
            self.devices.simulated.do(action)
            self._show_simulator()

    def _show_simulator(self) -> None:
        if self.devices.simulated is not None:
            self._do(self.bridge.simulator(self.devices.simulated.actions))

    def _do(self, actions: Iterable[BridgeAction]) -> None:
        for action in actions:
            match action:
                case SendTo(page, message):
                    self._put(page, encode_bridge(message))
                case LetGo(page):
                    self._put(page, action)
                case BeginPrinting(job, sheet):
                    self._printing = asyncio.create_task(self._print(job, sheet), name="device.printing")
                case DoSimulate(what):
                    self.simulate(what)

    def _put(self, page: int, frame: str | LetGo) -> None:
        outbox = self._outboxes.get(page)
        if outbox is None:
            return
        try:
            outbox.put_nowait(frame)
        except asyncio.QueueFull:
            while not outbox.empty():
                outbox.get_nowait()
            outbox.put_nowait(LetGo(page, 1013, "too slow"))
            self.bridge.closed(page)

    async def _print(self, job: str, sheet: Sheet) -> None:
        try:
            async with asyncio.timeout(PRINT_S):
                told = PrintedMessage(job, await self._printed(job, sheet))
        except DeviceError as error:
            _log.warning("a slip was not printed", condition=error.condition, reason=str(error))
            told = failed(job, error.condition)
        except TimeoutError:
            told = PrintedMessage(job, "unknown")
        except Exception as error:  # noqa: BLE001 - a printer's library may raise anything; the page must be told
            _log.error("printing broke", kind=type(error).__name__, exc_info=True)
            told = failed(job, "wrong")
        self._do(self.bridge.printed(told))

    async def _printed(self, job: str, sheet: Sheet) -> PrintOutcome:
        settings, printer = self.settings.devices.printer, self.devices.printer
        if printer is None:
            raise DeviceError("unplugged", "no printer is set up here (devices.printer)")

        def drawn() -> bytes:
            return as_png(draw_slip(sheet, settings.width_px, SlipFont(settings.font)), sheet.hall, job)

        return await printer.print(await asyncio.to_thread(drawn))

    # ---- the socket -------------------------------------------------------------------------------------------------

    async def _state(self, request: web.Request) -> web.Response:
        """The devices as JSON, for `kiosk devices check`; with the token as bearer token."""
        why = wrong_bridge_host(request.headers.get("Host", ""), self.port)
        if why is not None:
            return web.Response(status=421, text=why)
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), self.token.encode()):
            return web.Response(status=401, text="expected the token of the bridge (devices.token)")
        states = [{"device": one.device, "state": one.state, "text": one.text} for one in self.bridge.states]
        return web.json_response({"page": self.bridge.owner is not None, "devices": states})

    async def _page(self, request: web.Request) -> web.StreamResponse:
        why = wrong_bridge_host(request.headers.get("Host", ""), self.port)
        if why is not None:
            return web.Response(status=421, text=why)
        why = wrong_page(request.headers.get("Origin"), self.pages)
        if why is not None:
            _log.warning("a page was refused", reason=why)
            return web.Response(status=403, text=why)
        if len(self._outboxes) >= _PAGES:
            return web.Response(status=503, text="too many pages are connected")
        socket = web.WebSocketResponse(protocols=(DEVICES_VERSION,), heartbeat=10, max_msg_size=FRAME, compress=False)
        await socket.prepare(request)
        page = next(self._numbers)
        outbox: asyncio.Queue[str | LetGo] = asyncio.Queue(_OUTBOX)
        self._outboxes[page] = outbox
        self.bridge.opened(page)
        writer = asyncio.create_task(_write(socket, outbox), name="device.page")
        try:
            await self._read(page, socket)
        finally:
            self.bridge.closed(page)
            del self._outboxes[page]
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return socket

    async def _read(self, page: int, socket: web.WebSocketResponse) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(loop.time() + _HELLO_S) as hello:
                async for received in socket:
                    if received.type is not WSMsgType.TEXT:
                        break
                    self._do(self.bridge.received(page, received.data))
                    if self.bridge.owner == page:
                        hello.reschedule(None)
        except TimeoutError:
            await socket.close(code=4401, message=b"expected hello")


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[str | LetGo]) -> None:
    while True:
        frame = await outbox.get()
        try:
            if isinstance(frame, LetGo):
                await socket.close(code=frame.code, message=frame.reason.encode()[:120])
                return
            await socket.send_str(frame)
        except (ConnectionError, RuntimeError):  # the page disconnected between two frames
            return
