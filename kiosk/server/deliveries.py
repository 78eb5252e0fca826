"""What became of text messages and other deliveries, for operators.

`GET /deliveries`: the newest 100; `GET /deliveries/ID`: one. Recipients are masked.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial

from aiohttp import web

from kiosk.hall import Hall
from kiosk.net.request_checks import refusal
from kiosk.store.outbox import StoredDelivery
from mandarin.masking import masked


def add_deliveries(app: web.Application, hall: Hall) -> None:
    app.router.add_get("/deliveries", partial(_newest, hall))
    app.router.add_get("/deliveries/{id}", partial(_one, hall))


async def _newest(hall: Hall, _: web.Request) -> web.Response:
    return web.json_response([_shown(one) for one in await hall.store.deliveries()])


async def _one(hall: Hall, request: web.Request) -> web.Response:
    found = await hall.store.delivery(request.match_info["id"])
    return _unknown() if found is None else web.json_response(_shown(found))


def _unknown() -> web.Response:
    return refusal(404, "unknown", "no delivery of this id")


def _shown(one: StoredDelivery) -> dict[str, object]:
    to = "" if one.body is None else str(json.loads(one.body).get("to", ""))
    return {
        "id": one.id,
        "kind": one.kind,
        "conversation": one.conversation,
        "to": masked(to),
        "at": datetime.fromtimestamp(one.at_ms / 1000, UTC).isoformat(),
        "state": one.state,
        "attempts": one.attempts,
        "detail": one.detail,
        "reference": one.reference,
        "next": None if one.next_at is None else one.next_at.isoformat(),
    }
