"""The signature of the services folder, and (sans-I/O) when a changed folder should be loaded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from dialogue import sources

#: Every file's path with its inode, time of change and size (`sources.SourceFile.looked`).
Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(slots=True)
class Watch:
    """Decides when to load. `live`: the folder's signature at the last load, successful or not."""

    live: Signature
    _last: Signature = field(init=False)

    def __post_init__(self) -> None:
        self._last = self.live

    def look(self, seen: Signature) -> bool:
        """Whether to load now: the folder differs from the last load, and has not changed since the last look.

        Waits for an editor that writes in pieces, and for a copy of many files.
        """
        settled = seen == self._last
        self._last = seen
        return settled and seen != self.live

    def loaded(self, seen: Signature) -> None:
        """`seen`: the signature before the folder was read. A file saved meanwhile counts at the next look."""
        self.live = seen


def signature(folder: Path) -> Signature:
    """Of every file that the loader reads or refuses, unreadable ones too: `sources` lists them for both."""
    files = sources.loaded_from(folder)
    return tuple((os.path.relpath(file.path, folder), *file.looked) for file in files)
