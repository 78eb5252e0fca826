"""A console with sign-in by the organisation's server, and what a browser does in one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.config.oidc import OidcSettings
from kiosk.operators.permissions import Role
from kiosk.store.audit import AuditRow, AuditSearch
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.sign_in_server import CLIENT, PERSON, SECRET, SignInServer, sign_in_server

PATH = "/sign-in/organisation"


@dataclass(slots=True)
class OrganisationStand:
    console: ConsoleStand
    server: SignInServer

    async def begin(self, browser: OperatorBrowser) -> str:
        """The server's address to which the browser is sent."""
        status, told = await browser.post(PATH)
        assert status == 200, told
        return str(told["address"])

    async def come_back(self, browser: OperatorBrowser, where: str) -> str:
        """Follow one address of the server: the address that the browser is sent back to."""
        async with browser.http.get(where, allow_redirects=False) as answer:
            return str(answer.headers["Location"])

    async def arrive(self, browser: OperatorBrowser, back: str) -> tuple[str, str]:
        """Open the hall's own address: state and message, as the page is told."""
        async with browser.http.get(back, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "./"), await answer.text()
        _, told = await browser.get(PATH)
        return told["state"], told["message"]

    async def through(self, browser: OperatorBrowser) -> tuple[str, str]:
        return await self.arrive(browser, await self.come_back(browser, await self.begin(browser)))

    async def finish(self, browser: OperatorBrowser, code: str = "") -> tuple[int, Any]:
        status, told = await browser.post(f"{PATH}/finish", {"code": code})
        browser.csrf = told["csrf"] if status == 200 else browser.csrf
        return status, told

    async def signed_in(self, browser: OperatorBrowser) -> Any:
        """All of it; who is signed in."""
        assert await self.through(browser) == ("known", "")
        status, told = await self.finish(browser)
        assert status == 200, told
        return told

    async def noted(self, what: str) -> tuple[AuditRow, ...]:
        """The newest first."""
        rows, _ = await self.console.store.search_audit(AuditSearch(0, what, "", "", None, None), 50)
        return rows


@asynccontextmanager
async def organisation(
    folder: Path, *, roles: Iterable[Role] = (Role.EDITOR,), issuer: str = "", oidc: dict[str, Any] | None = None,
    **server: Any,
) -> AsyncIterator[OrganisationStand]:  # fmt: skip
    """Accounts of these roles; the first is linked to the person who signs in at the server. `oidc`: settings."""
    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    async with sign_in_server(**server) as lying:
        own = OidcSettings(
            issuer=issuer or lying.issuer, client_id=CLIENT, secret_file=folder / "secret", timeout_s=2, **(oidc or {})
        )
        settings = settings_of()
        settings = replace(settings, operators=replace(settings.operators, oidc=own), services_dir=folder / "services")
        async with console(folder, settings=settings, roles=roles) as stand:
            lying.now = lambda: stand.clock().timestamp()
            for role in list(roles)[:1]:
                await stand.store.accounts.change(f"id-{role}", {"linked": PERSON}, None)
            yield OrganisationStand(stand, lying)


def host_of(address: str) -> str:
    return urlsplit(address).netloc
