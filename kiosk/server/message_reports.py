"""Delivery reports of text messages, on the public listener, which the sender reaches: `POST /messages/report`.

`{"id": KEY, "arrived": true}`; KEY is the message's `Idempotency-Key`. It must be signed with `messages.secret`, as
`kiosk.upstream.webhook` signs (Standard Webhooks), within the last five minutes: anybody reaches this address.
"""

from __future__ import annotations

import time
from functools import partial

from aiohttp import web

from kiosk.hall import Hall
from kiosk.net.json_body import JsonBodyError, parsed_json
from kiosk.net.request_checks import refusal
from kiosk.store import StoreError
from kiosk.upstream.message_sender import MESSAGE
from kiosk.upstream.webhook import is_signed

#: Bytes of the longest report.
_LONGEST = 4096


def add_message_reports(app: web.Application, hall: Hall) -> None:
    app.router.add_post("/messages/report", partial(_report, hall))


async def _report(hall: Hall, request: web.Request) -> web.Response:
    body = await _read(request)
    if body is None:
        return refusal(413, "too_long", f"expected a report of at most {_LONGEST} bytes")
    if not is_signed(hall.settings.messages.secret, request.headers, body, time.time()):
        hall.metrics.client_error("unsigned")
        return refusal(401, "unsigned", "expected a report signed with messages.secret (docs/messages.md)")
    try:
        told = parsed_json(body)
        name, arrived = told["id"], told["arrived"]
    except (JsonBodyError, KeyError, TypeError):
        name = arrived = None
    if not (isinstance(name, str) and isinstance(arrived, bool)):
        return refusal(400, "bad_report", 'expected {"id": "the Idempotency-Key", "arrived": true or false}')
    try:
        state = await hall.store.delivery_reported(name, arrived=arrived)
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
        return refusal(503, "record", "the record cannot be written now; report again later")
    if not state:
        return refusal(404, "unknown", "no message of this id that its sender accepted and nobody reported on")
    hall.metrics.delivery(MESSAGE, state)
    if state == "undelivered":
        hall.log.warning("a text message did not reach the citizen; see: kiosk todo list", delivery=name)
    return web.json_response({})


async def _read(request: web.Request) -> bytes | None:
    """None: it is longer than `_LONGEST`."""
    body = b""
    while len(body) <= _LONGEST and (more := await request.content.read(_LONGEST + 1 - len(body))):
        body += more
    return body if len(body) <= _LONGEST else None
