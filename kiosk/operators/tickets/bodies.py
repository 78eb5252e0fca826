"""What is sent to the routes of tickets."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.operators.routes import RequestBody
from kiosk.operators.sheets import SheetFormat
from kiosk.ticketing.deciding import LONGEST, MOST_DAYS
from kiosk.ticketing.lifecycle import TicketKind, TicketState

Short = Annotated[str, msgspec.Meta(max_length=100)]
Long = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Reason = Annotated[str, msgspec.Meta(min_length=2, max_length=200)]
Version = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
SeatAction = Literal[
    "accept", "decline", "assign", "take", "reply", "return", "transfer", "extend", "urge", "close", "revisit", "rate",
    "reopen", "note", "link",
]  # fmt: skip


class FindTicketsBody(RequestBody):
    """Empty and null: any. `state` open: those that are not closed. `due` soon: within a working day. `words`: a
    ticket's number, or words of what it is about. `page`: from 1.
    """

    state: TicketState | Literal["", "open"] = ""
    kind: TicketKind | Literal[""] = ""
    department: Short = ""
    due: Literal["", "overdue", "soon"] = ""
    mine: bool = False
    words: Short = ""
    page: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


class ExportTicketsBody(FindTicketsBody):
    form: SheetFormat = "csv"


class NewTicketBody(RequestBody):
    """By a seat, for a citizen at the window or on the telephone. `subject`: what it is about."""

    subject: Annotated[str, msgspec.Meta(min_length=2, max_length=LONGEST)]
    name: Short = ""
    phone: Annotated[str, msgspec.Meta(pattern=r"^[0-9+ -]{0,24}$")] = ""
    number: Short = ""
    service: Short = ""
    place: Short = ""


class ActBody(RequestBody):
    """`version`: of the ticket as it was seen. What an action needs beside the ticket: `needs` of its answer."""

    action: SeatAction
    version: Version
    text: Long = ""
    department: Short = ""
    days: Annotated[int, msgspec.Meta(ge=0, le=MOST_DAYS)] = 0
    satisfied: bool | None = None
    score: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    other: Annotated[str, msgspec.Meta(max_length=20)] = ""
    outcome: Literal["", "filed", "not_filed"] = ""
    receipt: Annotated[str, msgspec.Meta(max_length=40)] = ""


class ShowTicketBody(RequestBody):
    """`reason`: for the audit trail."""

    reason: Reason


class PrintTicketBody(ShowTicketBody):
    form: Literal["html", "docx"] = "html"
