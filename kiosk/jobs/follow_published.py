"""Takes up what was published in the record, for new conversations: at once what this process published and, where the
record is on PostgreSQL, any process; else within about a second.

Versions that may be published next are loaded and their prompts rendered beforehand, and what the hall has ready is
written into the record, so that `kiosk services publish` can wait for it. The last machines are kept: a roll-back loads
and renders nothing.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dialogue import Library, Machine, ScriptErrors
from kiosk.hall import Hall
from kiosk.hall.published import version_folder
from kiosk.hall.scripts_folder import Watch, signature
from kiosk.hall.serving import CanaryScripts, ServedScripts
from kiosk.jobs.prerender import Prerenderer
from kiosk.jobs.reload import ReloadStatus, load_machine
from kiosk.publishing.lifecycle import Standing
from kiosk.publishing.rollout import Rollout
from kiosk.store import StoreError

#: Seconds from one look at the record to the next.
LOOK_S = 1.0
#: Looks from one report of what is ready to the next, where nothing has changed.
REPORT_LOOKS = 10
#: Machines that are kept, besides the live one and the canary's; versions that are made ready ahead.
KEPT, READY = 4, 3


class PublishedFollower:
    """One per hall, instead of `Reloader`. `on_library` are called with each new library."""

    def __init__(self, hall: Hall, prerenderer: Prerenderer, on_library: Sequence[Callable[[Library], None]]) -> None:
        self._hall, self._prerenderer, self._on_library = hall, prerenderer, on_library
        self._folder = Watch(hall.services_seen)
        self._machines: OrderedDict[str, Machine] = OrderedDict()  # by hash, the one used last at the end
        self._troubles: dict[str, tuple[ScriptErrors | OSError | StoreError, str]] = {}  # of versions, by hash
        self._length = -1  # of the history, when it was read last
        self._now = Standing()
        self._reported: dict[int, tuple[int, int, str]] = {}
        self._looks = 0
        self._looked, self._loading = asyncio.Event(), asyncio.Lock()
        self.status = ReloadStatus()
        if hall.version:
            self._machines[hall.version] = hall.machine

    @property
    def version(self) -> int | None:
        """The number of the version that new conversations get; None: nothing has been published."""
        hashes = {one.hash: one.number for one in self._now.versions.values()}
        return self._now.live if self._live_hash == self._hall.version else hashes.get(self._hall.version)

    async def run(self) -> None:
        """Until cancelled. What is live is followed beside the loading of what may come, which takes seconds."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._get_ready_after_looks(), name="published.get_ready")
            while True:
                await self._or_away(self._follow)
                await self._watch_folder()
                await self._hall.store.wait_for_publication(LOOK_S)

    async def look(self) -> None:
        """Look at the record once, follow it, load what may come, and report it."""
        await self._or_away(self._follow, self._get_ready, self._report)
        await self._watch_folder()

    async def _or_away(self, *work: Callable[[], Awaitable[None]]) -> None:
        """One after the other, until the record is away, which is counted: what is live stays live."""
        try:
            for each in work:
                await each()
        except StoreError as error:
            self._hall.metrics.store_fault(error.kind)

    @property
    def _live_hash(self) -> str:
        return "" if self._now.live is None else self._now.versions[self._now.live].hash

    async def _follow(self) -> None:
        """The live version first; then the canary's. Loaded are only those that were not ready."""
        length = await self._hall.store.versions.length()
        if length != self._length:
            self._now, self._length = await self._hall.store.versions.standing(), length
            self._troubles.clear()
            self._looks = 0
        now = self._now
        if now.live is not None and (machine := await self._machine(now.live)) is not None:
            self._take_up(machine, self._live_hash)
        canary = None if now.canary is None else await self._machine(now.canary)
        self._take_canary(canary)
        self._forget()
        self._looked.set()

    async def _get_ready_after_looks(self) -> None:
        while True:
            await self._looked.wait()
            self._looked.clear()
            await self._or_away(self._get_ready, self._report)

    async def _get_ready(self) -> None:
        """Load what may come."""
        for number in self._coming():
            await self._machine(number)

    def _coming(self) -> tuple[int, ...]:
        """The newest versions that may be published as they stand, and the one that a roll-back goes to."""
        states = ("approved",) if self._hall.settings.services.approval == "two_persons" else ("approved", "proposed")
        found = [number for number, state in self._now.states.items() if state in states]
        return (*sorted(found, reverse=True)[:READY], *self._now.stack[-2:-1])

    async def _machine(self, version: int) -> Machine | None:
        """Loaded once; None where this release cannot load it, which was logged."""
        name = self._now.versions[version].hash
        if name not in self._machines:
            async with self._loading:  # one at a time
                await self._load(version, name)
        if name in self._machines:
            self._machines.move_to_end(name)
        return self._machines.get(name)

    async def _load(self, version: int, name: str) -> None:
        if name in self._machines or name in self._troubles:
            return
        hall, today = self._hall, datetime.now().astimezone().date()
        try:
            folder = await version_folder(hall.store, hall.settings.data_dir, version)
            machine = await asyncio.to_thread(load_machine, replace(hall.settings, services_dir=folder), today)
        except (ScriptErrors, OSError, StoreError) as error:
            if isinstance(error, StoreError) and error.kind != "corrupt":
                raise
            self._refuse(version, name, error)
            return
        self._machines[name] = machine
        for tell in self._on_library:
            tell(machine.library)

    def _refuse(self, version: int, name: str, error: ScriptErrors | OSError | StoreError) -> None:
        hall = self._hall
        mistakes = tuple(error.errors) if isinstance(error, ScriptErrors) else ()
        places = [f"{Path(mistake.file).name}:{mistake.line} {mistake.message}" for mistake in mistakes[:3]]
        told = "；".join(places) or str(error)
        self._troubles[name] = (error, told)
        self.status = ReloadStatus("refused", self.status.loads, mistakes)
        hall.metrics.reloaded("refused")
        hall.log.error("a published version cannot be loaded; what was live stays live", version=version, mistake=told)

    def _take_up(self, machine: Machine, name: str) -> None:
        """Conversations that have begun keep the machine they began with."""
        hall = self._hall
        if hall.version == name:
            return
        hall.library, hall.machine, hall.version = machine.library, machine, name
        self.status = ReloadStatus("current", self.status.loads + 1)
        hall.metrics.reloaded("loaded")
        hall.log.info("published services", version=self._now.live, hash=name)

    def _take_canary(self, machine: Machine | None) -> None:
        hall, now = self._hall, self._now
        if machine is None or now.canary is None:
            hall.canary = None
            return
        name = now.versions[now.canary].hash
        if hall.canary is None or hall.canary.served.version != name:
            hall.log.info("a canary begins", version=now.canary, hash=name)
        hall.canary = CanaryScripts(ServedScripts(machine, name), now.rollout or Rollout())

    def _forget(self) -> None:
        in_use = {self._hall.version, "" if self._hall.canary is None else self._hall.canary.served.version}
        coming = {self._now.versions[number].hash for number in self._coming()}
        others = [name for name in self._machines if name not in in_use | coming]
        for name in others[: max(0, len(others) - KEPT)]:
            del self._machines[name]

    async def _report(self) -> None:
        """What this hall has ready of what each version adds to the live one: when it changes, and now and then."""
        now, again = self._now, self._looks % REPORT_LOOKS == 0
        self._looks += 1
        followed = [number for number in (now.live, now.canary, *self._coming()) if number is not None]
        for number in followed:
            name = now.versions[number].hash
            trouble = self._troubles[name][1][:300] if name in self._troubles else ""
            done, total = (0, 1)
            if name in self._machines:
                done, total = self._prerenderer.progress(self._machines[name].library, self._hall.library)
            said = (done, total, trouble)
            if again or self._reported.get(number) != said:
                await self._hall.store.versions.report(number, *said)
                self._reported[number] = said

    async def _watch_folder(self) -> None:
        """A change in the folder does nothing here; who made it is told so."""
        seen = await asyncio.to_thread(signature, self._hall.settings.services_dir)
        if self._folder.look(seen):
            self._folder.loaded(seen)
            self._hall.log.warning(
                "the services folder has changed; nothing of it is live before it is published (services.source)",
                do="kiosk services propose -m …",
            )
