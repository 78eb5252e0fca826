"""From the clauses of an answer to what it is, by a table. A yes is a yes only where everything else is harmless."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

ClauseKind = Literal[
    "yes", "no", "harmless", "tag", "hedge", "question", "command", "correction", "condition", "postponement", "topic",
    "unread",
]  # fmt: skip
#: `ask`: nothing to act on, put the question again. `other`: something else was said; `wait`: more time is wanted.
Verdict = Literal["yes", "no", "ask", "other", "wait", "command", "correct", "question"]

#: The first kind that is among the clauses decides.
DECIDES: tuple[tuple[ClauseKind, Verdict], ...] = (
    ("question", "question"),
    ("command", "command"),
    ("correction", "correct"),
    ("condition", "ask"),
    ("topic", "wait"),
    ("postponement", "wait"),
    ("no", "no"),
    ("unread", "other"),
    ("hedge", "ask"),
    ("tag", "question"),
    ("yes", "yes"),
    ("harmless", "ask"),
)


def decide(kinds: Sequence[ClauseKind]) -> Verdict:
    """What an answer of these clauses, in this order, is. No clauses: `ask`."""
    kinds = [kind for at, kind in enumerate(kinds) if kind != "tag" or not _settled(kinds[at + 1 :])]
    found: Verdict = next((verdict for kind, verdict in DECIDES if kind in kinds), "ask")
    if found == "no" and "yes" in kinds[kinds.index("no") :]:
        # 不，是的; while 嗯，不对 is an acknowledgement and then the answer
        return "other" if "unread" in kinds else "ask"
    return found


def _settled(following: Iterable[ClauseKind]) -> bool:
    """对吧，就这样: what asks for confirmation, and goes on to give it, has not asked."""
    return "yes" in following
