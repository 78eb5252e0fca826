"""Every route of the console's API. An area adds its module here, once."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from aiohttp import web

from kiosk.operators import accounts, audit, own_account, script_replay, scripts, sign_in
from kiosk.operators.console import Console
from kiosk.operators.editor import bench, drafts, trials
from kiosk.operators.knowledge import routes as knowledge
from kiosk.operators.live import routes as live
from kiosk.operators.numbers import routes as numbers
from kiosk.operators.openapi import openapi
from kiosk.operators.organisation import routes as organisation
from kiosk.operators.permissions import Entry
from kiosk.operators.review import routes as review
from kiosk.operators.routes import Route, SignedIn
from kiosk.operators.tickets import routes as tickets

_AREAS = (
    sign_in, organisation, own_account, accounts, audit, scripts, script_replay, drafts, bench, trials, knowledge,
    numbers, review, tickets, live,
)  # fmt: skip


def console_routes(console: Console) -> tuple[Route, ...]:
    """Raises ValueError where two routes have the same method and path."""
    found: dict[str, Route] = {}
    for area in _AREAS:
        for route in area.routes(console):
            if route.key in found:
                raise ValueError(f"two routes are {route.key}")
            found[route.key] = route
    summary = "接口说明 · This description, OpenAPI 3.1"
    document = openapi(found.values())
    described = Route(
        "GET", "/openapi.json", Entry.SIGNED_IN, partial(_described, document), summary, answer=dict[str, Any]
    )
    return (*found.values(), described)


def described_routes() -> tuple[Route, ...]:
    """Without a hall, for the description alone: their handlers cannot be called."""
    return console_routes(cast(Console, None))


async def _described(document: dict[str, Any], _: web.Request, who: SignedIn) -> dict[str, Any]:
    return document
