"""Who is in the hall: every running session, how many there may be, and the grace period of a page that is away."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Protocol

from kiosk.admission.waiting_room import Unbounded, WaitingRoom, kept_for_citizens
from kiosk.hall import phrases
from kiosk.net.eviction import gives_way
from kiosk.telemetry.metrics import Metrics
from kiosk.wire import MicFrame
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet

#: A conversation that was begun so long ago (s), and in which nothing was ever answered, gives way to those who wait:
#: the greeting has been spoken by then, and said again.
UNANSWERED_S = 30.0


class Visitor(Protocol):
    """A session (`kiosk.session.session.Session`), as the hall and its channels see it.

    `unanswered_since`: when it began, on the event loop's clock, if its citizen has neither answered nor is speaking.
    """

    id: str
    resume_token: str

    @property
    def outlet(self) -> Outlet: ...
    @property
    def begun(self) -> bool: ...
    @property
    def leaving(self) -> bool: ...
    async def parted(self) -> None: ...
    @property
    def over(self) -> bool: ...
    @property
    def unanswered_since(self) -> float | None: ...
    async def run(self) -> None: ...
    def hear(self, frame: MicFrame, missing: int) -> None: ...
    def receive(self, message: m.Up) -> None: ...
    def attach(self, outlet: Outlet) -> None: ...
    def detach(self) -> None: ...
    def end(self, reason: str) -> None: ...
    def end_politely(self, reason: str, text: str) -> None: ...
    def broke(self, error: BaseException) -> None: ...


class Page(Protocol):
    """A connection whose hello was good. `waits`: its citizen waits for a place. `attract`: it has no citizen at all.
    `address`: from where; `heard_at`: when the last frame came from it, on the event loop's clock.
    """

    address: str
    heard_at: float

    @property
    def attract(self) -> bool: ...
    @property
    def waits(self) -> bool: ...
    def give_way(self) -> None: ...


class SessionRegistry:
    """Runs each session as a task of its own, so that it can outlive its connection.

    `limit`: sessions, attract mode included. `room`: where those wait who want to begin while all places are taken.
    """

    def __init__(self, *, limit: int, grace_s: float, room: WaitingRoom | None = None) -> None:
        self._limit, self._grace_s = limit, grace_s
        self._sessions: dict[str, Visitor] = {}  # by resume token
        self._addresses: dict[str, str] = {}  # by id
        self._pages: set[Page] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._graces: dict[str, asyncio.TimerHandle] = {}
        self._changed = asyncio.Event()
        self.draining = False
        self.room = room or WaitingRoom(Unbounded(), Metrics(), wait_s=grace_s)
        self.room.live = lambda: [s.id for s in self._inside]
        self.room.address_of = lambda who: self._addresses.get(who, "")
        self.room.crowded = self._crowded

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def full(self) -> bool:
        return self._connected >= self._limit

    @property
    def _connected(self) -> int:
        """Conversations whose page is away wait for it, but keep no other page out; nor do those that are leaving."""
        return sum(not s.leaving and s.resume_token not in self._graces for s in self._sessions.values())

    @property
    def _inside(self) -> list[Visitor]:
        return [s for s in self.live if s.resume_token not in self._graces]

    def make_room(self, address: str) -> bool:
        """Whether one more page from here may come. When the hall is full of pages, one of the address that holds the
        most gives way, if that is no fewer than `address` holds: the one in attract mode that has been quiet the
        longest; where none is in attract mode, one whose citizen waits, if that leaves its address no fewer.
        """
        if not self.full:
            return True
        held = Counter(page.address for page in self._pages)
        pages = sorted(self._pages, key=lambda page: page.heard_at)
        victim = gives_way({page: page.address for page in pages if page.attract}, held, held[address])
        if victim is None:
            victim = gives_way({page: page.address for page in pages if page.waits}, held, held[address] + 2)
        if victim is None:
            return False
        self.gone(victim)
        victim.give_way()
        return True

    def present(self, page: Page) -> None:
        self._pages.add(page)

    def gone(self, page: Page) -> None:
        self._pages.discard(page)

    def _crowded(self, waiting: int) -> None:
        """So many wait. As many conversations that were begun, and in which nothing was ever answered, give way."""
        now = asyncio.get_running_loop().time()
        since = {s: s.unanswered_since for s in self._inside}
        silent = sorted(
            (at, n, s) for n, (s, at) in enumerate(since.items()) if at is not None and now - at >= UNANSWERED_S
        )
        candidates = {s: self._addresses.get(s.id, "") for _, _, s in silent}
        for _ in range(waiting):
            if (victim := gives_way(candidates)) is None:
                return
            del candidates[victim]
            victim.end("idle")

    def admits_other_clients(self) -> bool:
        """Whether a client that is no page of ours may begin: a quarter of all places is kept for citizens."""
        return self._connected < self._limit - kept_for_citizens(self._limit) and self.room.admits_other_clients()

    @property
    def live(self) -> list[Visitor]:
        """Sessions with a citizen in them (not those waiting in attract mode)."""
        return [s for s in self._sessions.values() if s.begun]

    def enter(self, session: Visitor, address: str = "") -> None:
        """`address`: where its page connects from."""
        self._addresses[session.id] = address
        self._sessions[session.resume_token] = session
        task = asyncio.create_task(session.run(), name=f"session.{session.id[:8]}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._left(session, done))

    def find(self, token: str | None) -> Visitor | None:
        """A conversation that may be taken up again: one that has not ended."""
        session = self._sessions.get(token or "")
        return session if session is not None and session.begun and not session.leaving else None

    def back(self, session: Visitor, outlet: Outlet) -> None:
        """The page is back within the grace period (or from elsewhere, while the old connection still hangs)."""
        if grace := self._graces.pop(session.resume_token, None):
            grace.cancel()
            self.room.began(session.id)
        before = session.outlet
        session.attach(outlet)
        before.taken_over()

    def away(self, session: Visitor, outlet: Outlet) -> None:
        """This outlet is gone. A conversation waits for its page, attract mode does not; its place is free at once."""
        if session.outlet is not outlet:
            return  # taken over by another connection already
        if not session.begun:
            session.end("idle")
            return
        session.detach()
        loop = asyncio.get_running_loop()
        self._graces[session.resume_token] = loop.call_later(self._grace_s, session.end, "idle")
        self.room.left(session.id)
        if len(self._graces) > self._limit:  # the one that has been waiting the longest for its page
            token = next(iter(self._graces))
            self._graces.pop(token).cancel()
            self._sessions[token].end("idle")

    async def drain(self, deadline_s: float) -> None:
        """Let nobody in, let conversations finish, and end what is left after `deadline_s`."""
        self.draining = True
        self.room.close()
        for session in list(self._sessions.values()):
            if not session.begun:
                session.end("drain")
        try:
            async with asyncio.timeout(deadline_s):
                while self._tasks:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            for session in self.live:
                session.end_politely("drain", phrases.DRAIN)
            await self._last_words()

    async def _last_words(self, seconds: float = 8.0) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for session in list(self._sessions.values()):
            session.end("drain")
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _left(self, session: Visitor, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._sessions.pop(session.resume_token, None)
        self._addresses.pop(session.id, None)
        self.room.left(session.id)
        if grace := self._graces.pop(session.resume_token, None):
            grace.cancel()
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            session.broke(error)
