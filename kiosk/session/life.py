"""The life of a conversation: its stages run until it is left; its goodbye follows once the record has the ending.

It ends by itself where it makes no progress, where a stage breaks, and after its last words.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from kiosk import turn
from kiosk.hall import Hall
from kiosk.session.clerk import Clerk
from kiosk.session.client_profile import ClientProfile
from kiosk.session.counting import count_end
from kiosk.session.live import SessionLive
from kiosk.session.pictures import SessionPictures
from kiosk.session.recorder import Recorder
from kiosk.session.stages import run_stages
from kiosk.session.stall import StallTimer
from kiosk.session.turns import TurnManager
from kiosk.store.staff_calls import CitizenGone
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m

#: Seconds after which a conversation ends although its last words have not been played to their end.
_LAST_WORDS_S = 15.0


class LifeHost(Protocol):
    """The session around it."""

    @property
    def begun(self) -> bool: ...

    @property
    def stepped_in(self) -> bool:
        """A member of staff answers in the clerk's place."""

    def send(self, message: m.Down) -> None:
        """To the client."""

    def fault(self, fault: Fault) -> None:
        """A stage broke."""


class SessionLife:
    """One per session. `began_at`: loop time, in seconds; 0.0 in attract mode."""

    def __init__(
        self,
        host: LifeHost,
        hall: Hall,
        profile: ClientProfile,
        *,
        clerk: Clerk,
        recorder: Recorder,
        turns: TurnManager,
        pictures: SessionPictures,
        live: SessionLive,
    ) -> None:
        self._host, self._hall, self._profile = host, hall, profile
        self._clerk, self._recorder, self._turns, self._pictures, self._live = clerk, recorder, turns, pictures, live
        self.began_at = 0.0
        self._leaving: str | None = None  # why: `end` was called; goodbye is sent once the record has the ending
        self._left, self._parted = asyncio.Event(), asyncio.Event()
        self._last_words: asyncio.TimerHandle | None = None
        self._stall = StallTimer(hall.settings.turns.stall_s, self._stalled)

    @property
    def leaving(self) -> bool:
        """`end` was called."""
        return self._leaving is not None

    @property
    def ending(self) -> bool:
        """It is leaving, or says its last words."""
        return self.leaving or self._last_words is not None

    @property
    def over(self) -> bool:
        """The goodbye has been sent."""
        return self._parted.is_set()

    def begin(self) -> None:
        """Attract mode is over."""
        self.began_at = _now()
        self._live.open()
        self._stall.restart()

    def progressed(self) -> None:
        """The conversation has made progress: it may go on for `turns.stall_s` without any more."""
        self._stall.restart()

    async def run(self) -> None:
        """Until the conversation is over. A stage that raises ends the conversation with an apology."""
        stages = {
            "turns": self._turns.run, "deciding": self._clerk.dialogue.run, "speaking": self._clerk.speech.output.run,
        }  # fmt: skip
        try:
            await run_stages(stages, self._turns.tell, self._left.wait(), self._stage_broke)
            await self._part()
        finally:
            self._parted.set()
            await self._recorder.close()

    def end(self, reason: str) -> None:
        """End at once: nothing more is heard or decided. The goodbye follows once the record has the ending."""
        if self.leaving:
            return
        asked, reason = reason, self._clerk.pending_end or reason
        self._leaving = reason
        self._clerk.speech.step_in.stop()
        self._live.close()
        clerk = self._clerk
        if self._host.begun:
            clerk.staff.stop()
            how: CitizenGone = "lost" if clerk.away else "bye" if asked == "cancelled" else "over"
            clerk.vouching.gone(how)
            if asked != "drain":
                clerk.staff.gone(how)
            clerk.speech.stop()
            if clerk.state.submitting:  # `jobs.recovery` asks later whether it was filed
                clerk.keep(resumable=False)
            else:
                self._recorder.finish(reason, clerk.state)
            count_end(self._hall, self._profile, clerk.state, reason, _now() - self.began_at)
        self._pictures.close(submitting=self._host.begun and clerk.state.submitting)
        self._stall.stop()
        if self._last_words is not None:
            self._last_words.cancel()
        self._left.set()

    async def _part(self) -> None:
        """Send the goodbye. From then on the resume token opens nothing, not even after a crash."""
        if self._host.begun:
            await self._recorder.secure()
            self._host.send(m.Goodbye(self._leaving))  # type: ignore[arg-type]
        self._turns.happened(turn.ConversationEnded())
        self._parted.set()

    async def parted(self) -> None:
        """Wait until the goodbye of a conversation that is leaving has been sent."""
        await self._parted.wait()

    def end_politely(self, reason: str, text: str) -> None:
        """Say one more thing, then end. End at once where no client would hear it, unless a submission is under way."""
        if not self._host.begun or (self._clerk.away and not self._clerk.state.submitting):
            self.end(reason)
            return
        self._hall.live.ended(self._recorder.id)
        self._clerk.say_last(reason, text)
        if self._last_words is None:
            self._last_words = asyncio.get_running_loop().call_later(_LAST_WORDS_S, self.end, reason)

    def _stalled(self) -> None:
        if self._clerk.awaits_staff or self._host.stepped_in:  # that ends by itself
            self._stall.restart()
        else:
            self._recorder.note("stalled", "")
            self.end_politely(*self._clerk.stalled(phone=self._profile.channel == "phone"))

    def _stage_broke(self, name: str, error: Exception) -> None:
        kind = type(error).__name__
        self._hall.log.error("stage broke", stage=name, conversation=self._recorder.id, error=kind, exc_info=error)
        self._host.fault(Fault(name, kind))
        if self._host.begun:
            self._clerk.hand_off("fault")
        self.end("fault")


def _now() -> float:
    return asyncio.get_running_loop().time()
