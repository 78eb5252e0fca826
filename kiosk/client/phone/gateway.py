"""What a PBX or a carrier is to the hall during one call, sans-I/O: it takes the hall's frames, and plays them.

Its clock is the caller's telephone: `tick` every 20 ms. The surfaces: `audiosocket.py`, `asterisk.py`, `sip.py`,
`carrier.py`.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

import numpy as np

from kiosk.wire.phone.events import Pcm, WireFrame


class MediaGateway(Protocol):
    """One call. No method raises because of what the hall sent; once `over`, nothing is heard and nothing is sent.

    `rate`: Hz of the line. `over`: the hall hung up by a message of the surface. `ends_by_closing`: the surface has no
    such message, and the end of the connection is the hang-up. `refused`: what a real peer would have dropped or
    objected to, of what the hall sent.
    """

    rate: int
    ends_by_closing: bool
    refused: list[str]

    @property
    def over(self) -> bool: ...

    def start(self) -> None:
        """The call begins."""
        ...

    def feed(self, data: WireFrame) -> list[Pcm]:
        """One message of the hall's (of a stream: any piece). What the caller hears at once, mono int16 at `rate`."""
        ...

    def tick(self, said: Pcm | None) -> list[Pcm]:
        """20 ms have passed, in which the caller said `said` (mono int16 at `rate`; None: the line sent nothing).

        What the caller hears of what waited.
        """
        ...

    def press(self, digit: str) -> None: ...

    def hang_up(self) -> None:
        """The caller hangs up."""
        ...

    def to_send(self) -> list[WireFrame]:
        """What goes to the hall now; each is given once."""
        ...


class PlaybackQueue:
    """Sound that waits to be played to the caller, with marks in between. `waited`: ticks that the last frame waited.

    Bounded by its gateway, as the real one's is.
    """

    def __init__(self) -> None:
        self._items: deque[tuple[int, Pcm] | str] = deque()  # sound with the tick at which it came; names of marks
        self._ticks = 0
        self.waited = 0

    def put(self, pcm: Pcm) -> None:
        self._items.append((self._ticks, pcm))

    def mark(self, name: str) -> None:
        self._items.append(name)

    @property
    def empty(self) -> bool:
        return not self._items

    def clear(self) -> list[str]:
        """Drop everything; the names of the marks that were in it."""
        marks = [item for item in self._items if isinstance(item, str)]
        self._items.clear()
        return marks

    def take(self, size: int) -> tuple[Pcm | None, list[str]]:
        """A tick: up to `size` samples filled up with silence (None: nothing waited), and the marks before them."""
        self._ticks += 1
        marks: list[str] = []
        frame, filled = np.zeros(size, np.int16), 0
        while self._items and filled < size:
            item = self._items.popleft()
            if isinstance(item, str):
                if filled:
                    self._items.appendleft(item)
                    break
                marks.append(item)
                continue
            came, pcm = item
            some = pcm[: size - filled]
            frame[filled : filled + len(some)] = some
            filled += len(some)
            self.waited = self._ticks - came
            if len(some) < len(pcm):
                self._items.appendleft((came, pcm[len(some) :]))
        return (frame if filled else None), marks
