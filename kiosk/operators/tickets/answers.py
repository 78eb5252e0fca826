"""What the routes of tickets answer."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.operators.routes import ApiAnswer
from kiosk.operators.tickets import masking
from kiosk.store.work_tickets import TicketEvent, WorkTicket
from kiosk.ticketing.lifecycle import (
    ACTION_TITLES,
    KIND_TITLES,
    STATE_TITLES,
    Actor,
    TicketAction,
    TicketKind,
    TicketState,
    Writing,
    actions_for,
    writes,
)


class ListedTicket(ApiAnswer):
    """Masked. Times: ms since 1970. `owner`: who works on it, as people call them; `mine`: the one who asks.
    `urged`: how often 督办. `main`: the ticket that this one repeats.
    """

    id: str
    number: str
    version: int
    state: TicketState
    kind: TicketKind
    service: str
    department: str
    owner: str
    mine: bool
    subject: str
    phone: str
    opened_ms: int
    due_ms: int
    overdue: bool
    urged: int
    main: str


class TicketPage(ApiAnswer):
    """`total` null: words were looked for, and only this page was counted. `more`: there is a next page. `states`: how
    many of each state, whatever the state that was asked for; `overdue` of them are overdue. Titles are Chinese.
    `now_ms`: by the hall's clock.
    """

    now_ms: int
    tickets: list[ListedTicket]
    total: int | None
    more: bool
    states: dict[TicketState, int]
    overdue: int
    departments: list[str]
    state_titles: dict[TicketState, str]
    kind_titles: dict[TicketKind, str]


class TicketFact(ApiAnswer):
    name: str
    value: str


class ShownTicketEvent(ApiAnswer):
    """`changes`: what else changed, in words."""

    version: int
    at_ms: int
    action: TicketAction
    title: str
    before: TicketState
    after: TicketState
    who: str
    text: str
    changes: list[TicketFact]


class AllowedAction(ApiAnswer):
    """What whoever asks may do now. `needs`: fields of the body that must be filled."""

    action: TicketAction
    title: str
    needs: list[Writing]


class AlikeTicket(ApiAnswer):
    """May be about the same. `same`: what is the same, in words."""

    ticket: ListedTicket
    same: list[str]


class ShownTicket(ApiAnswer):
    """`masked`: numbers and names are left out. `reply`: the last one."""

    now_ms: int
    ticket: ListedTicket
    masked: bool
    facts: list[TicketFact]
    reply: str
    satisfied: bool | None
    score: int | None
    closed_ms: int | None
    conversation: str
    history: list[ShownTicketEvent]
    actions: list[AllowedAction]
    alike: list[AlikeTicket]
    departments: list[str]
    state_titles: dict[TicketState, str]
    kind_titles: dict[TicketKind, str]


class MadeTicket(ApiAnswer):
    id: str
    number: str


class ReplyDraft(ApiAnswer):
    """A draft of a reply from the hall's template: a person reads, changes and sends it."""

    text: str


def listed(ticket: WorkTicket, account: str, now_ms: int, *, whole: bool = False) -> ListedTicket:
    return ListedTicket(
        id=ticket.id, number=ticket.number, version=ticket.version, state=ticket.state, kind=ticket.kind,
        service=ticket.service, department=ticket.department, owner=ticket.owner_name,
        mine=bool(ticket.owner) and ticket.owner == account, subject=masking.subject(ticket, whole=whole),
        phone=masking.phone(ticket, whole=whole), opened_ms=ticket.opened_ms, due_ms=ticket.due_ms,
        overdue=ticket.is_open and ticket.due_ms <= now_ms, urged=ticket.urged, main=ticket.main,
    )  # fmt: skip


def shown(
    ticket: WorkTicket, history: Sequence[TicketEvent], alike: Sequence[tuple[WorkTicket, tuple[str, ...]]],
    account: str, actors: frozenset[Actor], now_ms: int, departments: Sequence[str], *, whole: bool,
) -> ShownTicket:  # fmt: skip
    told = masking.teller(ticket.facts, whole=whole)
    owns = ticket.owner and ticket.owner == account and "seat" in actors
    mine: frozenset[Actor] = actors | {"owner"} if owns else actors
    return ShownTicket(
        now_ms=now_ms,
        ticket=listed(ticket, account, now_ms, whole=whole),
        masked=not whole,
        facts=[TicketFact(name, value) for name, value in masking.shown_facts(ticket, whole=whole)],
        reply=told(ticket.reply),
        satisfied=ticket.satisfied,
        score=ticket.score,
        closed_ms=ticket.closed_ms,
        conversation=ticket.conversation,
        history=[
            ShownTicketEvent(
                event.version, event.at_ms, event.action, "登记" if event.version == 1 else ACTION_TITLES[event.action],
                event.before, event.after, event.who, told(event.text),
                [TicketFact(name, value) for name, value in event.changes.items()],
            )
            for event in history
        ],
        actions=[
            AllowedAction(action, ACTION_TITLES[action], list(writes(action, ticket.kind)))
            for action in actions_for(ticket.state, mine)
        ],
        alike=[AlikeTicket(listed(other, account, now_ms), list(same)) for other, same in alike],
        departments=list(departments),
        state_titles=dict(STATE_TITLES),
        kind_titles=dict(KIND_TITLES),
    )  # fmt: skip
