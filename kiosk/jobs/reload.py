"""Hot reload: saved scripts go live for new conversations; one with a mistake changes nothing, and its line is logged.

`Watch` (sans-I/O) decides when to load from the folder's signature; `Reloader` takes the signature, loads in a thread,
and gives the hall its new machine. A look is a `stat` of every file, which works where change notifications do not: on
network mounts, in containers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from dialogue import Library, Machine, ScriptError, ScriptErrors, read_services
from dialogue.errors import Problems
from dialogue.lint import QUICK, lint
from dialogue.sources import unharmed
from kiosk.config import Settings
from kiosk.hall import Hall
from kiosk.hall.scripts import machine_for, warm_up
from kiosk.hall.scripts_folder import Signature, Watch, signature

#: Seconds between two looks. A change is loaded at the second look that sees it, so it is live within about a second.
LOOK_S = 0.25
#: Looks before a folder that was refused is read again unchanged: at first (2 s), doubling each time, at most (5 min).
RETRY_LOOKS, LONGEST_RETRY_LOOKS = 8, 1200
#: Mistakes logged for one load; the rest are counted.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class ReloadStatus:
    """For operators. `refused`: the folder holds mistakes, and the last good library stays live.

    `loading`: a load is under way, and `mistakes` are those of the load before it.
    """

    state: Literal["current", "loading", "refused"] = "current"
    loads: int = 0
    mistakes: tuple[ScriptError, ...] = ()

    @property
    def places(self) -> list[str]:
        """Where the first mistakes are: `card.yaml:27`."""
        return [f"{Path(mistake.file).name}:{mistake.line}" for mistake in self.mistakes[:5]]


def load(folder: Path, today: date, *, sends_sms: bool = False) -> Library:
    """The library, if the lint finds no error in it. Raises only `ScriptErrors`, whatever the files hold."""
    read = read_services(folder)
    library = read.library()
    problems = Problems(folder)
    with unharmed(problems):
        for error in lint(read, today, QUICK, sends_sms=sends_sms).errors:
            problems.errors.append(ScriptError(error.file, error.line, error.message, error.fix))
    if problems.errors:
        raise ScriptErrors(problems.errors)
    return library


def load_machine(settings: Settings, today: date) -> Machine:
    """The warmed-up machine of the library in the folder. Raises only `ScriptErrors`."""
    problems = Problems(settings.services_dir)
    with unharmed(problems):
        library = load(settings.services_dir, today, sends_sms=settings.hall.sms != "none")
        machine = machine_for(library, settings)
        warm_up(machine, today)
        return machine
    raise ScriptErrors(problems.errors)


def warm(folder: Path, today: date) -> None:
    """Load once and discard: the first load takes seconds (dictionaries, sounds), which would delay a conversation."""
    with suppress(ScriptErrors):
        load(folder, today)


class Reloader:
    """One per hall. `on_library` are called with each new library."""

    def __init__(self, hall: Hall, on_library: Sequence[Callable[[Library], None]]) -> None:
        self._hall, self._on_library = hall, on_library
        self._folder = hall.settings.services_dir
        self._watch = Watch(hall.services_seen)
        self._status = ReloadStatus()  # after the last load that counted
        self._loads: set[asyncio.Future[Machine]] = set()  # that have not ended: the current one, and one given up
        self._wait = self._left = RETRY_LOOKS  # looks from one try to the next, and those left of them

    @property
    def status(self) -> ReloadStatus:
        return replace(self._status, state="loading") if self._loads else self._status

    async def run(self) -> None:
        """Until cancelled. The threads of loads under way run to their end; nothing waits for them."""
        try:
            while True:
                await asyncio.sleep(LOOK_S)
                await self.look()
        finally:
            loads = list(self._loads)
            for load in loads:
                load.cancel()
            await asyncio.gather(*loads, return_exceptions=True)

    async def look(self) -> None:
        """Look at the folder once, and load it if due.

        A refused folder is read again after a while even if unchanged: a share was unmounted, a file was locked or half
        written. The result of a load during which the folder changed is discarded; it is loaded again when settled.
        """
        seen = await asyncio.to_thread(signature, self._folder)
        if not self._watch.look(seen) and not self._due():
            return
        today = datetime.now().astimezone().date()
        load = self._begin(today)
        if not await self._waited_for(load, seen):
            return
        try:
            machine = load.result()
        except ScriptErrors as error:
            if await self._settled(seen):
                self._refuse(error.errors)
            return
        if await self._settled(seen):
            self._take_up(machine)

    def _begin(self, today: date) -> asyncio.Future[Machine]:
        def over(ended: asyncio.Future[Machine]) -> None:
            self._loads.discard(ended)
            if not ended.cancelled():
                ended.exception()  # of a load that was given up: not reported

        load = asyncio.ensure_future(asyncio.to_thread(load_machine, self._hall.settings, today))
        self._loads.add(load)
        load.add_done_callback(over)
        return load

    async def _waited_for(self, load: asyncio.Future[Machine], seen: Signature) -> bool:
        """Whether the load has ended. False: the folder has changed meanwhile and settled, so the outcome is outdated.

        A thread cannot be stopped: a load that was given up runs to its end. At most one such load runs, so that a
        folder that is slow to read and changes often does not take all threads.
        """
        changed = Watch(seen)
        while not (await asyncio.wait({load}, timeout=LOOK_S))[0]:
            if changed.look(await asyncio.to_thread(signature, self._folder)) and self._loads == {load}:
                return False
        return True

    async def _settled(self, seen: Signature) -> bool:
        if await asyncio.to_thread(signature, self._folder) != seen:
            return False
        self._watch.loaded(seen)
        return True

    def _due(self) -> bool:
        self._left -= 1
        return self._status.state == "refused" and self._left <= 0

    def _take_up(self, machine: Machine) -> None:
        """Conversations that have begun keep the machine they began with."""
        hall = self._hall
        hall.library, hall.machine = machine.library, machine
        self._status = ReloadStatus("current", self._status.loads + 1)
        hall.metrics.reloaded("loaded")
        hall.metrics.by_service.know_services(script.name for script in machine.library.every)
        hall.log.info("services reloaded", count=len(machine.library.scripts))
        for tell in self._on_library:
            tell(machine.library)

    def _refuse(self, mistakes: Sequence[ScriptError]) -> None:
        self._hall.metrics.reloaded("refused")
        known = self._status.mistakes == tuple(mistakes)
        self._wait = self._left = min(2 * self._wait, LONGEST_RETRY_LOOKS) if known else RETRY_LOOKS
        if known:
            return  # reported already
        self._status = ReloadStatus("refused", self._status.loads, tuple(mistakes))
        for mistake in mistakes[:_TOLD]:
            place = f"{Path(mistake.file).name}:{mistake.line}"
            self._hall.log.warning("services refused", path=place, mistake=mistake.message)
        self._hall.log.warning("services unchanged", count=len(mistakes))
