"""What staff have to see to, on the operators' listener: poor ratings, and receipts that no text message brought.

`GET /staff/todo`: the open ones, the oldest first, numbers masked; `POST /staff/todo/ID/done`: somebody saw to it. The
whole telephone numbers: `kiosk todo list`.
"""

from __future__ import annotations

from functools import partial

from aiohttp import web

from kiosk.fleet import Fleet
from kiosk.hall import Hall
from kiosk.net.request_checks import refusal
from kiosk.store.audit import AuditNote
from kiosk.store.to_do import StaffToDo
from mandarin.masking import masked


def add_to_do(app: web.Application, hall: Hall, fleet: Fleet) -> None:
    app.router.add_get("/staff/todo", partial(_open, hall, fleet))
    app.router.add_post("/staff/todo/{id}/done", partial(_done, hall))


async def _open(hall: Hall, fleet: Fleet, _: web.Request) -> web.Response:
    where = {kiosk.name: kiosk.place for kiosk in fleet.stored}
    return web.json_response([_shown(one, where.get(one.device, "")) for one in await hall.store.to_do()])


async def _done(hall: Hall, request: web.Request) -> web.Response:
    if request.content_type != "application/json":  # a page of another site cannot send this type without asking
        return refusal(415, "not_json", "expected Content-Type: application/json")
    if not await hall.store.close_to_do(request.match_info["id"]):
        return refusal(404, "unknown", "nothing of this id is open")
    note = AuditNote("to-do done", f"呼叫铃，没有登录，{request.remote}", detail=request.match_info["id"][:10])
    await hall.store.audit(note)
    return web.json_response({})


def _shown(one: StaffToDo, place: str) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "kiosk": one.device,
        "place": place,
        "service": one.service,
        "number": one.number,
        "score": one.score,
        "detail": one.detail,
        "phone": masked(one.phone),
        "conversation": one.conversation,
    }
