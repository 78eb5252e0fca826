"""Things of one life event, by their names alone, are asked about."""

from __future__ import annotations

import pytest

from tests.dialogue.conftest import Citizen


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(
    "text",
    [
        "上户口办医保", "办户口和医保", "户口医保社保卡一起弄", "孩子的户口和医保都要办", "医保户口",
        "户口跟社保卡一块办了", "给娃上户口交医保",
        "我要上户口还要办医保", "小孩户口医保", "报户口办社保卡",
    ],
)  # fmt: skip
def test_the_event_is_asked_about(citizen: Citizen, text: str, confidence: float) -> None:
    citizen.say(text, confidence=confidence)
    assert "出生一件事" in (*citizen.state.question.options, citizen.state.service)


@pytest.mark.parametrize("text", ["迁户口", "办医保", "医保卡余额", "今天天气好，孩子也好", "谢谢你，孩子"])
def test_other_things_are_not(citizen: Citizen, text: str) -> None:
    citizen.say(text)
    assert not citizen.state.service
