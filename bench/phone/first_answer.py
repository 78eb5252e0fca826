"""How soon the first answer of a call comes in its first minute, and how soon in its last: they must be equal.

real       one call on chan_websocket to a real hall, held open for as long as it lasts. Between the two minutes it
           costs little: a question every 20 s. The machine must be quiet in the two minutes that are compared, and in
           the minutes before the call (the start of the hall).
virtual    the same call in virtual time: line, codec, queues, turns and models are real, each recognition takes
           0.3 s, and the clerk's voice is a tone. What grows with the length of a call shows, what a busy machine adds
           does not.
"""

from __future__ import annotations

from bench.clips import Clip
from bench.phone.long_call import LongCall, TimedAnswer
from bench.phone.telephone_hall import START_S, WARM_CALLS, WARM_S, measured_call, questions, telephone_hall
from bench.phone.virtual_calls import VirtualEars, in_virtual_time, virtual_call, virtual_ears
from kiosk.client.phone.asterisk import AsteriskGateway, AsteriskTraits
from kiosk.config import Settings
from support.measures.figures import median_change, p50, p95
from support.measures.limited_run import Tell

#: The best figure of an open pipeline, from the end of speech to the first sound; and what the last minute may add to
#: the same question.
LIMIT_MS, LIMIT_DRIFT_MS = 1000.0, 100.0
_SURFACE = "chan-websocket"
#: Seconds of CPU for a minute of a call in virtual time.
_VIRTUAL_S = 12.0


class FirstAnswer:
    """A `Measurement`. `minutes`: length of the call."""

    name = "first-answer"

    def __init__(self, settings: Settings, minutes: float, *, virtual: bool) -> None:
        self._settings, self._virtual = settings, virtual
        self._call = LongCall(minutes)

    @property
    def takes_s(self) -> float:
        minutes = self._call.minutes
        return minutes * _VIRTUAL_S if self._virtual else START_S + WARM_S + minutes * 60

    async def run(self, tell: Tell) -> None:
        clips = await questions(self._settings)
        if not self._virtual:
            async with (
                telephone_hall(self._settings, WARM_CALLS + 1) as (_, where),
                measured_call(where, _SURFACE, clips, tell) as caller,
            ):
                tell("the call begins")
                await self._call.run(caller, clips, tell)
            return
        async with virtual_ears(self._settings, head=True) as ears:
            await in_virtual_time(lambda: self._virtual_call(ears, clips, tell), self._call.end)

    def show(self) -> bool:
        call = self._call
        clock = "virtual" if self._virtual else "real"
        between = f"{call.between} questions, {call.interruptions} of them into the clerk's words"
        print(f"\nOne call of {call.lasted_s / 60:.1f} minutes in {clock} time; between the two minutes {between}")
        print("\n| | questions | end of speech to the first word, p50 ms | p95 |\n|---|---:|---:|---:|")
        for name, answers in (("minute 1", call.early), (f"minute {call.minutes:g}", call.late)):
            times = [f"{figure([each.ms for each in answers]):.0f}" if answers else "-" for figure in (p50, p95)]
            print(f"| {name} | {len(answers)} | " + " | ".join(times) + " |")
        drift = median_change(_by_question(call.early), _by_question(call.late))
        print(f"\n{call.lost} questions without an answer{', and the hall hung up' if call.broke else ''}")
        if drift is None:
            print("no question was answered in both minutes")
            return False
        early = p50([each.ms for each in call.early])
        print(f"the same questions later by {drift:.0f} ms (median), limit {LIMIT_DRIFT_MS:.0f}")
        print(f"minute 1 {early:.0f} ms, limit {LIMIT_MS:.0f}")
        return drift <= LIMIT_DRIFT_MS and early <= LIMIT_MS and not call.broke

    async def _virtual_call(self, ears: VirtualEars, clips: list[Clip], tell: Tell) -> None:
        gateway = AsteriskGateway("1.1", traits=AsteriskTraits(keeps_length=True))
        async with virtual_call(ears, gateway) as caller:
            await self._call.run(caller, clips, tell)


def _by_question(answers: list[TimedAnswer]) -> dict[str, float]:
    """ms of the first answer to each."""
    return {each.question: each.ms for each in reversed(answers)}
