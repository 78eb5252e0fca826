"""What must never be lost of a conversation: that it is, where it stands, what it filed, how it ended.

An entry can be written any number of times; the record is the same after the second time as after the first.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A case for which a receipt was shown. `slots`: name → value, as it was confirmed. Times: ms since 1970, UTC."""

    service: str
    version: str
    receipt: str
    filed_ms: int
    slots: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same case within its conversation, whenever it was written down."""
        return self.service, self.receipt


@dataclass(frozen=True, slots=True)
class EndingEntry:
    """How a conversation ended, and what was collected in it."""

    reason: str
    service: str
    version: str
    ended_ms: int
    slots: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """`state`: what the conversation could be taken up with; None leaves the one that was kept before."""

    conversation: str
    device: str
    channel: str
    began_ms: int
    state: str | None = None
    cases: tuple[CaseEntry, ...] = ()
    ending: EndingEntry | None = None

    def followed_by(self, later: ConversationEntry) -> ConversationEntry:
        """One entry that has the effect of both: of a case that is in both, what was written first."""
        cases: dict[tuple[str, str], CaseEntry] = {}
        for case in (*self.cases, *later.cases):
            cases.setdefault(case.identity, case)
        state = self.state if later.state is None else later.state
        return replace(self, state=state, cases=tuple(cases.values()), ending=self.ending or later.ending)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> ConversationEntry:
        """The value `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data: dict[str, Any] = json.loads(text)
        cases = tuple(CaseEntry(**case) for case in data["cases"])
        ending = EndingEntry(**data["ending"]) if data["ending"] else None
        return ConversationEntry(**{**data, "cases": cases, "ending": ending})
