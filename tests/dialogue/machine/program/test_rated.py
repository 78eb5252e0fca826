"""A poor rating is not lost where the conversation ends before its reason was told."""

from __future__ import annotations

from dialogue.machine.program.rated import left_unsaid


def test_what_is_left_when_the_conversation_is_cut_off(at_confirm) -> None:
    at_confirm.say("对")
    assert left_unsaid(at_confirm.state) is None
    at_confirm.say("非常不满意")
    left = left_unsaid(at_confirm.state)
    assert left is not None
    assert (left.service, left.score, left.number, left.reason) == ("社保卡挂失", 1, "SB20261122001", "")
    at_confirm.say("太慢")
    assert left_unsaid(at_confirm.state) is None


def test_while_it_is_asked_nothing_is_left(at_confirm) -> None:
    asked = at_confirm.say("对").say("不满意").state
    assert left_unsaid(asked, asked) is None
