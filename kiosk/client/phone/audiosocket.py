"""Asterisk's end of an AudioSocket: it plays sound as it comes, and paces nothing."""

from __future__ import annotations

import uuid

from kiosk.wire.phone.audiosocket import AudioSocketCodec, AudioSocketKind, frame, sound_frame
from kiosk.wire.phone.events import CallerAudio, Pcm, PeerMistake, WireFrame


class AudioSocketGateway:
    """A `MediaGateway`. `call_id`: told to the hall first. `rate`: one of `kiosk.wire.phone.audiosocket.RATES`."""

    ends_by_closing = False

    def __init__(self, call_id: uuid.UUID, *, rate: int = 8_000) -> None:
        self.rate = rate
        self.refused: list[str] = []
        self._call_id = call_id
        self._codec = AudioSocketCodec(caller=True)
        self._outbox: list[WireFrame] = []

    @property
    def over(self) -> bool:
        return self._codec.over

    def start(self) -> None:
        self._outbox.append(frame(AudioSocketKind.UUID, self._call_id.bytes))

    def feed(self, data: WireFrame) -> list[Pcm]:
        heard: list[Pcm] = []
        for event in self._codec.feed(data):
            match event:
                case CallerAudio(pcm):
                    heard.append(pcm)
                case PeerMistake(code=code):
                    self.refused.append(code)
        return heard

    def tick(self, said: Pcm | None) -> list[Pcm]:
        if said is not None and not self.over:
            self._outbox.append(sound_frame(said, self.rate))
        return []

    def press(self, digit: str) -> None:
        self._outbox.append(frame(AudioSocketKind.DTMF, digit.encode("ascii")))

    def hang_up(self) -> None:
        self._outbox.append(frame(AudioSocketKind.HANG_UP))

    def to_send(self) -> list[WireFrame]:
        sent, self._outbox = self._outbox, []
        return sent
