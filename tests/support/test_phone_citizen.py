"""How a simulated caller cuts the clerk's sound, and knows a question by how it sounds."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.client.scenario import ScenarioLine
from support.phone_citizen import asked_for, must_wait, pieces

LOUD, QUIET = np.full(160, 1000, np.int16), np.zeros(160, np.int16)


@pytest.mark.parametrize(
    ("question", "cue", "fits"),
    [
        ("为办理挂势，需要您的身份正好，您同意吗？", "同意吗", True),
        ("请说8尾工单号也可以用按键输入", "工单号", True),
        ("要帮您吃一下吗？", "催一下", True),
        ("请说手机号", "身份证", False),
        ("", "身份证", False),
    ],
)
def test_a_question_is_known_by_its_sound(question: str, cue: str, fits: bool) -> None:
    assert asked_for(ScenarioLine("voice", "好", (cue,)), question) is fits


def test_a_caller_who_is_told_to_wait_waits() -> None:
    assert must_wait("好的，新烧等我拆一下")
    assert not must_wait("请稍等我查一下，您的工单正在办，要帮您催一下吗")


def test_speech_is_cut_at_pauses_and_the_pause_stays_around_it() -> None:
    frames = [*[QUIET] * 50, *[LOUD] * 50, *[QUIET] * 5, *[LOUD] * 25, *[QUIET] * 50, *[LOUD] * 20]
    found = [len(piece) // 160 for piece in pieces(frames)]
    assert found == [12 + 50 + 5 + 25 + 12, 12 + 20]


def test_endless_speech_is_cut() -> None:
    found = list(pieces([*([LOUD] * 50 + [QUIET] * 5) * 40]))
    assert len(found) > 1
    assert max(len(piece) for piece in found) < 20 * 8_000


def test_silence_is_no_piece() -> None:
    assert list(pieces([QUIET] * 100)) == []
