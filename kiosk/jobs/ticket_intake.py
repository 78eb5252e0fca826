"""Makes tickets (工单) of what waits for staff, and tells the ones that become overdue, to the bell pages too.

What waits is in the record already (`kiosk.store.ticket_sources`), so nothing is lost while this job stands still.
"""

from __future__ import annotations

import asyncio

from kiosk.hall import Hall
from kiosk.store import StoreError

#: Seconds between two looks.
EVERY_S = 10.0


async def run(hall: Hall) -> None:
    """Does not return. A record that fails is counted and read again at the next look."""
    known = set[str]()
    while True:
        try:
            await look(hall, known)
        except StoreError as error:
            hall.metrics.store_fault(error.kind)
        await asyncio.sleep(EVERY_S)


async def look(hall: Hall, known: set[str]) -> None:
    """Once. `known`: rows that failed and were logged. Raises `StoreError`."""
    tickets, clock = hall.store.work_tickets, hall.ticket_clock
    taken = await tickets.take_in(clock.rules.complaint_services, clock)
    for _ in taken.undated:
        hall.log.warning("a promised day cannot be used; the rules' time limit counts", stage="tickets")
    for row, error in taken.failed.items():
        if row not in known:
            hall.log.error("a row cannot become a ticket", stage="tickets", error=error)
    known |= taken.failed.keys()
    late = await tickets.tell_due(clock)
    counts = await tickets.open_counts()
    hall.metrics.work_tickets(counts)
    hall.staff.tickets_overdue(counts["overdue"])
    if taken.new:
        hall.log.info("new tickets", count=taken.new)
    if late:
        hall.log.warning("tickets are overdue", count=len(late))
