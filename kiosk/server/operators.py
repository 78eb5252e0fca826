"""What the operators' listener serves: metrics and the two probes. Not reachable through the public one."""

from __future__ import annotations

from functools import partial

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kiosk.hall import Hall
from kiosk.server.application import Probes, new_application


def operators_application(hall: Hall, probes: Probes) -> web.Application:
    app = new_application(hall, probes)
    app.router.add_get("/metrics", partial(_metrics, hall))
    return app


async def _metrics(hall: Hall, _: web.Request) -> web.Response:
    body = generate_latest(hall.metrics.registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
