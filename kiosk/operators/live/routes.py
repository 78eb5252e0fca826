"""The wall's routes: WebSockets to watch, to read and to hear, and what a member of staff does."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Literal

from aiohttp import web

from kiosk.hall.live import Seat
from kiosk.operators.console import Console
from kiosk.operators.live.feed import CaptionFeed, WallFeed, stream
from kiosk.operators.live.listening import listen
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import (
    ApiAnswer,
    RequestBody,
    RequestQuery,
    RequestRefusedError,
    Route,
    SignedIn,
    must_upgrade,
    not_found,
)
from kiosk.store import StoreError
from kiosk.store.audit import AuditNote
from mandarin.printable import printable

_SAID = 200
#: Conversations that one account hears at once.
_HEARD = 4


class WallQuery(RequestQuery):
    """What the console had before its connection was cut, as the last message told it."""

    life: str = ""
    revision: int = 0


class CaptionQuery(RequestQuery):
    """`after`: the number of the last line that the console has."""

    after: int = 0


class SayBody(RequestBody):
    """What the clerk says: 200 characters at most."""

    text: str


class HandOverBody(RequestBody):
    """`account`: the id of the account that goes on; it must be a seat."""

    account: str


class SeatAnswer(ApiAnswer):
    """Who answers in the clerk's place now."""

    account: str
    name: str


class SeatRow(ApiAnswer):
    """An account that a conversation may be handed over to. `watching`: it has the wall open now."""

    account: str
    name: str
    watching: bool


class SeatsAnswer(ApiAnswer):
    """Those that watch first, then by name; not the one that asks."""

    seats: list[SeatRow]


def routes(console: Console) -> tuple[Route, ...]:
    watch, listen_in, step_in = Permission.LIVE_WATCH, Permission.LIVE_LISTEN, Permission.LIVE_STEP_IN
    gone = {404: ("not_found",)}
    one, owned = "/live/conversations/{id}", {**gone, 409: ("taken", "not_yours", "busy")}
    return (
        Route(
            "GET", "/live/wall", watch, partial(_wall, console), "大屏 · The wall, as a WebSocket",
            query=WallQuery, media="websocket",
        ),
        Route(
            "GET", f"{one}/captions", listen_in, partial(_captions, console), "旁听字幕 · Listen in, as a WebSocket",
            query=CaptionQuery, media="websocket", errors={404: ("not_found",)},
        ),
        Route(
            "GET", f"{one}/sound", listen_in, partial(_sound, console), "旁听声音 · Hear it, as a WebSocket",
            media="websocket", errors={409: ("sound_off",), 426: ("websocket",), 429: ("too_many",)},
        ),
        Route("GET", "/live/seats", step_in, partial(_seats, console), "坐席 · Who may go on", answer=SeatsAnswer),
        Route(
            "POST", f"{one}/take", step_in, partial(_take, console), "接管 · Answer in the clerk's place",
            answer=SeatAnswer, errors=owned,
        ),
        Route(
            "POST", f"{one}/say", step_in, partial(_say, console), "说 · The clerk says it", body=SayBody, errors=owned,
        ),
        Route("POST", f"{one}/present", step_in, partial(_present, console), "还在 · Due every 5 s", errors=owned),
        Route(
            "POST", f"{one}/hand-over", step_in, partial(_hand_over, console), "移交 · Another seat goes on",
            body=HandOverBody, answer=SeatAnswer, errors=owned,
        ),
        Route(
            "POST", f"{one}/hand-back", step_in, partial(_hand_back, console), "交回 · The machine goes on",
            errors=owned,
        ),
        Route(
            "POST", "/live/calls/{id}/take", step_in, partial(_call, console, "take"),
            "我来 · I come, as on the bell page", errors={404: ("not_found",), 409: ("taken",)},
        ),
        Route(
            "POST", "/live/calls/{id}/arrive", step_in, partial(_call, console, "arrive"), "到了 · I am there",
            errors={**gone, 409: ("taken",)},
        ),
        Route(
            "POST", "/live/calls/{id}/close", step_in, partial(_call, console, "close"), "办完了 · Done",
            errors={**gone, 409: ("taken",)},
        ),
    )  # fmt: skip


async def _wall(console: Console, request: web.Request, who: SignedIn, query: WallQuery) -> web.StreamResponse:
    must_upgrade(request)
    await console.elsewhere.listen()
    console.at_wall[who.id] += 1
    try:
        return await stream(console, request, Permission.LIVE_WATCH, WallFeed(console, query.life, query.revision))
    finally:
        console.at_wall[who.id] -= 1
        console.at_wall += Counter()  # those without a wall are dropped


async def _seats(console: Console, request: web.Request, who: SignedIn) -> SeatsAnswer:
    seats = [
        SeatRow(one.id, one.name, console.at_wall[one.id] > 0)
        for one in await console.accounts.all()
        if "seat" in one.roles and one.disabled_ms is None and one.id != who.id
    ]
    return SeatsAnswer(sorted(seats, key=lambda one: (not one.watching, one.name)))


async def _captions(console: Console, request: web.Request, who: SignedIn, query: CaptionQuery) -> web.StreamResponse:
    must_upgrade(request)
    id = request.match_info["id"]
    if console.hall.live.board.view(id) is None:
        raise not_found("对话")
    await console.hall.store.audit(AuditNote("listened", who.who, conversation=id))
    return await stream(console, request, Permission.LIVE_LISTEN, CaptionFeed(console, id, query.after))


async def _sound(console: Console, request: web.Request, who: SignedIn) -> web.StreamResponse:
    must_upgrade(request)
    if console.hall.settings.live.sound == "off":
        text = "大厅没有开放旁听声音，请看字幕；要开放，请管理员改设置 live.sound。 Set live.sound to on."
        raise RequestRefusedError(409, "sound_off", text)
    view = console.hall.live.board.view(request.match_info["id"])
    if view is None:
        raise not_found("对话")
    if console.hearing[who.id] >= _HEARD:
        text = f"您正在听 {_HEARD} 个对话，先关一个再听。 Expected at most {_HEARD} conversations heard at once."
        raise RequestRefusedError(429, "too_many", text)
    console.hearing[who.id] += 1
    try:
        await console.hall.store.audit(AuditNote("listened to sound", who.who, conversation=view.id))
        return await listen(console, request, who, view)
    finally:
        console.hearing[who.id] -= 1
        console.hearing += Counter()  # those who hear none are dropped


async def _take(console: Console, request: web.Request, who: SignedIn) -> SeatAnswer:
    id, hall = request.match_info["id"], console.hall
    if hall.live.board.view(id) is None:
        raise not_found("对话")
    owner = hall.live.take(id, _seat(who))
    if owner is None:
        raise not_found("对话")
    if owner.account != who.id:
        raise RequestRefusedError(409, "taken", f"{owner.name}正在回答。 Somebody else has it; ask for a hand-over.")
    await _came(console, id, who)
    await _tell_others(console, id)
    return SeatAnswer(owner.account, owner.name)


async def _say(console: Console, request: web.Request, who: SignedIn, body: SayBody) -> None:
    text = printable(body.text).strip()
    if not 0 < len(text) <= _SAID:
        raise RequestRefusedError(400, "bad_body", f"expected 1 to {_SAID} characters in `text`, got {len(text)}")
    id = request.match_info["id"]
    _told(console.hall.live.present(id, _seat(who)))
    await _came(console, id, who)  # before a word is said
    _told(console.hall.live.say(id, _seat(who), text))


async def _present(console: Console, request: web.Request, who: SignedIn) -> None:
    id = request.match_info["id"]
    _told(console.hall.live.present(id, _seat(who)))
    await _came(console, id, who)
    await _tell_others(console, id)


async def _hand_over(console: Console, request: web.Request, who: SignedIn, body: HandOverBody) -> SeatAnswer:
    id = request.match_info["id"]
    other = await console.accounts.get(body.account)
    if other is None or other.disabled_ms is not None or "seat" not in other.roles:
        raise not_found("坐席")
    to = Seat(other.id, other.name)
    _told(console.hall.live.hand_over(id, _seat(who), to))
    told = f"交给 {other.name} ({other.account})"
    await _noted(console, to, AuditNote("handed over", who.who, told, conversation=id))
    await _tell_others(console, id)
    return SeatAnswer(other.id, other.name)


async def _hand_back(console: Console, request: web.Request, who: SignedIn) -> None:
    id = request.match_info["id"]
    _told(console.hall.live.hand_back(id, _seat(who)))
    await console.hall.store.audit(AuditNote("handed back", who.who, conversation=id))
    await _tell_others(console, id)


async def _call(
    console: Console, what: Literal["take", "arrive", "close"], request: web.Request, who: SignedIn
) -> None:
    desk, name = console.hall.staff, request.match_info["id"]
    call = desk.find(name)
    answer = {"take": desk.take, "arrive": desk.arrive, "close": desk.close_call}[what]
    match answer(name, who.name, who.id, noted=who.who):
        case "unknown":
            raise not_found("呼叫")
        case "taken":
            owner = "同事" if call is None else call.who
            text = f"{owner}去了：请他自己登录了点；他是在呼叫页上点的，就在呼叫页上点。 Somebody else took this call."
            raise RequestRefusedError(409, "taken", text)


async def _tell_others(console: Console, conversation: str) -> None:
    """Consoles of other halls on the same database show who answers in it."""
    await console.elsewhere.tell(console.hall.live.board.view(conversation))


async def _came(console: Console, id: str, who: SignedIn) -> None:
    """Note once that `who`, who has the conversation, stepped in."""
    if console.hall.live.came(id, _seat(who)):
        await _noted(console, _seat(who), AuditNote("stepped in", who.who, conversation=id))


async def _noted(console: Console, owner: Seat, note: AuditNote) -> None:
    """Where it cannot be written, the machine goes on: nobody answers without an entry. Raises `StoreError`."""
    try:
        await console.hall.store.audit(note)
    except StoreError:
        console.hall.live.hand_back(note.conversation, owner)
        raise


def _seat(who: SignedIn) -> Seat:
    return Seat(who.id, who.name)


def _told(answer: str) -> None:
    match answer:
        case "unknown":
            raise not_found("对话")
        case "not_yours":
            raise RequestRefusedError(409, "not_yours", "这个对话不在您手里。 Expected to have it: take it first.")
        case "busy":
            raise RequestRefusedError(409, "busy", "前面的话还没说完，请稍后再发。 Too much waits to be said.")
