"""What the recogniser may spend on one speech input: a token bucket, so that an endless talker leaves it to others.

A token pays for recognising one second of sound. Tokens are earned slowly during speech and fast in silence: a citizen
who listens to the answer has earned the next utterance, a talker who never pauses has not. Finals are always
recognised, into debt if need be; speculations while there are tokens; captions while they leave some for speculations.
Sans-I/O: `now` is in seconds on any monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Seconds of sound that every recognition costs besides its own: the silence that is encoded behind it.
EXTRA_S = 2.0
#: The same where only the syllables are heard, and what a second of sound then costs beside one that is decoded.
SYLLABLES_EXTRA_S, SYLLABLES_SHARE = 0.5, 0.25
#: A full and an empty bucket differ by this much in the deadlines of their work (s).
LATEST_S = 2.0


@dataclass(frozen=True, slots=True)
class RecognitionAllowance:
    """Of one speech input, in tokens (seconds of sound). The share of one worker that an endless talker can take is
    `speaking` times what a second of sound costs it: 0.07 to 0.1 CPU-seconds with whisper-base on one thread.
    """

    burst: float = 220.0  # at first, and at most: an utterance of 15 s with its captions and speculations
    speaking: float = 1.5  # earned in a second of speech; the finals alone cost about 1.1
    silent: float = 25.0  # earned in a second of silence
    pause_s: float = 1.0  # silence this short is a part of the speech
    reserve: float = 20.0  # that captions leave
    debt: float = 60.0  # at most: 2.4 s of silence pay for it


#: A conversation alternates with the clerk's answers.
CONVERSATION = RecognitionAllowance()
#: Dictation does not: captions may go on without a pause.
DICTATION = RecognitionAllowance(speaking=6.0)


class RecognitionBudget:
    """Tell it when speech starts and ends, and ask it before each recognition of `seconds` of sound."""

    def __init__(self, allowance: RecognitionAllowance = CONVERSATION) -> None:
        self._allowance = allowance
        self._tokens = allowance.burst
        self._at = 0.0
        self._silent_from: float | None = 0.0  # from when on silence is earned; None: during speech

    def started(self, now: float) -> None:
        """An utterance begins."""
        self._earn(now)
        self._silent_from = None

    def ended(self, now: float) -> None:
        """The utterance is over. Does nothing where none has begun."""
        self._earn(now)
        if self._silent_from is None:
            self._silent_from = now + self._allowance.pause_s

    def caption(self, seconds: float, now: float, *, syllables_only: bool = False) -> bool:
        """Take the tokens of a caption; False, and none taken, where they do not suffice."""
        cost = (seconds + SYLLABLES_EXTRA_S) * SYLLABLES_SHARE if syllables_only else seconds + EXTRA_S
        return self._take(cost, now, self._allowance.reserve)

    def speculation(self, seconds: float, now: float) -> bool:
        """Take the tokens of a speculation; False, and none taken, where they do not suffice."""
        return self._take(seconds + EXTRA_S, now, 0.0)

    def final(self, seconds: float, now: float) -> None:
        """Take the tokens of a final transcript that was not speculated."""
        self._earn(now)
        self._tokens = max(-self._allowance.debt, self._tokens - seconds - EXTRA_S)

    def lateness_s(self, now: float) -> float:
        """How much later than with a full bucket work is due (s, at most `LATEST_S`): who used less goes first."""
        self._earn(now)
        used = 1.0 - self._tokens / self._allowance.burst
        return LATEST_S * min(1.0, used)

    def _take(self, cost: float, now: float, left: float) -> bool:
        self._earn(now)
        if self._tokens < cost + left:
            return False
        self._tokens -= cost
        return True

    def _earn(self, now: float) -> None:
        passed = max(0.0, now - self._at)
        silent = 0.0 if self._silent_from is None else min(passed, max(0.0, now - self._silent_from))
        earned = silent * self._allowance.silent + (passed - silent) * self._allowance.speaking
        self._tokens = min(self._allowance.burst, self._tokens + earned)
        self._at = max(self._at, now)
