"""Session resumption after a crash: the snapshot that is written at every turn, and how a new process finds it.

The snapshot is in the record, sealed, and deleted when the conversation is over. It can be resumed with its token, for
`turns.restart_grace_s` (later another citizen may be at the kiosk), and only if its scripts have not changed.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from dialogue import State
from dialogue.acts import Rated
from kiosk.hall import Hall
from kiosk.store import StoreError


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`turns`: how many the citizen has taken. `scripts`: digest of each service in progress. `at`: seconds since 1970.
    `token`: empty where the citizen cannot resume, and only `jobs.recovery` uses it to look up a submission.
    `rated`: ratings that are not in the record yet. `version`: hash of the published version that the conversation has;
    "": of none.
    """

    token: str
    state: State
    turns: int
    scripts: dict[str, str]
    at: float
    rated: tuple[Rated, ...] = ()
    version: str = ""

    def to_json(self) -> str:
        rest: dict[str, Any] = {"token": self.token, "turns": self.turns, "scripts": self.scripts, "at": self.at}
        rest |= {"rated": [asdict(one) for one in self.rated], "version": self.version}
        return json.dumps({**rest, "state": self.state.to_json()}, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Snapshot:
        """The inverse of `to_json`. Raises ValueError, KeyError or TypeError on anything else."""
        data = {"rated": (), **json.loads(text)}  # of an older release: none
        rated = tuple(Rated(**one) for one in data["rated"])
        return Snapshot(**{**data, "state": State.from_json(data["state"]), "rated": rated})


def new_token(conversation: str) -> str:
    """A resume token: the conversation's id, a dot, and 192 random bits."""
    return f"{conversation}.{secrets.token_urlsafe(24)}"


async def find(hall: Hall, token: str | None, now: Callable[[], float] = time.time) -> Snapshot | None:
    """The snapshot of the conversation with this resume token, if it can be resumed now."""
    conversation, dot, _ = (token or "").partition(".")
    if token is None or not dot or not token.isascii():
        return None
    try:
        text = await snapshot_text(hall, conversation)
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
        return None
    if text is None or conversation in hall.closing:
        return None
    try:
        kept = Snapshot.from_json(text)
    except (ValueError, KeyError, TypeError) as error:  # written by another release
        hall.log.warning("not taken up", conversation=conversation, error=type(error).__name__)
        return None
    if not hmac.compare_digest(kept.token.encode(), token.encode()) or kept.state.ended:
        return None
    age = now() - kept.at
    changed = hall.scripts_holding(kept.state, kept.scripts, kept.version) is None
    if changed or not -1 <= age <= hall.settings.turns.restart_grace_s:
        why = "scripts changed" if changed else "too late"
        hall.log.info("not taken up", conversation=conversation, reason=why, seconds=round(age))
        return None
    return kept


async def snapshot_text(hall: Hall, conversation: str) -> str | None:
    """The latest snapshot as JSON, also where it is not on the disk yet; None for a conversation that has ended.

    Raises `StoreError`.
    """
    pending = hall.record_writer.pending(conversation)
    if pending is not None and (pending.ending is not None or pending.state is not None):
        return None if pending.ending is not None else pending.state
    return await hall.store.load_state(conversation)
