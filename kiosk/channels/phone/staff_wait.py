"""A caller who was handed off waits for a member of staff who says 我来, and hears that somebody is being called.

Only where `staff.callers` is `wait`; otherwise the exchange finds somebody, and the call for staff tells them of it.
"""

from __future__ import annotations

import asyncio
import contextlib

from kiosk.channels.phone.keyed_prompt import SayTexts
from kiosk.hall.staff import StaffDesk
from kiosk.hall.staff_call import StaffCall

CALLING = "正在为您找工作人员，请不要挂机。"
STILL_CALLING = "还在为您找工作人员，请您再等一下。"
FIXED = (CALLING, STILL_CALLING)
#: Seconds from one word to the next.
_EVERY_S = 15.0


class CallerStaffWait:
    """`wait`: to the end of the wait. Cancelled (the caller hung up), the call for staff is closed."""

    def __init__(self, desk: StaffDesk, conversation: str, say: SayTexts) -> None:
        self._desk, self._conversation, self._say = desk, conversation, say
        self._settled = asyncio.Event()
        self._who = ""

    async def wait(self) -> str:
        """Who comes; empty: nobody does."""
        call = self._desk.of_conversation(self._conversation)
        if call is None or call.state != "calling" or not self._desk.reachable:
            return "" if call is None else call.who
        unfollow = self._desk.follow(call.id, self._changed)
        try:
            await self._tell_until_settled()
        except asyncio.CancelledError:
            self._desk.finish(call.id, "left")
            raise
        finally:
            unfollow()
        return self._who

    async def _tell_until_settled(self) -> None:
        text = CALLING
        while not self._settled.is_set():
            await self._say((text,))
            text = STILL_CALLING
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY_S):
                    await self._settled.wait()

    def _changed(self, call: StaffCall) -> None:
        self._who = call.who
        if call.state != "calling":
            self._settled.set()
