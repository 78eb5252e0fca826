"""The number of a submission whose outcome is unknown: on the screen, on paper, as a text message, and said again."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from dialogue import Machine
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    Call,
    End,
    Keyed,
    Print,
    ReceiptCard,
    Said,
    Say,
    Show,
    TextMessage,
    Touched,
)
from dialogue.filters import digit_by_digit
from dialogue.machine.program.refusal import reference
from dialogue.machine.state import State
from tests.dialogue.conftest import TODAY
from tests.dialogue.machine.program.test_outcomes import by_outcome

_GOES_ON = "得到: 证号, 失败: {不通: 转人工, 拒绝: 转人工, 其他: [{说: 请过会儿再来。}, {结束: 完成}]}}"


class Visit:
    """Of a citizen at the card desk, whose submission gets no answer."""

    def __init__(self, folder: Path, channel: Literal["screen", "phone"] = "screen", *, arms: str = "") -> None:
        library = by_outcome(folder, arms) if arms else by_outcome(folder)
        self.machine = Machine(library, texts=True)
        self.state, self.acts, self.key = self.machine.new("c", TODAY), list[Act](), ""
        self.do(Begin(channel))
        for turn in (Said("我想办借书证", 0.9), Said("同意", 0.9), Said("儿童", 0.9), Keyed("13800138000"),
                     Said("对", 0.9), Said("确认提交", 0.9)):  # fmt: skip
            if not self.key:
                self.do(turn)
        self.number = reference(self.key)

    def do(self, turn: Begin | Said | Touched | Keyed | Answered) -> list[Act]:
        self.state, acts = self.machine.step(self.state, turn)
        self.acts += acts
        for act in acts:
            if isinstance(act, Call):
                self.key = act.key
                answer = (
                    Answered(act.call, False, reason="timeout")
                    if act.key
                    else Answered(act.call, True, {"状态": "正常"})
                )
                return self.do(answer)
        return list(acts)

    @property
    def said(self) -> str:
        return "".join(act.text for act in self.acts if isinstance(act, Say))

    @property
    def cards(self) -> tuple[object, ...]:
        return [act for act in self.acts if isinstance(act, Show)][-1].cards


def test_it_stays_on_the_screen_when_staff_are_called(tmp_path: Path) -> None:
    visit = Visit(tmp_path)
    assert End("handoff") in visit.acts
    (card,) = visit.cards
    assert isinstance(card, ReceiptCard)
    assert (card.title, card.number) == ("还没查清", visit.number)
    assert "借书证" in str(card.rows)
    assert "不要重复提交" in str(card.rows)
    assert not any(word in str(card) for word in ("回执", "受理", "办成", "办好"))
    assert State.from_json(visit.state.to_json()) == visit.state


def test_it_stays_beside_every_later_question(tmp_path: Path) -> None:
    visit = Visit(tmp_path, arms=_GOES_ON)
    assert visit.state.question.kind == "more"
    for turn in (Said("需要", 0.9), Said("我想办借书证", 0.9)):
        visit.do(turn)
        assert next(card for card in visit.cards if isinstance(card, ReceiptCard)).number == visit.number
    assert visit.state.service


def test_it_is_printed_where_the_script_prints_its_receipt(tmp_path: Path) -> None:
    (printed,) = [act for act in Visit(tmp_path).acts if isinstance(act, Print)]
    assert printed.card.title == "还没查清"
    assert printed.otherwise is not None
    assert printed.otherwise.template == "unresolved"


def test_a_caller_hears_it_twice_and_gets_it_as_a_text_message(tmp_path: Path) -> None:
    visit = Visit(tmp_path, "phone")
    assert visit.said.count(digit_by_digit(visit.number)) == 2
    (message,) = [act for act in visit.acts if isinstance(act, TextMessage)]
    assert (message.template, message.to) == ("unresolved", "13800138000")
    assert dict(message.values)["号"] == visit.number
    assert not any(isinstance(act, Print | Show) for act in visit.acts)


@pytest.mark.parametrize("words", ["请再说一遍", "刚才那个号是多少", "查询的号是什么", "再报一遍号"])
@pytest.mark.parametrize("channel", ["screen", "phone"])
def test_it_is_said_again(tmp_path: Path, channel: Literal["screen", "phone"], words: str) -> None:
    visit = Visit(tmp_path, channel, arms=_GOES_ON)
    acts = visit.do(Said(words, 0.9))
    assert digit_by_digit(visit.number) in "".join(act.text for act in acts if isinstance(act, Say))


def test_a_number_that_is_not_there_is_not_asked_for(tmp_path: Path) -> None:
    machine = Machine(by_outcome(tmp_path))
    state, _ = machine.step(machine.new("c", TODAY), Begin())
    _, acts = machine.step(state, Said("刚才那个号是多少", 0.9))
    assert "还没查清" not in "".join(act.text for act in acts if isinstance(act, Say))
