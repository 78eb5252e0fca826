"""Who has a draft open, in this hall's console and in those of other halls on the same PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.operators.editor.presence import DraftEditor, DraftPresence
from kiosk.store.hall_signals import HallSignals

_KIND = "draft"


class SharedPresence:
    """As `DraftPresence`. A page says every few seconds that it is there: so long it takes until another hall that has
    just started, or was cut off, knows it. `now_ms`: this hall's clock, which alone counts here.
    """

    def __init__(self, signals: HallSignals, now_ms: Callable[[], int]) -> None:
        self._here, self._signals, self._now_ms = DraftPresence(), signals, now_ms
        signals.on(_KIND, self._heard)

    async def here(self, draft: str, editor: DraftEditor) -> tuple[DraftEditor, ...]:
        """Note the editor, and tell the other halls; returns the others."""
        await self._signals.listen()
        others = self._here.here(draft, editor)
        message = {
            "draft": draft, "session": editor.session, "account": editor.account, "name": editor.name,
            "path": editor.path,
        }  # fmt: skip
        await self._signals.send(_KIND, message)
        return others

    async def leave(self, draft: str, session: str) -> None:
        self._here.leave(draft, session)
        await self._signals.send(_KIND, {"draft": draft, "session": session})

    async def at(self, draft: str) -> tuple[DraftEditor, ...]:
        await self._signals.listen()
        return self._here.at(draft, self._now_ms())

    def _heard(self, told: Mapping[str, str]) -> None:
        draft, session, name = told.get("draft", ""), told.get("session", ""), told.get("name", "")
        if name:
            path, account = told.get("path", ""), told.get("account", "")
            self._here.here(draft, DraftEditor(session, account, name, path, self._now_ms()))
        else:
            self._here.leave(draft, session)
