"""What the services folder looks like, and (sans-I/O) when what was saved there should be loaded."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from dialogue import sources

#: Every file's path with its inode, time of change and size (`sources.SourceFile.looked`).
Signature = tuple[tuple[str, int, int, int], ...]


@dataclass(slots=True)
class Watch:
    """When to load. `live`: what the folder looked like when it was loaded last, with or without success."""

    live: Signature
    _last: Signature = field(init=False)

    def __post_init__(self) -> None:
        self._last = self.live

    def look(self, seen: Signature) -> bool:
        """Whether to load now: it is not what was loaded last, and has not changed since the last look.

        An editor that writes in pieces, or a copy of many files, is waited for.
        """
        settled = seen == self._last
        self._last = seen
        return settled and seen != self.live

    def loaded(self, seen: Signature) -> None:
        """`seen`: what the folder looked like before it was read. A file saved meanwhile is seen at the next look."""
        self.live = seen


def signature(folder: Path) -> Signature:
    """Of all that the loader reads or refuses, what cannot be looked at included: `sources` decides for both."""
    files = sources.loaded_from(folder)
    return tuple((os.path.relpath(file.path, folder), *file.looked) for file in files)
