"""Gives the adviser the wordings of each library, so that no citizen waits while they are encoded."""

from __future__ import annotations

import asyncio

from dialogue import Library
from kiosk.hall import Hall


class Learning:
    """One per hall. Does nothing where the hall has no adviser."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._libraries: asyncio.Queue[Library] = asyncio.Queue()
        self.add(hall.library)

    def add(self, library: Library) -> None:
        self._libraries.put_nowait(library)

    async def run(self) -> None:
        """Does not return."""
        while True:
            library = await self._libraries.get()
            if self._hall.adviser is not None:
                await self._hall.adviser.learn(library.wordings())
