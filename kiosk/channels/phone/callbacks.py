"""Call-back tickets for callers whom nobody can answer: who is offered one, and the offer carried through a line."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import datetime

from kiosk.channels.phone.callback_dialogue import BYE, CallbackDialogue, TicketOutcome
from kiosk.channels.phone.keyed_prompt import SayTexts, prompt
from kiosk.hall import Hall
from kiosk.store import StoreError
from kiosk.store.tickets import TicketEntry

#: Seconds of the longest offer.
OFFER_S = 180.0


class Callbacks:
    """One per hall. At most `phone.callback_calls` offers at once, beside `phone.calls` conversations."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._lines: set[str] = set()

    def take(self, line: str) -> bool:
        """Whether this line's caller is offered one; if so, `release` gives the place back."""
        phone = self._hall.settings.phone
        if phone.callbacks == "off" or len(self._lines) >= phone.callback_calls:
            return False
        self._lines.add(line)
        return True

    def release(self, line: str) -> None:
        self._lines.discard(line)

    @property
    def staff_there(self) -> bool:
        """Whether somebody answers hand-offs now: always, or in the office hours of the hall's calendar.

        A calendar without hours says nothing of it: then calls are handed over.
        """
        calendar = self._hall.library.calendar
        if self._hall.settings.phone.staff == "always" or not calendar.hours:
            return True
        now = datetime.now().astimezone()
        return calendar.is_open(now.date(), now.strftime("%H:%M"))

    async def offer(
        self, dialogue: CallbackDialogue, say: SayTexts, keys: asyncio.Queue[str], about: TicketEntry
    ) -> None:
        """To the end of the offer; `dialogue` knows then whether the caller has a ticket. `about`: the ticket, still
        without its number.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OFFER_S):
                while dialogue.step not in ("keeping", "over"):
                    await prompt(dialogue, say, keys)
        if dialogue.step == "keeping":
            dialogue.kept(await self._keep(replace(about, phone=dialogue.number)))
        await say(dialogue.prompts if dialogue.step == "over" else (BYE,))

    async def _keep(self, entry: TicketEntry) -> TicketOutcome:
        try:
            added = await self._hall.store.add_ticket(entry)
        except StoreError as error:
            self._hall.metrics.store_fault(error.kind)
            return "lost"
        self._hall.metrics.ticket(entry.reason)
        return "new" if added else "known"
