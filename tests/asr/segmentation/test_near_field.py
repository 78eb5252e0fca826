"""Which voices over the clerk's are near."""

from __future__ import annotations

from asr.segmentation.near_field import NearField, NearFieldSettings

SETTINGS = NearFieldSettings(softer_db=8.0, unknown_db=15.0, loud_chunks=3)
FLOOR = -50.0


def speaks(gate: NearField, *levels: float) -> bool:
    for level in levels:
        gate.voiced(level, FLOOR)
    return gate.near


def test_before_the_citizen_has_spoken_the_floor_counts() -> None:
    assert not speaks(NearField(SETTINGS), *[-36.0] * 20)
    assert speaks(NearField(SETTINGS), -36.0, -34.0, -36.0, -34.0, -34.0)


def test_afterwards_the_citizens_own_level_counts_whatever_the_floor() -> None:
    gate = NearField(SETTINGS)
    speaks(gate, *[-20.0] * 10)
    gate.ended()
    assert gate.own_db == -20.0
    assert not speaks(gate, *[-29.0] * 20)
    gate.forget()
    assert speaks(gate, *[-27.0] * 3)


def test_a_soft_voice_interrupts_once_it_is_known() -> None:
    gate = NearField(SETTINGS)
    assert not speaks(gate, *[-38.0] * 10)
    gate.ended()  # an answer, while the clerk was silent
    assert speaks(gate, *[-38.0] * 3)


def test_what_began_nothing_and_what_is_short_says_nothing_of_the_citizen() -> None:
    gate = NearField(SETTINGS)
    speaks(gate, *[-30.0] * 20)
    gate.forget()
    speaks(gate, *[-20.0] * 5)
    gate.ended()
    assert gate.own_db is None
    assert not gate.near


def test_one_utterance_of_somebody_else_does_not_move_it_far() -> None:
    gate = NearField(SETTINGS)
    for level in (-20.0, -21.0, -36.0):
        speaks(gate, *[level] * 10)
        gate.ended()
    assert gate.own_db == -21.0
