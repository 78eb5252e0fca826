"""A small real back end over HTTP, for trying the clerk without a government's: `kiosk demo-backend`.

The interfaces of the hall's scripts, at the addresses and in the words of its dialect (`POST /api/{name}` without a
mapping); `GET /` lists the fictional people; `/sms` shows text messages, `/ratings` ratings; `GET /healthz`.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from kiosk.demo.access_check import check_for
from kiosk.demo.answering import DialectService, json_response, refusals
from kiosk.demo.counter import Answer
from kiosk.demo.desks.hotline import SAMPLES
from kiosk.demo.desks.trade import LICENCES
from kiosk.demo.desks.traffic import SAMPLES as VIOLATIONS
from kiosk.demo.messages import DemoMessages
from kiosk.demo.office import Office
from kiosk.demo.own_host import is_loopback, own_host, secure
from kiosk.demo.people import PEOPLE
from kiosk.demo.ratings import DemoRatings
from kiosk.dialect.model import PLAIN, BackendDialect

#: Bytes of a request: four pictures of 400 kB in base64.
_LARGEST = 4 << 20


class DemoBackendError(OSError):
    """The demo back end cannot be served. The text names the fix."""


def make_app(
    data_dir: Path | None,
    *,
    token: str = "",
    now: Callable[[], datetime] = datetime.now,
    dialect: BackendDialect = PLAIN,
    env: Mapping[str, str] = os.environ,
    samples: Mapping[str, Answer] | None = None,
) -> web.Application:
    """`data_dir` None: in memory only. `token`: the bearer token that callers must present; empty: none. `env`: where
    the dialect's secrets are. `samples`: answers of interfaces that the office does not have. Raises `SecretError`.
    """
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
    check = check_for(dialect.auth, token, env)
    path = data_dir / "demo-backend.db" if data_dir is not None else ":memory:"
    office = Office(path, now, samples or {}, dialect.outcome_of)
    app = web.Application(client_max_size=_LARGEST, middlewares=[refusals])
    app.on_response_prepare.append(secure)
    DemoMessages(now).add_to(app)
    DemoRatings().add_to(app)
    app.router.add_get("/", _people)
    app.router.add_get("/healthz", _healthz)
    app.router.add_route("*", "/{rest:.*}", DialectService(dialect, check, office.handle).handle)

    async def close(_: web.Application) -> None:
        office.close()

    app.on_cleanup.append(close)
    return app


@asynccontextmanager
async def running(
    url: str,
    data_dir: Path | None,
    *,
    token: str = "",
    dialect: BackendDialect = PLAIN,
    samples: Mapping[str, Answer] | None = None,
) -> AsyncIterator[str]:
    """Serves at `url`'s host and port inside the `async with`; yields the address (port 0 becomes the actual port).

    Raises `DemoBackendError` when the address is not this machine's or is taken.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", 80 if parts.port is None else parts.port
    except ValueError:
        raise DemoBackendError(
            "The demo back end's address is none: expected a host and a port of 0 to 65535"
        ) from None
    app = make_app(data_dir, token=token, dialect=dialect, samples=samples)
    async with running_at(host, port, app) as address:
        yield address


@asynccontextmanager
async def running_at(
    host: str, port: int, app: web.Application, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[str]:
    """The same, at a host (a name or an address of this machine) and a port; with `tls`, over https. At the loopback
    it answers to no other host name.
    """
    if not host.strip():  # the system would listen on all addresses
        raise DemoBackendError("The demo back end has no host: expected a name or an address, such as 127.0.0.1")
    if is_loopback(host):
        app.middlewares.insert(0, own_host)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port, ssl_context=tls).start()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "no such host name"
            raise DemoBackendError(
                f"The demo back end cannot listen at {host}:{port} ({why}). Stop what is there, "
                "or set backend.url in config.yaml to a free port of this machine."
            ) from None
        bound = runner.addresses[0][1]
        yield f"http{'s' if tls else ''}://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        await runner.cleanup()


async def run(host: str, port: int, app: web.Application, *, on_ready: Callable[[str], None] = print) -> None:
    """Serve until cancelled. `on_ready` gets the address."""
    async with running_at(host, port, app) as address:
        on_ready(address)
        await asyncio.Event().wait()


async def _people(request: web.Request) -> web.Response:
    rows = "".join(
        f"<tr><td>{p.name}<td>{p.number}<td>{p.card}<td>{'有' if p.permit else '无'}<td>{p.fund_status}<td>{p.note}"
        for p in PEOPLE.values()
    )
    codes = "、".join(f"{code}（{name}，{state}）" for code, (name, state) in LICENCES.items())
    tickets = "、".join(f"{number}（{state}）" for number, (_, state) in SAMPLES.items())
    plates = "、".join(f"{plate}（{len(kinds)} 条）" for plate, (_, kinds) in VIOLATIONS.items())
    page = (
        "<!doctype html><meta charset=utf-8><title>演示业务系统</title>"
        "<style>body{font:16px sans-serif;margin:3em}td,th{padding:.4em 1em;text-align:left}</style>"
        "<h1>演示业务系统</h1><p>以下人物均为虚构。其他校验码正确的身份证号也可以办理。"
        f"<table><tr><th>姓名<th>身份证号<th>社保卡<th>居住证<th>公积金<th>说明{rows}</table>"
        '<p><a href="/sms">短信</a>　<a href="/ratings">好差评</a>'
        f"<p>营业执照：{codes}<p>工单：{tickets}<p>有违章的车牌：{plates}"
    )
    return web.Response(text=page, content_type="text/html")


async def _healthz(request: web.Request) -> web.Response:
    return json_response({"status": "alive"})
