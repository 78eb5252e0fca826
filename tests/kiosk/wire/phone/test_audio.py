"""G.711 against the tables of the standard, and its round trip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.audio import LineCoding, decode, encode

G711 = (LineCoding.MU_LAW, LineCoding.A_LAW)


@pytest.mark.parametrize(
    ("coding", "sample", "code"),
    [
        (LineCoding.MU_LAW, 0, 0xFF),
        (LineCoding.MU_LAW, 32_767, 0x80),
        (LineCoding.MU_LAW, -32_768, 0x00),
        (LineCoding.MU_LAW, 1000, 0xCE),
        (LineCoding.A_LAW, 0, 0xD5),
        (LineCoding.A_LAW, 32_767, 0xAA),
        (LineCoding.A_LAW, -32_768, 0x2A),
        (LineCoding.A_LAW, 1000, 0xFA),
    ],
)
def test_codes_of_the_standard(coding: LineCoding, sample: int, code: int) -> None:
    assert encode(np.array([sample], np.int16), coding) == bytes([code])


@pytest.mark.parametrize("coding", G711)
def test_every_code_is_the_code_of_its_sample(coding: LineCoding) -> None:
    samples = decode(bytes(range(256)), coding)
    again = decode(encode(samples, coding), coding)
    assert (samples == again).all(), "µ-law has two codes for 0, which are the same sample"


@pytest.mark.parametrize("coding", G711)
def test_speech_is_heard_again_within_the_steps_of_the_code(coding: LineCoding) -> None:
    samples = np.arange(-32_000, 32_000, 7, dtype=np.int16)
    wrong = np.abs(decode(encode(samples, coding), coding).astype(int) - samples.astype(int))
    assert (wrong <= np.maximum(16, np.abs(samples.astype(int)) // 16)).all()


@given(st.binary(max_size=50), st.sampled_from(LineCoding))
def test_any_bytes_are_sound(data: bytes, coding: LineCoding) -> None:
    assert len(decode(data, coding)) == len(data) // (2 if coding is LineCoding.LINEAR else 1)
