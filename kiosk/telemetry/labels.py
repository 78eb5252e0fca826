"""Values of metrics' labels, of which there are never more than are known."""

from __future__ import annotations

from collections.abc import Iterable

#: For a value that is not known, and for none.
OTHER, NONE = "other", "none"


class KnownLabels:
    """`spare`: so many values that are not known are taken as they come, the first ones; all others are `OTHER`."""

    def __init__(self, known: Iterable[str] = (), *, spare: int = 0) -> None:
        self._known, self._spare = set(known), spare

    def know(self, values: Iterable[str]) -> None:
        """These too, from now on. None is forgotten: its numbers go on."""
        self._known.update(values)

    def of(self, value: str) -> str:
        if not value or value in self._known:
            return value or NONE
        if self._spare <= 0:
            return OTHER
        self._spare -= 1
        self._known.add(value)
        return value
