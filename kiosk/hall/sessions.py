"""The sessions of a hall: which run, how many may connect, and how long one waits for its client to reconnect."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Protocol

from kiosk.admission.waiting_room import Unbounded, WaitingRoom, kept_for_citizens
from kiosk.hall import phrases
from kiosk.net.eviction import gives_way
from kiosk.telemetry.metrics import Metrics
from kiosk.wire.outlet import Outlet

#: Seconds after which a conversation whose citizen has never answered is ended when others wait for a place.
#: By then the greeting has been spoken, and repeated once.
UNANSWERED_S = 30.0


class HostedSession(Protocol):
    """What the registry runs, counts and ends: a conversation, or the transcription of another program's sound.

    `begun`: not in attract mode. `leaving`: `end` was called; its place is free.
    """

    id: str

    @property
    def begun(self) -> bool: ...
    @property
    def leaving(self) -> bool: ...
    async def run(self) -> None: ...
    def end(self, reason: str) -> None: ...
    def end_politely(self, reason: str, text: str) -> None: ...
    def broke(self, error: BaseException) -> None: ...


class InteractiveSession(HostedSession, Protocol):
    """An interactive session: a hosted session with a client that shows and answers, and that may reconnect with
    `resume_token`.

    `over`: its goodbye has been sent; `parted` waits for that.
    `unanswered_since`: when it began (s on the event loop's clock), while its citizen has not answered and is silent.
    """

    resume_token: str

    @property
    def outlet(self) -> Outlet: ...
    @property
    def over(self) -> bool: ...
    @property
    def unanswered_since(self) -> float | None: ...
    async def parted(self) -> None: ...
    def attach(self, outlet: Outlet) -> None: ...
    def detach(self) -> None: ...


class PageConnection(Protocol):
    """A page's connection after its hello. `attract`: no conversation has begun. `waits`: its citizen is in the queue.

    `address`: where it connects from. `heard_at`: when its last frame came (s on the event loop's clock).
    """

    address: str
    heard_at: float

    @property
    def attract(self) -> bool: ...
    @property
    def waits(self) -> bool: ...
    def give_way(self) -> None: ...


class SessionRegistry:
    """Runs each session as a task of its own, so that a session can outlive its connection.

    `limit`: connected sessions, attract mode included. `grace_s`: seconds that a session waits for its client to
    reconnect. `room`: the queue for a place.
    """

    def __init__(self, *, limit: int, grace_s: float, room: WaitingRoom | None = None) -> None:
        self._limit, self._grace_s = limit, grace_s
        self._sessions: dict[str, HostedSession] = {}  # by id
        self._resumable: dict[str, InteractiveSession] = {}  # by resume token
        self._addresses: dict[str, str] = {}  # by id
        self._pages: set[PageConnection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._graces: dict[str, asyncio.TimerHandle] = {}  # by id: sessions whose client is disconnected
        self._changed = asyncio.Event()
        self.draining = False
        self.room = room or WaitingRoom(Unbounded(), Metrics(), wait_s=grace_s)
        self.room.live = lambda: [session.id for session in self.live if session.id not in self._graces]
        self.room.address_of = lambda who: self._addresses.get(who, "")
        self.room.crowded = self._crowded

    def __len__(self) -> int:
        return len(self._sessions)

    @property
    def full(self) -> bool:
        return self._connected >= self._limit

    @property
    def _connected(self) -> int:
        """A session that waits for its client to reconnect, or is leaving, does not count against `limit`."""
        return sum(not session.leaving and session.id not in self._graces for session in self._sessions.values())

    @property
    def live(self) -> list[HostedSession]:
        """Sessions that have begun (not those in attract mode)."""
        return [session for session in self._sessions.values() if session.begun]

    # ---- pages ------------------------------------------------------------------------------------------------------

    def make_room(self, address: str) -> bool:
        """Whether one more page of this address may connect.

        When the hall is full of pages, one of the address that holds the most gives way, if that is no fewer than
        `address` holds: the page in attract mode that has been quiet the longest; where none is in attract mode, one
        whose citizen waits in the queue, if that leaves its address no fewer.
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
        self.remove_page(victim)
        victim.give_way()
        return True

    def add_page(self, page: PageConnection) -> None:
        self._pages.add(page)

    def remove_page(self, page: PageConnection) -> None:
        self._pages.discard(page)

    # ---- places -----------------------------------------------------------------------------------------------------

    def _crowded(self, waiting: int) -> None:
        """So many wait. End as many conversations that began `UNANSWERED_S` ago and were never answered."""
        now = asyncio.get_running_loop().time()
        connected = (s for s in self._resumable.values() if s.begun and s.id not in self._graces)
        since = {s: s.unanswered_since for s in connected}
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
        """Whether a client other than a page may begin: a quarter of all places is kept for citizens."""
        return self._connected < self._limit - kept_for_citizens(self._limit) and self.room.admits_other_clients()

    # ---- sessions ---------------------------------------------------------------------------------------------------

    def host(self, session: HostedSession, address: str = "") -> asyncio.Task[None]:
        """Run it until it ends. `address`: where its client connects from."""
        self._addresses[session.id] = address
        self._sessions[session.id] = session
        task = asyncio.create_task(session.run(), name=f"session.{session.id[:8]}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(session, done))
        return task

    def enter(self, session: InteractiveSession, address: str = "") -> None:
        """Host it, so that `find` knows it by its resume token until it ends."""
        self._resumable[session.resume_token] = session
        task = self.host(session, address)
        task.add_done_callback(lambda _: self._resumable.pop(session.resume_token, None))

    def hosted(self, id: str) -> HostedSession | None:
        return self._sessions.get(id)

    def find(self, token: str | None) -> InteractiveSession | None:
        """The conversation of this resume token, if it has begun and is not leaving."""
        session = self._resumable.get(token or "")
        return session if session is not None and session.begun and not session.leaving else None

    def reattach(self, session: InteractiveSession, outlet: Outlet) -> None:
        """The client reconnected within the grace period, or from elsewhere while the old connection still hangs."""
        if grace := self._graces.pop(session.id, None):
            grace.cancel()
            self.room.began(session.id)
        before = session.outlet
        session.attach(outlet)
        before.taken_over()

    def detach(self, session: InteractiveSession, outlet: Outlet) -> None:
        """This outlet's connection is gone. Its place is free at once; a conversation waits for its client for
        `grace_s`, a session in attract mode ends.
        """
        if session.outlet is not outlet:
            return  # taken over by another connection already
        if not session.begun:
            session.end("idle")
            return
        session.detach()
        loop = asyncio.get_running_loop()
        self._graces[session.id] = loop.call_later(self._grace_s, session.end, "idle")
        self.room.left(session.id)
        if len(self._graces) > self._limit:  # end the one that has been disconnected the longest
            oldest = next(iter(self._graces))
            self._graces.pop(oldest).cancel()
            self._sessions[oldest].end("idle")

    async def drain(self, deadline_s: float) -> None:
        """Admit no session, let conversations finish, and end those left after `deadline_s`."""
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

    def _ended(self, session: HostedSession, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._sessions.pop(session.id, None)
        self._addresses.pop(session.id, None)
        self.room.left(session.id)
        if grace := self._graces.pop(session.id, None):
            grace.cancel()
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            session.broke(error)
