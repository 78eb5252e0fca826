"""What the services folder looks like, and (sans-I/O) when what was saved there should be loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dialogue import sources
from dialogue.errors import Problems

#: Every file's path with its inode, time of change and size.
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
    """Of all that the loader reads. Nothing for what cannot be looked at, such as a network mount that is away."""
    found = []
    told = Problems(folder)  # not used: the loader finds the same, and tells it
    for path in (*sources.scripts(folder, told), *sources.knowledge(folder / "knowledge", told)):
        try:
            stat = path.stat()
        except OSError:
            continue  # gone since it was listed
        found.append((str(path.relative_to(folder)), stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
