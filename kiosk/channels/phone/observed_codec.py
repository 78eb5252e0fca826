"""A call's codec with somebody who watches: all that comes from the line and goes to it passes here."""

from __future__ import annotations

from typing import Protocol

from kiosk.wire.phone.events import Pcm, PhoneCodec, PhoneEvent, WireFrame


class CallObserver(Protocol):
    """Is told what passes the line, when it passes. No method waits or raises."""

    def came(self, event: PhoneEvent) -> None: ...

    def sent(self, pcm: Pcm, rate: int) -> None:
        """A frame of the clerk's sound."""

    def cleared(self) -> None:
        """The peer drops what it has not played yet."""

    def hung_up(self) -> None:
        """We hang up."""


class ObservedCodec:
    """A `PhoneCodec` that does what `codec` does."""

    def __init__(self, codec: PhoneCodec, observer: CallObserver) -> None:
        self._codec, self._observer = codec, observer

    @property
    def rate(self) -> int:
        return self._codec.rate

    @property
    def over(self) -> bool:
        return self._codec.over

    @property
    def marks(self) -> bool:
        return self._codec.marks

    @property
    def buffers(self) -> bool:
        return self._codec.buffers

    def feed(self, data: WireFrame) -> list[PhoneEvent]:
        events = self._codec.feed(data)
        for event in events:
            self._observer.came(event)
        return events

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        self._observer.sent(pcm, self._codec.rate)
        return self._codec.audio(pcm)

    def clear(self) -> list[WireFrame]:
        self._observer.cleared()
        return self._codec.clear()

    def mark(self, name: str) -> list[WireFrame]:
        return self._codec.mark(name)

    def hang_up(self) -> list[WireFrame]:
        self._observer.hung_up()
        return self._codec.hang_up()
