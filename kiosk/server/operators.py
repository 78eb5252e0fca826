"""What the operators' listener serves, and the public one does not: metrics, the two probes, the kiosks and their
devices, calls, deliveries, what staff have to see to, the bell page of staff, and the console's API.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.trial.endpoint import serve_trial
from kiosk.fleet import Fleet
from kiosk.hall import Hall
from kiosk.net.request_checks import Handler, refusal
from kiosk.operators.console import Console
from kiosk.operators.older_pages import older_pages
from kiosk.operators.organisation.arrival import add_arrival
from kiosk.operators.passwords import Passwords
from kiosk.operators.serving import add_console
from kiosk.operators.table import console_routes
from kiosk.server.application import Probes, new_application
from kiosk.server.bell import add_bell
from kiosk.server.bell_calls import add_bell_calls
from kiosk.server.console_page import add_console_page
from kiosk.server.deliveries import add_deliveries
from kiosk.server.fleet import add_fleet
from kiosk.server.phone_control import add_phone_control
from kiosk.server.to_do import add_to_do
from kiosk.store import StoreError


def operators_application(hall: Hall, probes: Probes, lines: PhoneLines, fleet: Fleet) -> web.Application:
    app = new_application(hall, probes)
    app.router.add_get("/metrics", partial(_metrics, hall))
    app.router.add_get("/devices", partial(_devices, hall))
    app.router.add_get("/phone/calls", partial(_going_on, lines))
    app.router.add_get("/phone/calls/{call_id}", partial(_call, lines))
    console = Console(hall, fleet, Passwords(), partial(serve_trial, hall))
    app.middlewares.extend((_record_failures, older_pages(console)))
    add_bell(app, hall)
    add_bell_calls(app, hall, console)
    add_deliveries(app, hall)
    add_to_do(app, hall, fleet)
    add_fleet(app, hall, fleet)
    add_console_page(app)
    add_arrival(app, console)
    add_phone_control(app, hall, lines)
    add_console(app, console, console_routes(console))

    async def stop(_: web.Application) -> None:
        await console.stop()

    app.on_shutdown.append(stop)
    return app


@web.middleware
async def _record_failures(request: web.Request, handler: Handler) -> web.StreamResponse:
    """503 with the reason where the record cannot be read or written."""
    try:
        return await handler(request)
    except StoreError as error:
        return refusal(503, "record", str(error))


async def _metrics(hall: Hall, _: web.Request) -> web.Response:
    hall.metrics.devices(hall.devices.counted())
    body = generate_latest(hall.metrics.registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _devices(hall: Hall, _: web.Request) -> web.Response:
    """The kiosks and their devices, as their pages last told, as JSON."""
    return web.json_response([asdict(kiosk) for kiosk in hall.devices.states().values()])


async def _going_on(lines: PhoneLines, _: web.Request) -> web.Response:
    """The facts of the calls that are up, as JSON."""
    return web.json_response(text=f"[{','.join(facts.to_json() for facts in lines.going_on())}]")


async def _call(lines: PhoneLines, request: web.Request) -> web.Response:
    """One word for a dialplan: how the call ended (`completed`, `handoff`, …), or `up`.

    With `?detail=1` the facts of a call that is up, or was one of the last, as JSON.
    """
    if request.query.get("detail") == "1":
        facts = lines.facts(request.match_info["call_id"])
        return web.json_response(text="null" if facts is None else facts.to_json(), status=200 if facts else 404)
    outcome = lines.word(request.match_info["call_id"])
    return web.Response(text=outcome or "unknown", status=200 if outcome else 404)
