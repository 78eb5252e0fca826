"""What an exchange and operators say and ask about calls, on the operators' listener.

- `GET /phone/calls/ID/turn`: `caller` or `clerk`, whose turn it is in a call that is up.
- `POST /phone/calls/ID/unanswered`: nobody took a call that was handed over.
- `GET /phone/calls/ID/whisper`: for ten minutes, a sentence for the human before the bridge, as text, or with `.wav` as
  8 kHz sound with the mark of GB 45438.
- `GET /phone/tickets`, `GET /phone/tickets/N` (the number in full, noted in the audit trail),
  `POST /phone/tickets/N/done`.
"""

from __future__ import annotations

import asyncio
import io
from functools import partial

from aiohttp import web

from asr import resample
from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.phone.playout import SPEECH_RATE
from kiosk.hall import Hall
from kiosk.net.request_checks import refusal
from kiosk.store.audit import AuditNote
from kiosk.store.tickets import CallbackTicket
from kiosk.wire.aigc import AigcMark
from kiosk.wire.wav import write_marked_wav
from mandarin.masking import masked

_LINE_RATE = 8_000
_WHO = "运维端口 operators' listener"


def add_phone_control(app: web.Application, hall: Hall, lines: PhoneLines) -> None:
    app.router.add_post("/phone/calls/{call_id}/unanswered", partial(_unanswered, lines))
    app.router.add_get("/phone/calls/{call_id}/turn", partial(_turn, lines))
    app.router.add_get("/phone/calls/{call_id}/whisper", partial(_whisper, lines))
    app.router.add_get("/phone/calls/{call_id}/whisper.wav", partial(_whisper_sound, hall, lines))
    app.router.add_get("/phone/tickets", partial(_tickets, hall))
    app.router.add_get(r"/phone/tickets/{ticket:\d{1,9}}", partial(_ticket, hall))
    app.router.add_post(r"/phone/tickets/{ticket:\d{1,9}}/done", partial(_done, hall))


async def _unanswered(lines: PhoneLines, request: web.Request) -> web.Response:
    known = lines.unanswered(request.match_info["call_id"])
    return web.Response(text="offer" if known else "unknown", status=200 if known else 404)


async def _turn(lines: PhoneLines, request: web.Request) -> web.Response:
    whose = lines.turn(request.match_info["call_id"])
    return web.Response(text=whose) if whose else refusal(404, "unknown", "no call of this name is up")


async def _whisper(lines: PhoneLines, request: web.Request) -> web.Response:
    text = lines.whispered(request.match_info["call_id"], _now())
    return _unknown_call() if text is None else web.Response(text=text)


async def _whisper_sound(hall: Hall, lines: PhoneLines, request: web.Request) -> web.Response:
    call_id = request.match_info["call_id"]
    text = lines.whispered(call_id, _now())
    if text is None:
        return _unknown_call()
    sound = resample(await lines.announcements.rendered(text), SPEECH_RATE, _LINE_RATE)
    file = io.BytesIO()
    write_marked_wav(file, [sound], _LINE_RATE, 1, AigcMark(hall.settings.hall.name, call_id))
    headers = {"Cache-Control": "no-store"}  # Asterisk's media cache would keep it
    return web.Response(body=file.getvalue(), content_type="audio/wav", headers=headers)


async def _tickets(hall: Hall, request: web.Request) -> web.Response:
    found = await hall.store.tickets(done="all" in request.query)
    return web.json_response([_shown(ticket) for ticket in found])


async def _ticket(hall: Hall, request: web.Request) -> web.Response:
    ticket = await hall.store.ticket(int(request.match_info["ticket"]))
    if ticket is None:
        return _unknown_ticket()
    note = AuditNote("ticket read", _WHO, conversation=ticket.conversation, detail=str(ticket.id))
    await hall.store.audit(note)
    return web.json_response(_shown(ticket) | {"phone": ticket.phone})


async def _done(hall: Hall, request: web.Request) -> web.Response:
    closed = await hall.store.close_ticket(int(request.match_info["ticket"]))
    return web.json_response({}) if closed else _unknown_ticket()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _unknown_call() -> web.Response:
    return refusal(404, "unknown", "no call of this name was handed over lately")


def _unknown_ticket() -> web.Response:
    return refusal(404, "unknown", "no ticket of this number, or it is closed already")


def _shown(ticket: CallbackTicket) -> dict[str, object]:
    return {
        "id": ticket.id,
        "at": ticket.at.isoformat(),
        "phone": masked(ticket.phone or ""),
        "reason": ticket.reason,
        "service": ticket.service,
        "conversation": ticket.conversation,
        "done": None if ticket.done is None else ticket.done.isoformat(),
    }
