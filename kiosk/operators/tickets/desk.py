"""The handlers of tickets. Whoever changes one names the version that was seen; a later one is told what changed."""

from __future__ import annotations

import asyncio
import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import quote

import msgspec
from aiohttp import web
from sqlalchemy import Connection

from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import RequestRefusedError, SignedIn, not_found
from kiosk.operators.sheets import MEDIA, Cell, sheet
from kiosk.operators.tickets import answers as a
from kiosk.operators.tickets import bodies as b
from kiosk.operators.tickets import masking, printing
from kiosk.store.audit import AuditNote
from kiosk.store.read_only import ReadOnlyRecord, SlowReadError
from kiosk.store.ticket_acts import NoSuchTicketError, TicketConflictError, TicketOpening
from kiosk.store.ticket_register import TicketRegister
from kiosk.store.ticket_sources import TicketSource
from kiosk.store.work_tickets import TicketEvent, TicketFilter, WorkTicket, alike, counts, history, page
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct, TicketRuleError
from kiosk.ticketing.due import TimeLimit
from kiosk.ticketing.lifecycle import ACTION_TITLES, KIND_TITLES, STATE_TITLES, Actor

T = TypeVar("T")

#: Tickets of one page, and of one export at most.
PAGE, EXPORTED = 50, 5000
_SOON = TimeLimit(1, "days")
#: An idempotency key.
_KEY = re.compile(r"[\x21-\x7e]{1,128}")


class TicketsDesk:
    """Of one console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._record: ReadOnlyRecord | None = None

    # ---- find and read ------------------------------------------------------------------------------------------

    async def find(self, _: web.Request, who: SignedIn, body: b.FindTicketsBody) -> a.TicketPage:
        wanted, keys, now_ms = self._filter(body, who), self._register.keys, self._register.now_ms()
        skip, text = (body.page - 1) * PAGE, _searched(who)

        def work(connection: Connection) -> tuple[list[WorkTicket], tuple[dict[str, int], int, int]]:
            return page(connection, keys, wanted, skip, PAGE + 1, text), counts(connection, wanted)

        found, (states, overdue, total) = await self._slowly(work)
        return a.TicketPage(
            now_ms=now_ms,
            tickets=[a.listed(one, who.id, now_ms) for one in found[:PAGE]],
            total=None if wanted.words else total,
            more=len(found) > PAGE,
            states={state: states.get(state, 0) for state in STATE_TITLES},
            overdue=overdue,
            departments=list(self._clock.rules.departments),
            state_titles=dict(STATE_TITLES),
            kind_titles=dict(KIND_TITLES),
        )

    async def masked(self, request: web.Request, who: SignedIn) -> a.ShownTicket:
        return await self._shown(request.match_info["id"], who, whole=False)

    async def unmasked(self, request: web.Request, who: SignedIn, body: b.ShowTicketBody) -> a.ShownTicket:
        ticket = await self._one(request.match_info["id"])
        await self._note("ticket shown", who, ticket, self._console.unmasking.reason(who, body.reason))
        return await self._shown(ticket.id, who, whole=True)

    async def draft(self, request: web.Request, who: SignedIn) -> a.ReplyDraft:
        ticket, hall = await self._one(request.match_info["id"]), self._console.hall.settings.hall.name
        return a.ReplyDraft(printing.reply_draft(self._clock.rules.reply, hall, ticket))

    # ---- change -------------------------------------------------------------------------------------------------

    async def make(self, request: web.Request, who: SignedIn, body: b.NewTicketBody) -> a.MadeTicket:
        """Of one account and `Idempotency-Key` there is one ticket; a key with another body is refused."""
        facts = {
            "事项": body.subject, "姓名": body.name, "电话": body.phone, "受理号": body.number, "事发地点": body.place,
        }  # fmt: skip
        given = {name: value.strip() for name, value in facts.items() if value.strip()}
        source = TicketSource("manual", _source(request, who), self._register.now_ms(), given, body.service.strip())
        (name,) = await self._register.open([TicketOpening(source, who.id, who.who)], self._clock)
        ticket = await self._one(name)
        if (dict(ticket.facts), ticket.service) != (given, source.service):
            text = (
                f"这次和上次填的不一样，没有登记；上次登记的是 {ticket.number}。请重新填。 Expected the key's own body."
            )
            raise RequestRefusedError(422, "other_body", text)
        return a.MadeTicket(ticket.id, ticket.number)

    async def act(self, request: web.Request, who: SignedIn, body: b.ActBody) -> a.ShownTicket:
        if body.department and body.department not in self._clock.rules.departments:
            text = f"没有“{body.department}”这个部门。 Expected a department of the rules."
            raise RequestRefusedError(422, "no_department", text)
        if body.action == "reply" and any(line in body.text for line in printing.to_fill(self._clock.rules.reply)):
            text = "请先把括号里的话换成办理结果，再回复。 Expected the draft's brackets to be replaced."
            raise RequestRefusedError(422, "missing", text)
        act = TicketAct(
            body.action, actors_of(who), who.id, who.who, body.text.strip(), body.department, body.days,
            body.satisfied, body.score, body.other.strip(), body.outcome, body.receipt.strip(), _key(who, body),
        )  # fmt: skip
        name = request.match_info["id"]
        try:
            await self._register.act(name, body.version, act, self._clock)
        except TicketConflictError as error:
            raise RequestRefusedError(409, "changed", _changed(error)) from None
        except TicketRuleError as error:
            status = 422 if error.code == "missing" else 409
            raise RequestRefusedError(status, error.code, error.message) from None
        except NoSuchTicketError as error:
            if not error.number:
                raise not_found("工单") from None
            text = f"没有工单 {error.number}，或者就是这一张。请核对要关联的工单号。 Expected another ticket's number."
            raise RequestRefusedError(422, "no_other", text) from None
        return await self._shown(name, who, whole=False)

    # ---- paper and tables ---------------------------------------------------------------------------------------

    async def form(self, request: web.Request, who: SignedIn, body: b.PrintTicketBody) -> web.Response:
        ticket, hall = await self._one(request.match_info["id"]), self._console.hall.settings.hall.name
        events = await self._history(ticket.id)
        await self._note("ticket printed", who, ticket, self._console.unmasking.reason(who, body.reason))
        headers = _attached(f"工单{ticket.number}.{body.form}")
        if body.form == "html":
            text = printing.as_html(hall, ticket, events, who.name)
            return web.Response(text=text, content_type="text/html", headers=headers)
        data = await asyncio.to_thread(printing.as_word, hall, ticket, events, who.name)
        return web.Response(body=data, content_type=printing.DOCX_TYPE, headers=headers)

    async def export(self, _: web.Request, who: SignedIn, body: b.ExportTicketsBody) -> web.Response:
        """The list, masked."""
        wanted, keys, now_ms = self._filter(body, who), self._register.keys, self._register.now_ms()
        found = await self._slowly(lambda connection: page(connection, keys, wanted, 0, EXPORTED, _searched(who)))
        note = AuditNote("tickets exported", who.who, detail=f"{len(found)} rows, {body.form}")
        await self._console.hall.store.audit(note)
        head: list[Cell] = [
            "工单号", "状态", "来源", "事项", "业务", "部门", "经办人", "电话", "登记", "期限", "超期",
            "督办次数", "关联",
        ]  # fmt: skip
        table: list[list[Cell]] = [head]
        for one in (a.listed(ticket, who.id, now_ms) for ticket in found):
            table.append([
                one.number, STATE_TITLES[one.state], KIND_TITLES[one.kind], one.subject, one.service, one.department,
                one.owner, one.phone, printing.moment(one.opened_ms), printing.moment(one.due_ms),
                "超期" if one.overdue else "", one.urged, one.main,
            ])  # fmt: skip
        data = await asyncio.to_thread(sheet, body.form, table)
        return web.Response(body=data, content_type=MEDIA[body.form], headers=_attached(f"工单.{body.form}"))

    # ---- shared -------------------------------------------------------------------------------------------------

    @property
    def _register(self) -> TicketRegister:
        return self._console.hall.store.work_tickets

    @property
    def _clock(self) -> TicketClock:
        return self._console.hall.ticket_clock

    def _filter(self, body: b.FindTicketsBody, who: SignedIn) -> TicketFilter:
        now_ms, words = self._register.now_ms(), body.words.strip()
        soon_ms = self._clock.due_ms(now_ms, _SOON) if body.due == "soon" else 0
        wanted = TicketFilter(
            body.state, body.kind, body.department, who.id if body.mine else "", body.due, now_ms, soon_ms, words
        )
        number = words if len(words) == 8 and words.isascii() and words.isdigit() else ""
        return replace(wanted, words="", number=number) if number else wanted

    async def _slowly(self, work: Callable[[Connection], T]) -> T:
        self._record = self._record or ReadOnlyRecord(self._console.hall.store.url)
        try:
            return await self._record.read(work, 10.0)
        except SlowReadError:
            text = "没能在几秒内找完：请选上状态或部门，缩小范围。 The search was stopped: narrow it."
            raise RequestRefusedError(503, "too_slow", text) from None

    async def _one(self, name: str) -> WorkTicket:
        ticket = await self._register.one(name)
        if ticket is None:
            raise not_found("工单")
        return ticket

    async def _history(self, name: str) -> tuple[TicketEvent, ...]:
        return await self._register.read(lambda connection: history(connection, self._register.keys, name))

    async def _shown(self, name: str, who: SignedIn, *, whole: bool) -> a.ShownTicket:
        ticket, events = await self._one(name), await self._history(name)
        others = await self._register.read(lambda connection: alike(connection, self._register.keys, ticket))
        departments = self._clock.rules.departments
        return a.shown(
            ticket, events, others, who.id, actors_of(who), self._register.now_ms(), departments, whole=whole
        )

    async def _note(self, what: str, who: SignedIn, ticket: WorkTicket, why: str) -> None:
        note = AuditNote(what, who.who, why, ticket.conversation, ticket.number, ticket.number)
        await self._console.hall.store.audit(note)


def _source(request: web.Request, who: SignedIn) -> str:
    """Of a change, made of the account and its `Idempotency-Key`; without one it is new each time."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return uuid.uuid4().hex
    if not _KEY.fullmatch(key):
        raise RequestRefusedError(400, "bad_key", "expected an Idempotency-Key of 1 to 128 printable ASCII characters")
    return hashlib.sha256(f"{who.id}\n{key}".encode()).hexdigest()[:32]


def _key(who: SignedIn, body: b.ActBody) -> str:
    """Of one act: what the same account does once more to the same version is done already."""
    return hashlib.sha256(f"{who.id}\n".encode() + msgspec.json.encode(body)).hexdigest()[:32]


def _searched(who: SignedIn) -> Callable[[WorkTicket], str]:
    """Who may not unmask a ticket finds none by what is masked."""
    return partial(masking.searched, whole=Permission.TICKETS_WORK in who.permissions)


def actors_of(who: SignedIn) -> frozenset[Actor]:
    found: set[Actor] = set()
    if Permission.TICKETS_WORK in who.permissions:
        found.add("seat")
    if Permission.TICKETS_SUPERVISE in who.permissions:
        found.add("supervisor")
    return frozenset(found)


def _changed(error: TicketConflictError) -> str:
    """Who did what since the version that was seen."""
    told = "；".join(f"{one.who} {ACTION_TITLES[one.action]}（{printing.moment(one.at_ms)}）" for one in error.changed)
    now = STATE_TITLES[error.ticket.state]
    return f"刚刚被别人改过：{told}。现在是“{now}”。看过再办，您写的还在。 The ticket was changed meanwhile."


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
