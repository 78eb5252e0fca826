"""The process: listeners, health, warming up, drain. One of these serves a hall."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import signal
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial

from dialogue import acts
from kiosk.channels.phone.audiosocket import AudioSocketListener
from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.phone.sip import SipListener
from kiosk.config import Settings
from kiosk.config.phone import is_used
from kiosk.demo import server as demo_backend
from kiosk.devices.access import pages_of
from kiosk.devices.server import BridgeServer
from kiosk.dialect.reader import load_dialect
from kiosk.fleet import Fleet
from kiosk.hall import Hall, open_hall
from kiosk.hall.scripts import warm_up
from kiosk.jobs import certificates, delivery, memory, reload, retention, ticket_intake
from kiosk.jobs.canary_watch import CanaryWatch
from kiosk.jobs.certificates import ListenerCertificate
from kiosk.jobs.follow_published import PublishedFollower
from kiosk.jobs.learning import Learning
from kiosk.jobs.prerender import Prerenderer
from kiosk.jobs.reload import Reloader
from kiosk.jobs.supervisor import Supervisor
from kiosk.net.connection_table import OPERATORS, ConnectionCap, ConnectionTable, cap_for
from kiosk.net.tcp import HttpConnection, HttpListener, raise_descriptor_limit
from kiosk.net.tls import server_contexts
from kiosk.server.operators import operators_application
from kiosk.server.public import public_application
from kiosk.store.outage import DAMAGED_ADVICE
from kiosk.wire.messages import BridgeAddress
from tts import render_all

Progress = Callable[[int, int], None]


async def serve(
    settings: Settings,
    *,
    with_demo_backend: bool = False,
    with_devices: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
    on_progress: Progress = lambda done, total: None,
    on_ready: Callable[[Server], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raises each room's typed errors when it cannot start.

    `with_devices`: also the devices of this machine, in this process, for a demonstration: pages are told of them.
    """
    server_contexts(settings)  # checked before the models are loaded
    async with AsyncExitStack() as stack:
        if with_demo_backend:
            dialect = load_dialect(settings.backend.mapping)
            await stack.enter_async_context(
                demo_backend.running(settings.backend.url, settings.data_dir, dialect=dialect)
            )
        server = Server(await open_hall(settings, stack, on_step))
        await stack.enter_async_context(server.listening())
        if with_devices:
            server.bridge = await stack.enter_async_context(bridge_beside(server))
        on_step("预热模型 · warming the models")
        await server.warm()
        on_ready(server)
        jobs = asyncio.create_task(server.background_jobs(on_progress), name="background jobs")
        await server.wait_for_signal()
        on_step("等待进行中的会话结束 · draining")
        jobs.cancel()
        await server.drain()


@asynccontextmanager
async def bridge_beside(server: Server) -> AsyncIterator[BridgeServer]:
    """The devices of the hall's own machine, in its process; pages are told where they are."""
    settings, hall = server.hall.settings, server.hall
    public = dataclasses.replace(settings.public, port=server.public_port)
    pages = pages_of(dataclasses.replace(settings, public=public))
    async with BridgeServer(settings, port=0, pages=pages).listening() as bridge:
        hall.bridge = BridgeAddress(bridge.port, bridge.token)
        try:
            yield bridge
        finally:
            hall.bridge = None


class Server:
    """The listeners around a hall: the public one, the operators' one, and the telephone's."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.public_port = self.operators_port = self.phone_port = self.sip_port = 0
        self.lines = PhoneLines(hall)
        self.fleet = Fleet(hall.settings.fleet, hall.store.kiosks, hall.metrics, hall.log, hall.store.now_ms)
        self.prerenderer: Prerenderer | None = None
        self.reloader: Reloader | PublishedFollower | None = None
        self.supervisor = Supervisor(hall.metrics, hall.log)
        self.bridge: BridgeServer | None = None  # the devices of a demonstration
        self.certificates: tuple[ListenerCertificate, ...] = ()
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Server]:
        """The listeners up inside the `async with`. Raises OSError where a port is taken, and StoreError."""
        settings = self.hall.settings
        await self.fleet.refresh()
        cap = cap_for(settings.limits.connections, raise_descriptor_limit())
        few = ConnectionCap(OPERATORS, OPERATORS)
        tables = ConnectionTable[HttpConnection](cap), ConnectionTable[HttpConnection](few)
        public, operators = settings.public, settings.operators
        tls = server_contexts(settings)
        async with (
            HttpListener(
                public_application(self.hall, self, self.lines, self.fleet), public.host, public.port, tables[0], tls[0]
            ) as citizens,
            HttpListener(
                operators_application(self.hall, self, self.lines, self.fleet),
                operators.host,
                operators.port,
                tables[1],
                tls[1],
            ) as others,
        ):
            self.public_port, self.operators_port = citizens.bound, others.bound
            self.certificates = _certificates(settings, citizens, others)
            async with AsyncExitStack() as stack:
                stack.push_async_callback(self.lines.close)
                if settings.phone.audiosocket == "on":
                    callers = await stack.enter_async_context(AudioSocketListener(self.hall, self.lines))
                    self.phone_port = callers.bound
                if settings.phone.sip == "on":
                    sip = await stack.enter_async_context(SipListener(self.hall, self.lines))
                    self.sip_port = sip.bound
                yield self

    async def warm(self) -> None:
        """Load all models and render the greeting, then mark the hall ready (`/readyz` 200)."""
        await self.hall.recogniser.warm()
        await self.hall.voice.warm()
        today = datetime.now().astimezone().date()
        await asyncio.to_thread(warm_up, self.hall.machine, today)
        await asyncio.to_thread(reload.warm, self.hall.settings.services_dir, today)
        state = self.hall.machine.new("warm", today)
        _, greeting = self.hall.machine.step(state, acts.Begin())
        await render_all(self.hall.voice, [act.text for act in greeting if isinstance(act, acts.Say)])
        gc.freeze()  # loaded objects are permanent: exempt them from garbage collection
        self.hall.ready = True

    async def background_jobs(self, on_progress: Progress) -> None:
        """Reload saved scripts, prerender prompts, purge the record, empty the outbox, free memory; until cancelled."""
        self.prerenderer = Prerenderer(self.hall, on_progress)
        learning = Learning(self.hall)
        learns = (self.prerenderer.add, learning.add)
        published = self.hall.settings.services.source == "published"
        self.reloader = (
            PublishedFollower(self.hall, self.prerenderer, learns) if published else Reloader(self.hall, learns)
        )
        jobs: dict[str, Callable[[], Awaitable[None]]] = {
            "reload": self.reloader.run,
            "rehearsal": self.prerenderer.run,
            "learning": learning.run,
            "retention": partial(retention.run, self.hall),
            "delivery": partial(delivery.run, self.hall),
            "tickets": partial(ticket_intake.run, self.hall),
            "fleet": self.fleet.run,
            "memory": memory.run,
        }
        if self.certificates:
            jobs["certificates"] = partial(certificates.run, self.certificates, self.hall.log)
        if published:
            jobs["canary"] = CanaryWatch(self.hall).run
        if is_used(self.hall.settings.phone):
            today, speed = datetime.now().astimezone().date(), self.hall.settings.tts.speed
            jobs["announcements"] = partial(self.lines.announcements.run, self.hall.machine, today, speed)
        await self.supervisor.run(jobs)

    async def wait_for_signal(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        await self._stop.wait()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # a second one ends the process at once

    def stop(self) -> None:
        self._stop.set()

    async def drain(self) -> None:
        """Refuse new conversations, let running ones finish, and end the rest at the deadline."""
        self.hall.ready = False
        await self.hall.sessions.drain(self.hall.settings.drain_s)

    def readiness(self) -> tuple[bool, dict[str, object]]:
        """For `/readyz`: whether new citizens may be sent here, and the JSON body that says why."""
        ready, outage = self.hall.ready, self.hall.record_writer.outage
        status = "ready" if ready else "draining" if self.hall.sessions.draining else "warming"
        if outage is not None and outage.cases:
            ready, status = False, "not recording"
        work = self.prerenderer
        prompts = {"done": work.done, "total": work.total, "left_s": work.left_s} if work else {}
        services = self.reloader.status.state if self.reloader else "current"
        body: dict[str, object] = {"status": status, "prompts": prompts, "services": services}
        if isinstance(self.reloader, PublishedFollower):
            body["version"] = self.reloader.version
        if self.reloader and self.reloader.status.mistakes:
            body["mistakes"] = self.reloader.status.places
        if troubles := self.supervisor.troubles():
            body["background"] = troubles
        if failing := self.hall.staff.failing:
            body["staff"] = {"failing": list(failing), "on_duty": self.hall.staff.on_duty}
        if outage is not None:
            body["record"] = outage.told()
        if self.hall.recordings is not None and (trouble := self.hall.recordings.trouble) is not None:
            body["recordings"] = trouble
        if copies := self.hall.store.damaged_journals:
            body["journal"] = {"damaged": [copy.name for copy in copies], "do": DAMAGED_ADVICE}
        return ready, body


def _certificates(settings: Settings, public: HttpListener, operators: HttpListener) -> tuple[ListenerCertificate, ...]:
    """Of the listeners that speak https."""

    def use(listener: HttpListener) -> Callable[[ssl.SSLContext], None]:
        return partial(setattr, listener, "tls")

    both = (("public", settings.public, public), ("operators", settings.operators, operators))
    return tuple(ListenerCertificate(name, side, use(listener)) for name, side, listener in both if listener.tls)
