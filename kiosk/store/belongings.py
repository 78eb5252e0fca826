"""What belongs to a conversation beside its turns, cases and pictures."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.store import calls, outbox, reconciling, staff_calls, tickets, work_tickets
from kiosk.store.calls import StoredCall
from kiosk.store.crypto import Keyring
from kiosk.store.outbox import StoredDelivery
from kiosk.store.reconciling import UnresolvedSubmission
from kiosk.store.staff_calls import StoredStaffCall
from kiosk.store.tickets import CallbackTicket
from kiosk.store.work_tickets import TicketEvent, WorkTicket


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket (工单) with its history, the oldest first."""

    ticket: WorkTicket
    history: tuple[TicketEvent, ...]


@dataclass(frozen=True, slots=True)
class Belongings:
    """Each the oldest first. `call`: of a conversation by telephone."""

    deliveries: tuple[StoredDelivery, ...]
    tickets: tuple[CallbackTicket, ...]
    staff_calls: tuple[StoredStaffCall, ...]
    unresolved: tuple[UnresolvedSubmission, ...]
    call: StoredCall | None
    work_tickets: tuple[TicketFile, ...] = ()


def read(connection: Connection, keys: Keyring, conversation: str) -> Belongings:
    return Belongings(
        outbox.of(connection, keys, conversation),
        tickets.of(connection, keys, conversation),
        staff_calls.of(connection, keys, conversation),
        reconciling.of(connection, keys, conversation),
        calls.of(connection, conversation),
        tuple(
            TicketFile(one, work_tickets.history(connection, keys, one.id))
            for one in work_tickets.of(connection, keys, conversation)
        ),
    )
