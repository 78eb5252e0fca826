"""WAV files with the mark of AI-generated content: read back by the standard library, chunk by chunk."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import wave

import numpy as np
import pytest

from kiosk.wire import wav
from kiosk.wire.aigc import AigcMark
from kiosk.wire.wav import write_marked_wav

#: The fields of GB 45438-2025, in its order.
FIELDS = [
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
]  # fmt: skip


def chunks_of(data: bytes) -> dict[bytes, bytes]:
    """The RIFF chunks of a WAV file; fails where sizes or padding are wrong."""
    riff, size, kind = struct.unpack_from("<4sI4s", data)
    assert (riff, kind) == (b"RIFF", b"WAVE")
    assert size == len(data) - 8
    found, at = dict[bytes, bytes](), 12
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        found[name] = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    assert at == len(data)
    return found


@pytest.mark.parametrize("producer", ["市民服务中心", "市民服务中心x", "H"])  # odd and even lengths
@pytest.mark.parametrize("channels", [1, 2])
def test_it_carries_the_mark_and_is_read_by_the_standard_library(producer: str, channels: int) -> None:
    sound = np.arange(-500, 500, dtype=np.int16)
    if channels == 2:
        sound = np.stack([sound, -sound], axis=1)
    file = io.BytesIO()
    assert write_marked_wav(file, [sound[:300], sound[300:]], 8_000, channels, AigcMark(producer, "c1")) == 1_000
    found = chunks_of(file.getvalue())
    mark = json.loads(found[b"AIGC"])
    assert list(mark) == FIELDS
    assert mark["Label"] == "1"
    assert mark["ContentProducer"] == producer
    assert mark["ProduceID"] == "c1"
    assert mark["ReservedCode1"] == hashlib.sha256(found[b"data"]).hexdigest()
    with wave.open(io.BytesIO(file.getvalue())) as read:
        shape = read.getnchannels(), read.getsampwidth(), read.getframerate(), read.getnframes()
        assert shape == (channels, 2, 8_000, 1_000)
        assert read.readframes(1_000) == sound.astype("<i2").tobytes()


def test_more_than_a_riff_file_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "LONGEST", 100)
    with pytest.raises(ValueError, match="expected at most 100 bytes"):
        write_marked_wav(io.BytesIO(), [np.zeros(51, np.int16)], 8_000, 1, AigcMark("H", "c1"))
