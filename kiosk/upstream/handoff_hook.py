"""Posts the case of a caller who is handed to a human, so that the human is not asked to begin anew.

`POST handoff_url` with a JSON object: `call`, `conversation`, `reason`, `service`, `slots` (label → value as it may be
shown: masked), `turns` (`who`: caller or clerk, `text`: masked), `whisper` (a sentence for the human, to be spoken
before the bridge). Signed as `webhook.py` says. Any status below 300 will do.

The answer may be an object: `{"staff": "nobody"}`: nobody is there, and the caller is not handed over; `{"staff":
"coming", "who": "三号窗口王老师"}`: the caller is told who comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.upstream.webhook import PostOutcome, Webhook
from mandarin.printable import printable

#: The kind of its deliveries in the outbox.
HANDOFF = "handoff"
#: Seconds that a caller's hand-off waits for it at most, and between two attempts.
WITHIN_S, _AGAIN_S = 3.0, 0.5
#: Seconds of an attempt from the outbox.
_LATER_S = 10.0
#: Characters of the name of who comes.
NAME = 20


@dataclass(frozen=True, slots=True)
class HandoffReply:
    """`posted`: the hook answered, and the case need not be posted again; `refused`: it does not want it. `nobody`:
    nobody is there. `who` comes; empty: not told.
    """

    posted: bool = False
    nobody: bool = False
    who: str = ""
    refused: bool = False


class HandoffHook:
    """`webhook` None: nothing is posted. A carrier of the outbox, too, for cases that it did not take in time.

    `on_fault`: called with `handoff` where a post failed; the call goes on.
    """

    def __init__(self, webhook: Webhook | None, *, on_fault: Callable[[str], None]) -> None:
        self._webhook, self._on_fault = webhook, on_fault

    @property
    def is_set(self) -> bool:
        return self._webhook is not None

    async def ask(self, packet: Mapping[str, Any]) -> HandoffReply:
        """Post the case, again and again within `WITHIN_S` where it may be repeated."""
        if self._webhook is None:
            return HandoffReply(posted=True)
        outcome = PostOutcome("trouble", "timeout")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN_S):
                for _ in range(round(WITHIN_S / _AGAIN_S)):
                    outcome = await self._webhook.post(packet, key=key_of(packet), within_s=WITHIN_S)
                    if outcome.result != "trouble":
                        break
                    await asyncio.sleep(_AGAIN_S)
        if outcome.result != "accepted":
            self._on_fault("handoff")
        # A refusal is final: posting it again brings nothing.
        nobody, refused = outcome.answer.get("staff") == "nobody", outcome.result == "refused"
        return HandoffReply(outcome.result != "trouble", nobody, who_comes(outcome.answer), refused)

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        """One attempt from the outbox."""
        if self._webhook is None:
            return PostOutcome("refused", "phone.handoff_url is not set")
        return await self._webhook.post(body, key=key, within_s=_LATER_S)

    async def close(self) -> None:
        if self._webhook is not None:
            await self._webhook.close()


def who_comes(answer: Mapping[str, Any]) -> str:
    """The name in an answer that somebody comes; empty where it says none."""
    return printable(str(answer.get("who", "")))[:NAME] if answer.get("staff") == "coming" else ""


def key_of(packet: Mapping[str, Any]) -> str:
    """The idempotency key of a hand-off: one a call."""
    return hashlib.sha256(f"handoff/{packet.get('call')}/{packet.get('conversation')}".encode()).hexdigest()
