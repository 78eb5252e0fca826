"""When the crowd's frames and questions are due: plain arithmetic, the same for the hall and for its peers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

#: A question every 8 to 12 s: a citizen who listens to the answer and goes on.
EVERY_S = (8.0, 12.0)


def around(mean_s: float) -> tuple[float, float]:
    """The same spread about another mean."""
    middle = sum(EVERY_S) / 2
    return EVERY_S[0] * mean_s / middle, EVERY_S[1] * mean_s / middle


def question_times(
    seed: int, citizen: int, crowd: int, seconds: float, every_s: tuple[float, float] = EVERY_S
) -> list[float]:
    """When one citizen of the crowd begins to speak, in seconds; the first ones are spread evenly over one interval."""
    draw = random.Random(f"{seed}/{citizen}")
    mean = sum(every_s) / 2
    at = mean * citizen / crowd + draw.uniform(0.0, mean / crowd)
    times = []
    while at < seconds:
        times.append(at)
        at += draw.uniform(*every_s)
    return times


@dataclass(slots=True)
class Pace:
    """One clock for a whole crowd: a frame each per `step_s`, spread over `phases` so that 64 do not send at once.

    A tick that comes late is made up for (the sound stays real time) and remembered: a load process that cannot keep
    its own pace would measure itself.
    """

    step_s: float = 0.02
    phases: int = 4
    late_ms: list[float] = field(default_factory=list)

    def due(self, began: float, tick: int) -> float:
        """The time of tick number `tick`; phase = tick % phases."""
        return began + tick * self.step_s / self.phases

    async def run(self, tick: Callable[[int], None], *, until: Callable[[], bool]) -> None:
        """`tick(phase)` at every due time until told to stop."""
        loop = asyncio.get_running_loop()
        began, number = loop.time(), 0
        while not until():
            due = self.due(began, number)
            await asyncio.sleep(max(0.0, due - loop.time()))
            self.late_ms.append((loop.time() - due) * 1000)
            tick(number % self.phases)
            number += 1
