"""A small real back end over HTTP, for trying the clerk without a government's: `kiosk demo-backend`.

`POST /api/{name}` as `kiosk.upstream.gateway` describes; `GET /` lists the fictional people; `/sms` shows text
messages; `GET /healthz`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from kiosk.demo.desks.hotline import SAMPLES
from kiosk.demo.desks.trade import LICENCES
from kiosk.demo.desks.traffic import SAMPLES as VIOLATIONS
from kiosk.demo.messages import DemoMessages
from kiosk.demo.office import Office, RefusalError
from kiosk.demo.people import PEOPLE

#: Bytes of a request: four pictures of 400 kB in base64.
_LARGEST = 4 << 20
_OFFICE: web.AppKey[Office] = web.AppKey("office", Office)


class DemoBackendError(OSError):
    """The demo back end cannot be served. The text names the fix."""


def make_app(data_dir: Path | None, *, token: str = "", now: Callable[[], datetime] = datetime.now) -> web.Application:
    """`data_dir` None: in memory only. `token`: the bearer token that callers must present; empty: none."""
    if data_dir is not None:
        data_dir.mkdir(parents=True, exist_ok=True)
    office = Office(data_dir / "demo-backend.db" if data_dir is not None else ":memory:", now)
    app = web.Application(client_max_size=_LARGEST, middlewares=[_guard(token)])
    app[_OFFICE] = office
    app.router.add_post("/api/{api}", _call)
    DemoMessages(now).add_to(app)
    app.router.add_get("/", _people)
    app.router.add_get("/healthz", _healthz)

    async def close(_: web.Application) -> None:
        office.close()

    app.on_cleanup.append(close)
    return app


@asynccontextmanager
async def running(url: str, data_dir: Path | None, *, token: str = "") -> AsyncIterator[str]:
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
    async with running_at(host, port, data_dir, token=token) as address:
        yield address


@asynccontextmanager
async def running_at(host: str, port: int, data_dir: Path | None, *, token: str = "") -> AsyncIterator[str]:
    """The same, at a host (a name or an address of this machine) and a port."""
    if not host.strip():  # the system would listen on all addresses
        raise DemoBackendError("The demo back end has no host: expected a name or an address, such as 127.0.0.1")
    runner = web.AppRunner(make_app(data_dir, token=token), access_log=None, shutdown_timeout=2)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "no such host name"
            raise DemoBackendError(
                f"The demo back end cannot listen at {host}:{port} ({why}). Stop what is there, "
                "or set backend.url in config.yaml to a free port of this machine."
            ) from None
        bound = runner.addresses[0][1]
        yield f"http://{f'[{host}]' if ':' in host else host}:{bound}"
    finally:
        await runner.cleanup()


async def run(host: str, port: int, data_dir: Path | None, *, on_ready: Callable[[str], None] = print) -> None:
    """Serve until cancelled. `on_ready` gets the address."""
    async with running_at(host, port, data_dir) as address:
        on_ready(address)
        await asyncio.Event().wait()


def _guard(token: str) -> Middleware:
    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if token and request.path.startswith("/api/") and request.headers.get("Authorization") != f"Bearer {token}":
            return _refuse(RefusalError(401, "bad_token", "没有权限"))
        try:
            return await handler(request)
        except RefusalError as error:
            return _refuse(error)

    return guard


def _refuse(error: RefusalError) -> web.Response:
    return _json({"error": {"code": error.code, "message": error.message}}, error.status)


def _json(body: object, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


async def _call(request: web.Request) -> web.Response:
    try:
        params = await request.json()
    except ValueError:
        raise RefusalError(400, "bad_json", "请求不是 JSON") from None
    if not isinstance(params, dict) or not all(map(_is_param, params.values())):
        raise RefusalError(400, "bad_json", "请求应为文字、列表和图片组成的 JSON 对象")
    key = request.headers.get("Idempotency-Key", "")
    office = request.app[_OFFICE]
    return _json(await asyncio.to_thread(office.handle, request.match_info["api"], params, key))


def _is_param(value: object) -> bool:
    """Text, a list of objects of texts, or a picture (docs/backend.md)."""
    if isinstance(value, dict):
        return set(value) == {"type", "sha256", "data"} and all(isinstance(text, str) for text in value.values())
    if isinstance(value, list):
        return all(isinstance(item, dict) and all(isinstance(text, str) for text in item.values()) for item in value)
    return isinstance(value, str)


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
        f'<p><a href="/sms">短信</a><p>营业执照：{codes}<p>工单：{tickets}<p>有违章的车牌：{plates}'
    )
    return web.Response(text=page, content_type="text/html")


async def _healthz(request: web.Request) -> web.Response:
    return _json({"status": "alive"})
