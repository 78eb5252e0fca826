"""One long call: questions back to back in its first and its last minute, and a conversation between them. It knows no
clock but that of its loop, so that it runs in real and in virtual time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bench.clips import Clip
from bench.phone.asking import AnswerDelay, ask, begin_answer
from bench.phone.callers import HeardLine
from kiosk.client.phone_caller import PhoneCaller
from support.measures.limited_run import Tell

#: Seconds that are compared at both ends of the call; and between two questions in between.
MINUTE_S, EVERY_S = 60.0, 20.0
#: Seconds into an answer at which every second question in between is said: an interruption.
_INTO_S = 1.5


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """`at`: s since the call began; `ms`: from the end of speech to the first word."""

    at: float
    question: str
    ms: float


class LongCall:
    """`minutes`: its length. `early`, `late`: answers in the first and in the last minute; `lost`: questions without
    one; `between`: questions in between, `interruptions` of them into the clerk's words.
    """

    def __init__(self, minutes: float) -> None:
        self.minutes = minutes
        self.early: list[TimedAnswer] = []
        self.late: list[TimedAnswer] = []
        self.lost = self.between = self.interruptions = 0
        self.lasted_s = 0.0
        self.broke = False  # the hall hung up
        self._ends = False

    def end(self) -> None:
        """After the question that is being asked. May be called from another thread."""
        self._ends = True

    async def run(self, caller: PhoneCaller, clips: list[Clip], tell: Tell) -> None:
        """The same questions in the same order in both minutes."""
        loop, line = asyncio.get_running_loop(), HeardLine(caller)
        began, whole = loop.time(), self.minutes * 60
        minute = min(MINUTE_S, whole / 2)
        number = 0
        while (now := loop.time() - began) < whole and not self._ends:
            self.lasted_s = now
            if caller.hung_up.is_set():
                self.broke = True
                return
            if now < minute or now >= whole - minute:
                answers = self.early if now < minute else self.late
                clip = clips[len(answers) % len(clips)]
                self._note(answers, clip, await ask(caller, line, clip), began)
            else:
                await self._go_on(caller, line, clips, number)
                number += 1
                tell(f"minute {now / 60:.1f}: {self.between} questions in between, {len(self.early)} before")
                await asyncio.sleep(min(began + now + EVERY_S, began + whole - minute) - loop.time())
        self.lasted_s = loop.time() - began

    async def _go_on(self, caller: PhoneCaller, line: HeardLine, clips: list[Clip], number: int) -> None:
        """A question; where `number` is odd, another one into its answer."""
        self.between += 1
        first, second = clips[number % len(clips)], clips[(number + 1) % len(clips)]
        if number % 2 == 0:
            self.lost += (await ask(caller, line, first)).first is None
            return
        found = await begin_answer(caller, line, first)
        await asyncio.sleep(_INTO_S)
        self.interruptions += 1
        self.between += 1
        self.lost += found.first is None
        self.lost += (await begin_answer(caller, line, second)).first is None

    def _note(self, answers: list[TimedAnswer], clip: Clip, found: AnswerDelay, began: float) -> None:
        if found.ms is None:
            self.lost += 1
        else:
            answers.append(TimedAnswer(found.ended - began, clip.text, found.ms))
