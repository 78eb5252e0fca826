"""All conversations of a hall that are going on, and the feeds of those who watch them.

A feed holds no queue: it knows the revision that it has told, and tells the newest state of what changed since. Who
reads slowly skips states in between, and costs neither memory nor a session's time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from kiosk.hall.live.view import LiveView

#: Conversations that are over, of which a feed that comes back is told. Overflow: it gets all that is going on instead.
ENDED = 1000


class LiveBoard:
    """One per hall. Used from the event loop only. `now_ms`: the record's clock, ms since 1970."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._views: dict[str, LiveView] = {}  # by conversation, the oldest first
        self._ended: deque[tuple[int, str]] = deque(maxlen=ENDED)  # revision and conversation
        self._watchers: set[Callable[[], None]] = set()
        self.revision = 0
        self.on_end: Callable[[str], None] = lambda conversation: None

    def __len__(self) -> int:
        return len(self._views)

    @property
    def watched(self) -> bool:
        return bool(self._watchers)

    # ---- from sessions ----------------------------------------------------------------------------------------------

    def open(self, conversation: str, *, channel: str, device: str, place: str, window: str) -> LiveView:
        view = LiveView(
            conversation, channel=channel, device=device, place=place, window=window, now_ms=self._now_ms,
            on_change=self._changed, watched=lambda: bool(self._watchers),
        )  # fmt: skip
        self._views[conversation] = view
        self._changed(view)
        return view

    def close(self, view: LiveView) -> None:
        """The conversation is over. Nothing of it is kept."""
        if self._views.get(view.id) is view:
            del self._views[view.id]
            self.revision += 1
            self._ended.append((self.revision, view.id))
            self.on_end(view.id)
            self._tell()

    def _changed(self, view: LiveView) -> None:
        if self._views.get(view.id) is not view:
            return
        self.revision += 1
        view.revision = self.revision
        self._tell()

    def _tell(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    # ---- for those who watch ----------------------------------------------------------------------------------------

    def watch(self, watcher: Callable[[], None]) -> None:
        """`watcher` is called after each change; it must not raise or wait."""
        self._watchers.add(watcher)

    def leave(self, watcher: Callable[[], None]) -> None:
        self._watchers.discard(watcher)

    def view(self, conversation: str) -> LiveView | None:
        return self._views.get(conversation)

    def views(self) -> list[LiveView]:
        """The oldest first."""
        return list(self._views.values())

    def since(self, revision: int) -> tuple[list[dict[str, Any]], list[str]] | None:
        """What changed after `revision`: the conversations as they are now, and the ids of those that are over.

        None: too long ago, or not a revision of this board; start from 0, which has no ended ones.
        """
        if revision == 0:
            return [view.summary() for view in self.views()], []
        forgotten = self._ended[0][0] if len(self._ended) == ENDED else 0
        if not 0 < revision <= self.revision or revision < forgotten:
            return None
        changed = [view.summary() for view in self.views() if view.revision > revision]
        return changed, [conversation for at, conversation in self._ended if at > revision]
