"""The process: listeners, health, warming up, drain. One of these serves a hall."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dialogue import acts
from kiosk import demo_backend, reload, retention
from kiosk.budget import AddressBudgets
from kiosk.channels.browser import serve_page
from kiosk.channels.funasr import serve_funasr
from kiosk.channels.realtime import serve_realtime
from kiosk.config import Settings
from kiosk.connection_table import OPERATORS, ConnectionCap, ConnectionTable, cap_for
from kiosk.hall import Hall, open_hall, practise
from kiosk.hosts import Hosts, own_names
from kiosk.http_headers import secure
from kiosk.page_files import page_dir
from kiosk.rehearsal import Rehearsal
from kiosk.reload import Reloader
from kiosk.request_checks import BUDGETS, HOSTS, known_host
from kiosk.supervisor import Supervisor
from kiosk.tcp import HttpConnection, HttpListener, counted, raise_descriptor_limit
from kiosk.tls import server_contexts
from tts import render_ahead

HALL: web.AppKey[Hall] = web.AppKey("hall", Hall)

Progress = Callable[[int, int], None]


async def serve(
    settings: Settings,
    *,
    with_demo_backend: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
    on_progress: Progress = lambda done, total: None,
    on_ready: Callable[[Server], None] = lambda _: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain. Raises each room's typed errors when it cannot start."""
    server_contexts(settings)  # a wrong certificate is told now, and not after the models have been loaded
    async with AsyncExitStack() as stack:
        if with_demo_backend:
            await stack.enter_async_context(demo_backend.running(settings.backend.url, settings.data_dir))
        server = Server(await open_hall(settings, stack, on_step))
        await stack.enter_async_context(server.listening())
        on_step("预热模型 · warming the models")
        await server.warm()
        on_ready(server)
        chores = asyncio.create_task(server.chores(on_progress), name="chores")
        await server.until_told_to_stop()
        on_step("等待进行中的会话结束 · draining")
        chores.cancel()
        await server.drain()


class Server:
    """The two listeners around a hall: the public one, and the operators' one."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.public_port = self.operators_port = 0
        self.rehearsal: Rehearsal | None = None
        self.reloader: Reloader | None = None
        self.supervisor = Supervisor(hall.metrics, hall.log)
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Server]:
        """Both listeners up inside the `async with`. Raises OSError where a port is taken."""
        settings = self.hall.settings
        cap = cap_for(settings.limits.connections, raise_descriptor_limit())
        few = ConnectionCap(OPERATORS, OPERATORS)
        tables = ConnectionTable[HttpConnection](cap), ConnectionTable[HttpConnection](few)
        public, operators = settings.public, settings.operators
        tls = server_contexts(settings)
        async with (
            HttpListener(self.public_app(), public.host, public.port, tables[0], tls[0]) as citizens,
            HttpListener(self.operators_app(), operators.host, operators.port, tables[1], tls[1]) as others,
        ):
            self.public_port, self.operators_port = citizens.bound, others.bound
            yield self

    async def warm(self) -> None:
        """Load every model for real, and say the greeting once to nobody; only then does `/readyz` say yes."""
        await self.hall.recogniser.warm()
        await self.hall.voice.warm()
        today = datetime.now().astimezone().date()
        await asyncio.to_thread(practise, self.hall.machine, today)
        await asyncio.to_thread(reload.warm, self.hall.settings.services_dir, today)
        state = self.hall.machine.new("warm", today)
        _, greeting = self.hall.machine.step(state, acts.Begin())
        await render_ahead(self.hall.voice, [act.text for act in greeting if isinstance(act, acts.Say)])
        gc.freeze()  # what has been loaded stays: the collector need not look at it again and again
        self.hall.ready = True

    async def chores(self, on_progress: Progress) -> None:
        """Beside the citizens: take up saved scripts, rehearse the prompts, keep the record as long as is set."""
        self.rehearsal = Rehearsal(self.hall, on_progress)
        self.reloader = Reloader(self.hall, self.rehearsal.add)
        await self.supervisor.run(
            {
                "reload": self.reloader.run,
                "rehearsal": self.rehearsal.run,
                "retention": partial(retention.run, self.hall),
            }
        )

    async def until_told_to_stop(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        await self._stop.wait()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # a second one ends the process at once

    def stop(self) -> None:
        self._stop.set()

    async def drain(self) -> None:
        """Refuse new citizens, let those inside finish, say goodbye to the rest at the deadline."""
        self.hall.ready = False
        await self.hall.visitors.drain(self.hall.settings.drain_s)

    # ---- applications -----------------------------------------------------------------------------------------------

    def public_app(self) -> web.Application:
        app = self._app()
        app[BUDGETS] = AddressBudgets(self.hall.settings.limits.connections)
        app.router.add_get("/ws", self._ws)
        app.router.add_get("/funasr", self._funasr)
        app.router.add_get("/v1/realtime", self._realtime)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        page = page_dir()
        app.router.add_get("/", _index(page))
        if page is not None:
            app.router.add_static("/", page)
        return app

    def operators_app(self) -> web.Application:
        app = self._app()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        return app

    def _app(self) -> web.Application:
        """What both listeners have in common: whom they answer, and what every answer carries."""
        app = web.Application(middlewares=[counted, known_host])
        app.on_response_prepare.append(secure)
        public = self.hall.settings.public
        app[HALL] = self.hall
        app[HOSTS] = Hosts(public.hosts, (*own_names(), public.host))
        return app

    async def _ws(self, request: web.Request) -> web.StreamResponse:
        return await serve_page(request, self.hall)

    async def _funasr(self, request: web.Request) -> web.StreamResponse:
        return await serve_funasr(request, self.hall)

    async def _realtime(self, request: web.Request) -> web.StreamResponse:
        return await serve_realtime(request, self.hall)

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def _readyz(self, _: web.Request) -> web.Response:
        ready, outage = self.hall.ready, self.hall.pen.outage
        status = "ready" if ready else "draining" if self.hall.visitors.draining else "warming"
        if outage is not None and outage.cases:
            ready, status = False, "not recording"
        work = self.rehearsal
        prompts = {"done": work.done, "total": work.total, "left_s": work.left_s} if work else {}
        services = self.reloader.status.state if self.reloader else "current"
        body: dict[str, object] = {"status": status, "prompts": prompts, "services": services}
        if self.reloader and self.reloader.status.mistakes:
            body["mistakes"] = self.reloader.status.places
        if troubles := self.supervisor.troubles():
            body["background"] = troubles
        if outage is not None:
            body["record"] = outage.told()
        return web.json_response(body, status=200 if ready else 503)

    async def _metrics(self, _: web.Request) -> web.Response:
        body = generate_latest(self.hall.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _index(page: Path | None) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def index(_: web.Request) -> web.StreamResponse:
        if page is None:
            text = "网页尚未构建，请运行 make web。\nThe page has not been built yet: run `make web`.\n"
            return web.Response(text=text, status=503)
        return web.FileResponse(page / "index.html", headers={"Cache-Control": "no-cache"})

    return index
