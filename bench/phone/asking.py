"""A question over a call, and how soon the clerk's first word came behind it."""

from __future__ import annotations

from dataclasses import dataclass

from asr import RATE
from bench.clips import Clip
from bench.phone.callers import HeardLine, LineCaller

#: Loud frames in a row that are a word, and not an earcon; quiet ones behind which an answer is over.
WORD, OVER = 8, 40
#: Seconds within which an answer begins, and within which it ends.
BEGINS_S, ENDS_S = 20.0, 40.0


@dataclass(frozen=True, slots=True)
class AnswerDelay:
    """`ended`: loop time of the last audible sample of the question; `first`: of the first word of the answer."""

    ended: float
    first: float | None

    @property
    def ms(self) -> float | None:
        return None if self.first is None else (self.first - self.ended) * 1000


async def say(caller: LineCaller, clip: Clip) -> float:
    """The loop time at which its last audible sample was sent."""
    return await caller.speak(clip.pcm) - (len(clip.pcm) - clip.sounding) / RATE


async def begin_answer(caller: LineCaller, line: HeardLine, clip: Clip) -> AnswerDelay:
    """Ask, also into the clerk's words, and wait until the answer begins."""
    ended = await say(caller, clip)
    return AnswerDelay(ended, await line.sound(ended, WORD, BEGINS_S))


async def ask(caller: LineCaller, line: HeardLine, clip: Clip) -> AnswerDelay:
    """Ask when the clerk is silent, and wait until the answer is over."""
    await line.silence(line.at[-1] - OVER / 50 if line.at else 0.0, OVER, ENDS_S)
    found = await begin_answer(caller, line, clip)
    if found.first is not None:
        await line.silence(found.first, OVER, ENDS_S)
    return found
