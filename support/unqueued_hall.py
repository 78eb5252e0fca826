"""`kiosk serve` that queues nobody: `python -m support.unqueued_hall serve …`, to measure where a hall breaks.

No setting turns the queue off for whom the hall measures that it cannot carry.
"""

from __future__ import annotations

from kiosk.__main__ import main
from kiosk.admission import queue
from kiosk.admission.capacity import Capacity


def admit_everyone() -> None:
    """The limit of the settings is the only one left: neither load nor a backlog of recognition queues anybody."""
    queue._BEHIND_S = float("inf")  # noqa: SLF001
    Capacity._fits = lambda self, load: self._limit  # type: ignore[method-assign]  # noqa: SLF001


if __name__ == "__main__":
    admit_everyone()
    main()
