"""Hot reload: a saved script goes live for new conversations; one with a mistake changes nothing and says where.

`Watch` (sans-I/O) decides when to load from what the folder looks like; `Reloader` looks, loads in a thread, and gives
the hall its new machine. Looking is a `stat` of every file, which works where change notifications do not: on network
mounts, in containers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from dialogue import Library, Machine, ScriptError, ScriptErrors, load_library
from dialogue.lint import QUICK, lint
from kiosk.hall import Hall, machine_for, practise
from kiosk.services_watch import Watch, signature

#: Seconds between two looks. A change is loaded at the second look that sees it, so it is live within about a second.
LOOK_S = 0.25
#: Mistakes told in the log for one load; the rest are counted.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Status:
    """For operators. `refused`: the folder holds mistakes, and the hall goes on with what it loaded before."""

    state: Literal["current", "refused"] = "current"
    loads: int = 0
    mistakes: tuple[ScriptError, ...] = ()


def load(folder: Path, today: date) -> Library:
    """The library, if the lint finds no error in it either. Raises `ScriptErrors`."""
    library = load_library(folder)
    errors = lint(folder, today, QUICK).errors
    if errors:
        raise ScriptErrors(ScriptError(error.file, error.line, error.message, error.fix) for error in errors)
    return library


def warm(folder: Path, today: date) -> None:
    """Load once to nobody: the first time costs seconds (dictionaries, sounds), which a citizen would feel."""
    with suppress(ScriptErrors):
        load(folder, today)


class Reloader:
    """One for a hall. `on_prompts`: sentences that were not there before, to be rendered ahead."""

    def __init__(self, hall: Hall, on_prompts: Callable[[Library], None]) -> None:
        self._hall, self._on_prompts = hall, on_prompts
        self._folder = hall.settings.services_dir
        self._watch = Watch(hall.services_seen)
        self.status = Status()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await self.look()

    async def look(self) -> None:
        """One look at the folder, and what follows from it."""
        seen = await asyncio.to_thread(signature, self._folder)
        if not self._watch.look(seen):
            return
        self._watch.loaded(seen)
        today = datetime.now().astimezone().date()
        try:
            library = await asyncio.to_thread(load, self._folder, today)
        except ScriptErrors as error:
            self._refuse(error.errors)
            return
        machine = machine_for(library, self._hall.settings)
        await asyncio.to_thread(practise, machine, today)
        self._take_up(library, machine)

    def _take_up(self, library: Library, machine: Machine) -> None:
        """Conversations that have begun keep the machine they began with."""
        hall = self._hall
        hall.library, hall.machine = library, machine
        self.status = Status("current", self.status.loads + 1)
        hall.metrics.reloaded("loaded")
        hall.log.info("services reloaded", count=len(library.scripts))
        self._on_prompts(library)

    def _refuse(self, mistakes: Sequence[ScriptError]) -> None:
        self.status = Status("refused", self.status.loads, tuple(mistakes))
        self._hall.metrics.reloaded("refused")
        for mistake in mistakes[:_TOLD]:
            place = f"{Path(mistake.file).name}:{mistake.line}"
            self._hall.log.warning("services refused", path=place, mistake=mistake.message)
        self._hall.log.warning("services unchanged", count=len(mistakes))
