"""What the applications of both listeners share: checks of host and origin, headers, `/healthz` and `/readyz`."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from kiosk.hall import Hall
from kiosk.net.headers import secure
from kiosk.net.hosts import Hosts, own_names
from kiosk.net.request_checks import HOSTS, known_host, own_pages
from kiosk.net.tcp import counted


class Probes(Protocol):
    """Answers `/readyz`."""

    def readiness(self) -> tuple[bool, dict[str, object]]:
        """Whether new citizens may be sent here, and the JSON body that says why."""


def new_application(hall: Hall, probes: Probes) -> web.Application:
    app = web.Application(middlewares=[counted, known_host, own_pages(hall.metrics)])
    app.on_response_prepare.append(secure)
    public = hall.settings.public
    phones = urlsplit(hall.settings.hall.public_url).netloc
    app[HOSTS] = Hosts(f"{public.hosts} {phones}", (*own_names(), public.host))

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        ready, body = probes.readiness()
        return web.json_response(body, status=200 if ready else 503)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app
