"""A hall that follows what is published in a record, without background jobs; for tests in virtual time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dialogue import Library, Machine, load_library
from kiosk.config import Settings
from kiosk.config.services import ServicesSettings
from kiosk.hall import Hall
from kiosk.hall.scripts_folder import signature
from kiosk.jobs.follow_published import PublishedFollower
from kiosk.jobs.prerender import Prerenderer
from support.fakes import Voice
from support.halls import make_hall
from support.inline_store import InlineStore
from support.versions import version_files, write_files


class Rendered(Voice):
    """Has every prompt in its cache but those with a word of `missing`."""

    missing = ""

    async def prerendered(self, text: str) -> bool:
        return not self.missing or self.missing not in text


class Following:
    """A hall that follows its record, without its background jobs: a test looks when it wants to."""

    def __init__(self, folder: Path) -> None:
        self.store = InlineStore()
        library = load_library(write_files(version_files("文件夹"), folder / "services"))
        settings = replace(
            Settings(), services_dir=folder / "services", data_dir=folder / "data",
            services=ServicesSettings(source="published"),
        )  # fmt: skip
        self.voice = Rendered()
        self.hall: Hall = make_hall(
            settings, store=self.store, library=library, machine=Machine(library), voice=self.voice,
            services_seen=signature(settings.services_dir), log=self,
        )  # fmt: skip
        self.lines: list[str] = []
        self.libraries: list[Library] = []
        self.prerenderer = Prerenderer(self.hall, lambda done, total: None)
        self.follower = PublishedFollower(self.hall, self.prerenderer, (self.libraries.append, self.prerenderer.add))

    def info(self, event: str, **fields: Any) -> None:
        self.lines.append(event)

    warning = error = info

    async def look(self) -> None:
        await self.follower.look()

    async def render(self) -> None:
        """Until the prerenderer has nothing left that it has read of."""
        while self.prerenderer._libraries:  # noqa: SLF001 -- its run would wait for ever
            await self.prerenderer._read(self.prerenderer._libraries.popleft())  # noqa: SLF001
        for text in list(self.prerenderer._wanted):  # noqa: SLF001
            if await self.voice.prerendered(text):
                await self.prerenderer._next()  # noqa: SLF001

    def asks(self) -> str:
        """Of the machine that the next conversation at kiosk-1 gets."""
        machine = self.hall.scripts_for("kiosk-1", "c", "screen").machine
        return asked(machine.library)


def asked(library: Library) -> str:
    """Every sentence that it may say."""
    return "".join(library.prompts())
