"""A hall with the operators' console on a real socket, and an account of each role signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pyotp
from argon2 import PasswordHasher

from kiosk.config import Settings
from kiosk.operators.permissions import SECOND_FACTOR, Role
from kiosk.operators.routes import PREFIX
from kiosk.operators.sessions import CSRF
from kiosk.server.server import Server
from kiosk.store import Store
from kiosk.store.audit import AuditNote
from support.connected import listening, settings_of

PASSWORD = "a-long-test-passphrase"
#: The second factor of all accounts that have one.
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: Quick: a test checks many.
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_HASHED = HASHER.hash(PASSWORD)


class WallClock:
    """What the record takes for the time; a test puts it forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_time(self, **duration: float) -> None:
        self.ahead += timedelta(**duration)


@dataclass(slots=True)
class OperatorBrowser:
    """One browser: its cookies, and the CSRF token of whoever is signed in with it."""

    base: str
    http: aiohttp.ClientSession
    clock: WallClock
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    last: Any = None  # the last answer, with its headers

    async def ask(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None, data: Any = None
    ) -> tuple[int, Any]:
        """Status and JSON of the answer (its bytes where it is none). `path`: below `/console/api`. `data`: raw."""
        sent = {**self.headers, **({CSRF: self.csrf} if self.csrf else {}), **(headers or {})}
        more: dict[str, Any] = {"json": body} if body is not None else {"data": data} if data is not None else {}
        async with self.http.request(method, self.base + PREFIX + path, headers=sent, **more) as answer:
            whole = await answer.read()
            self.last = answer
            return answer.status, await answer.json() if answer.content_type == "application/json" else whole

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        return await self.ask("POST", path, body, **more)

    async def sign_in(self, account: str, password: str = PASSWORD, code: str = "") -> tuple[int, Any]:
        status, told = await self.post("/sign-in", {"account": account, "password": password, "code": code})
        self.csrf = told["csrf"] if status == 200 else self.csrf
        return status, told

    def code(self, secret: str = TOTP) -> str:
        """Of the second factor, now."""
        return pyotp.TOTP(secret).at(self.clock())


@dataclass(slots=True)
class ConsoleStand:
    """`of`: the browsers in which an account of each role, named as the role, is signed in."""

    server: Server
    store: Store
    clock: WallClock
    of: dict[Role, OperatorBrowser]
    _stack: AsyncExitStack

    @property
    def base(self) -> str:
        """Of the operators' listener."""
        return f"http://127.0.0.1:{self.server.operators_port}"

    async def browser(self) -> OperatorBrowser:
        """Another one, in which nobody is signed in."""
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address
        http = await self._stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        return OperatorBrowser(self.base, http, self.clock)

    async def add(self, account: str, roles: Iterable[Role], name: str = "", **changes: Any) -> str:
        """An account that has changed its password, and its second factor where it needs one. Its id."""
        roles = tuple(roles)
        row = f"id-{account}"
        await self.store.accounts.add(row, account, name or account, roles, _HASHED, AuditNote("account made", "test"))
        totp = "" if SECOND_FACTOR.isdisjoint(roles) else TOTP
        await self.store.accounts.change(row, {"one_time": 0, "totp": totp, **changes}, None)
        return row


@asynccontextmanager
async def console(
    folder: Path, *, settings: Settings | None = None, roles: Iterable[Role] = tuple(Role), **parts: Any
) -> AsyncIterator[ConsoleStand]:
    """`folder`: for the record. `roles`: whose accounts there are. `parts`: fields of `Hall`."""
    settings, clock = settings or replace(settings_of(), services_dir=folder / "services"), WallClock()
    store = await Store.open(replace(settings, data_dir=folder), now=clock)
    try:
        async with listening(replace(settings, drain_s=0.2), store=store, **parts) as server, AsyncExitStack() as stack:
            stand = ConsoleStand(server, store, clock, {}, stack)
            for role in roles:
                await stand.add(role, [role])
                stand.of[role] = browser = await stand.browser()
                code = browser.code() if role in SECOND_FACTOR else ""
                status, told = await browser.sign_in(role, code=code)
                assert status == 200, told
            yield stand
            await server.hall.record_writer.settle(5)
    finally:
        await store.close()
