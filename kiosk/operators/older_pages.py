"""The staff's pages and addresses that the operators' listener had before there was a console.

Until there is an account, they answer as before. From then on those that show what citizens handed in, or the hall's
kiosks, ask a browser on another machine for a session of the console. Programs and browsers on the machine itself do
not need one. The bell (`/bell`, `/staff/calls`) never asks: it has to ring where nobody has signed in for hours; nor do
what an exchange asks (`/phone/calls/…`), `/metrics`, and the two probes.
"""

from __future__ import annotations

import re

from aiohttp import web
from aiohttp.typedefs import Middleware

from kiosk.net.request_checks import Handler, on_this_machine, refusal
from kiosk.operators.console import Console
from kiosk.operators.permissions import Entry, Permission

#: What is needed, by the beginning of the path; the first that fits.
_NEEDED: tuple[tuple[re.Pattern[str], Permission | Entry], ...] = (
    (re.compile(r"/(staff/todo|phone/tickets)/.*/done"), Permission.TICKETS_WORK),
    (re.compile(r"/(staff/todo|phone/tickets|deliveries)(/.*)?"), Permission.TICKETS_READ),
    (re.compile(r"/fleet|/devices"), Entry.SIGNED_IN),
)


def needed(path: str) -> Permission | Entry:
    return next((need for pattern, need in _NEEDED if pattern.fullmatch(path)), Entry.ANYONE)


def older_pages(console: Console) -> Middleware:
    """401 without a session, 403 where the account may not."""

    @web.middleware
    async def older_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
        need = needed(request.path)
        if need is Entry.ANYONE or on_this_machine(request):
            return await handler(request)
        if not await console.has_accounts():
            return await handler(request)
        who = await console.sessions.of(request)
        if who is None or who.must_change_password or who.must_enrol_totp:
            return refusal(401, "signed_out", "请先在控制台登录（/console）。 Expected a session: sign in at /console.")
        if isinstance(need, Permission) and need not in who.permissions:
            return refusal(403, "forbidden", f"您的角色不能看这里。 Expected an account with the permission {need}.")
        return await handler(request)

    return older_pages
