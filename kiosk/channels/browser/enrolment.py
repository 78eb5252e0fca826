"""`POST /enrol` with `{"code": "12345678"}`: a page becomes that of the kiosk for which the code was given out.

204 with the token as a cookie (`kiosk_token`); else `{"error": {"code", "message"}}`, `message` in Chinese for the
screen: 400 `bad_body` (no such object; not a try), 403 `wrong_code`, 429 `too_often`, 503 `record`.
"""

from __future__ import annotations

import asyncio
import math

from aiohttp import web

from kiosk.channels.browser.kiosk_token import keep_token
from kiosk.fleet import Fleet
from kiosk.hall import Hall
from kiosk.net.json_body import JsonBodyError, parsed_json
from kiosk.net.request_checks import refusal
from kiosk.store import StoreError

#: Bytes of the longest body.
_LONGEST = 256
_UNSTORED = {"Cache-Control": "no-store"}
WRONG = "登记码不对，或者已经用过、过期了。请工作人员重新生成。"
TOO_OFTEN = "试的次数太多了，请 {minutes} 分钟后再试。"
LATER = "现在登记不了，请稍后再试。"


async def serve_enrolment(request: web.Request, hall: Hall, fleet: Fleet) -> web.StreamResponse:
    if request.content_type != "application/json":  # a page of another site cannot send this type without asking
        return refusal(415, "not_json", "expected Content-Type: application/json")
    address, now = request.remote or "", asyncio.get_running_loop().time()
    if wait_s := fleet.tries.wait_s(address, now):
        return _refused(429, "too_often", TOO_OFTEN.format(minutes=math.ceil(wait_s / 60)))
    if (code := await _code(request)) is None:
        return refusal(400, "bad_body", 'expected {"code": "12345678"}')
    try:
        token = await fleet.enrol(code, address)
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
        return _refused(503, "record", LATER)
    if token is None:
        return _refused(403, "wrong_code", WRONG)
    response = web.Response(status=204, headers=_UNSTORED)
    keep_token(request, response, token)
    return response


async def _code(request: web.Request) -> str | None:
    """What was entered; None where the body is anything else."""
    data = b""
    async for piece in request.content.iter_any():
        data += piece
        if len(data) > _LONGEST:
            return None
    try:
        code = parsed_json(data)["code"]
    except (JsonBodyError, KeyError, TypeError):
        return None
    return code if isinstance(code, str) else None


def _refused(status: int, code: str, text: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": text}}, status=status, headers=_UNSTORED)
