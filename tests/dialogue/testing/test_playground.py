"""Trying by hand: lines as actions, and the recording, which must itself be a test that passes."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.acts import Call, CardRead, Keyed, NoInput, NoMatch, Said, Touched, Turn
from dialogue.script.uses import templates
from dialogue.testing import check_conversation_tests, describe, run_conversation_test
from dialogue.testing.model import ConversationTests, StubReply
from dialogue.testing.playground import Playground, parse_action, stubbed_replies
from support.library_card import GOOD, read


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("我想办借书证", Said("我想办借书证", 0.9)),
        ("/按键 138", Keyed("138")),
        ("/触屏 成人", Touched("成人")),
        ("/读卡 王小明 11010519491231002X", CardRead("王小明", "11010519491231002X")),
        ("/读卡", CardRead("王小明", "11010519491231002X")),
        ("/静音", NoInput()),
        ("/没听清", NoMatch()),
        ("/按键", None),
        ("/什么", None),
    ],
)
def test_lines(line: str, action: Turn | None) -> None:
    assert parse_action(line) == action


@pytest.mark.parametrize("phone", [False, True])
def test_a_recording_is_a_test_that_passes(small: Library, phone: bool) -> None:
    def by_hand(call: Call) -> StubReply:
        assert call.api == "lib.card"
        return StubReply((("证号", "B7"),))

    looked = read(GOOD.replace("      lib.card: [失败, {证号: A12}]\n", ""))
    playground = Playground(small, "借书证办理", stubbed_replies(looked, by_hand), phone)
    playground.begin()
    for line in ("办借书证", "同意", "成人", "/静音", "是的", "13800138000", "对", "对", "满意", "不用了"):
        action = parse_action(line)
        assert action is not None
        playground.do(action)
    assert playground.state.ended == "completed"
    tests = read(playground.recorded("试用记录"))
    assert check_conversation_tests(ConversationTests(tests), small) == []
    outcome = run_conversation_test(small, tests[0])
    assert outcome.passed, describe(outcome)
    assert len(outcome.exchanges) == len(playground.exchanges)


def test_a_recording_holds_the_sentences_of_the_script_and_no_value(small: Library) -> None:
    playground = Playground(small, "借书证办理", lambda call: StubReply((("证号", "B7"),)))
    playground.begin()
    for line in ("办借书证", "同意", "成人", "王小明是我", "是的", "13800138000", "对"):
        action = parse_action(line)
        assert action is not None
        playground.do(action)
    recorded = read(playground.recorded("试用记录"))[0]
    told = [sentence for step in recorded.steps if step.expected for sentence in step.expected.says]
    own = {
        part
        for script in small.every
        for step in script.steps
        for one in templates(step)
        for part in one.parts
        if isinstance(part, str)
    }
    assert told
    assert all(any(sentence in part for part in own) for sentence in told)
    assert not any("13800138000" in sentence or "B7" in sentence for sentence in told)


def test_a_branch_that_says_something_else_fails_the_recording(small: Library) -> None:
    playground = Playground(small, "借书证办理", lambda call: StubReply((("证号", "B7"),)))
    playground.begin()
    for line in ("办借书证", "同意", "成人", "是的", "13800138000", "对", "对"):
        action = parse_action(line)
        assert action is not None
        playground.do(action)
    text = playground.recorded("试用记录")
    assert run_conversation_test(small, read(text)[0]).passed
    said = next(step.expected.says[0] for step in read(text)[0].steps if step.expected and step.expected.says)
    changed = read(text.replace(said, "说了别的话"))[0]
    assert [one.what for one in run_conversation_test(small, changed).mismatches] == ["说"]
