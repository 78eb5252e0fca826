"""How much rendering prompts ahead may take of a hall in which citizens are served. Sans-I/O.

One prompt at a time, each at a moment in which no citizen waits for a clause, then a rest of four times as long as it
took: at most a fifth of one core, at the lowest priority. In a hall where somebody always speaks no such moment may
come: after `LATEST_S` the prompt is rendered all the same. 100 prompts of 1.5 s take 13 minutes, in such a hall 17
(in virtual time, prompts and answers on one core).
"""

from __future__ import annotations

#: Share of the time in which a prompt is being rendered.
SHARE = 0.2
#: Seconds that a prompt waits at most, behind its rest, for a moment without synthesis for a citizen.
LATEST_S = 5.0
#: Seconds of the longest rest: on a machine that is busy a prompt takes long, but little of the machine.
LONGEST_REST_S = 30.0


def rest_s(took_s: float) -> float:
    """Seconds without rendering behind a prompt that took `took_s`."""
    return min(took_s * (1 / SHARE - 1), LONGEST_REST_S)


def pace_s(prompt_s: float, *, served: bool) -> float:
    """Seconds from one prompt to the next. `served`: citizens are."""
    return prompt_s + (rest_s(prompt_s) if served else 0.0)


class RenderingShare:
    """Of one hall. Times: seconds on one clock."""

    def __init__(self) -> None:
        self._rested_at = 0.0

    def rendered(self, began: float, now: float) -> None:
        """A prompt is done."""
        self._rested_at = now + rest_s(now - began)

    def may(self, now: float, since: float, *, served: bool, speaking: bool) -> bool:
        """Whether the next prompt may be rendered now. `since`: when it was first asked for. `served`: citizens are.
        `speaking`: a clause is being synthesised for one.
        """
        if not served:
            return True
        if now < self._rested_at:
            return False
        return not speaking or now - max(since, self._rested_at) >= LATEST_S
