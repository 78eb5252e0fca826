"""What a simulated citizen does on the clerk's question: the next line, the last one again, or nothing."""

from __future__ import annotations

import pytest

from kiosk.client.scenario import Scenario, ScenarioLine
from kiosk.client.scenario_progress import PATIENCE, ScenarioAction, ScenarioProgress, ScenarioStuckError

HELLO = ScenarioLine("voice", "我要挂失")
YES = ScenarioLine("voice", "对", ("您说的是",), optional=True)
ID = ScenarioLine("voice", "一一零", ("身份证",), again="幺幺零")


def begun() -> ScenarioProgress:
    progress = ScenarioProgress(Scenario("x", (HELLO, YES, ID)))
    assert progress.action("") == ScenarioAction(HELLO, "我要挂失", again=False)
    return progress


def test_a_line_that_may_be_asked_is_skipped_where_another_question_comes() -> None:
    progress = begun()
    assert progress.action("请说身份证号") == ScenarioAction(ID, "一一零", again=False)
    assert progress.following is None
    assert not progress.finished, "the ending is expected"


def test_the_last_line_is_said_again_in_its_other_words_until_patience_ends() -> None:
    progress = begun()
    progress.action("请说身份证号")
    for _ in range(PATIENCE):
        assert progress.action("没听清楚") == ScenarioAction(ID, "幺幺零", again=True)
    with pytest.raises(ScenarioStuckError, match="an ending"):
        progress.action("没听清楚")


def test_nothing_is_done_where_nothing_was_asked() -> None:
    assert begun().action("") is None


def test_the_citizen_understands_questions_in_their_own_way() -> None:
    progress = ScenarioProgress(Scenario("x", (ID,)), lambda line, question: question == "？")
    with pytest.raises(ScenarioStuckError, match="身份证"):
        progress.action("请说身份证号")
