"""Who has a file of a draft open now, as the pages say every few seconds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

#: Who has said nothing for so long (ms) is gone. A page says it every `HEARTBEAT_MS`.
GONE_MS = 15_000
HEARTBEAT_MS = 4_000
#: Drafts that are kept in mind.
_MOST_DRAFTS = 1_000


@dataclass(frozen=True, slots=True)
class DraftEditor:
    """`session`: of the console's session; `account`: whose it is. `path`: the file that is open, or empty."""

    session: str
    account: str
    name: str
    path: str
    at_ms: int


class DraftPresence:
    """In memory: after a restart the pages say it again."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, DraftEditor]] = defaultdict(dict)

    def here(self, draft: str, editor: DraftEditor) -> tuple[DraftEditor, ...]:
        """Note the editor; returns the others."""
        self._forget(editor.at_ms)
        self._of[draft][editor.session] = editor
        return tuple(one for one in self._of[draft].values() if one.session != editor.session)

    def leave(self, draft: str, session: str) -> None:
        self._of[draft].pop(session, None)

    def at(self, draft: str, now_ms: int) -> tuple[DraftEditor, ...]:
        self._forget(now_ms)
        return tuple(self._of[draft].values()) if draft in self._of else ()

    def _forget(self, now_ms: int) -> None:
        for draft in list(self._of):
            there = {key: one for key, one in self._of[draft].items() if 0 <= now_ms - one.at_ms < GONE_MS}
            if there:
                self._of[draft] = there
            else:
                del self._of[draft]
        while len(self._of) > _MOST_DRAFTS:
            del self._of[next(iter(self._of))]
