"""What is agreed to stands on the card in words, and a keyed answer that is wrong is not called misheard."""

from __future__ import annotations

import pytest

from dialogue.acts import CardRead, ConfirmCard, InputCard, Keyed, Say
from dialogue.understand import validation_messages


def test_consent_is_asked_with_the_notice_and_the_question_on_the_card(citizen) -> None:
    citizen.say("我的社保卡丢了")
    card = citizen.cards[-1]
    assert isinstance(card, ConfirmCard)
    assert card.text == "为办理挂失，需要您的身份证号和手机号，仅用于本次业务。您同意吗？"
    assert card.text in "".join(act.text for act in citizen.last if isinstance(act, Say))


def test_every_service_shows_what_the_data_are_for(citizen, library) -> None:
    for service in library.on("screen", citizen.state.today):
        script = library.script(service)
        if script is None or script.consent is None:
            continue
        citizen.begin()
        citizen.state = citizen.machine.new("c-2", citizen.state.today)
        citizen.begin()
        citizen.say(f"我要办{service}")
        card = citizen.cards[-1]
        if isinstance(card, ConfirmCard) and card.id == "consent":
            assert card.text == f"{script.consent.text.raw}您同意吗？"


def test_the_confirmation_asks_its_question_with_personal_values_masked(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    citizen.do(Keyed("11010519491231002X"))
    citizen.say("临时的")
    citizen.do(Keyed("13800138000"))
    card = citizen.cards[-1]
    assert isinstance(card, ConfirmCard)
    assert card.text.endswith("尾号6789的社保卡，办理临时挂失，对吗？")
    assert "13800138000" not in card.text
    assert "11010519491231002X" not in card.text


@pytest.mark.parametrize("wrong", ["110105194912310021", "11010519491331002X", "1101051949", "000000000000000000"])
def test_a_keyed_number_that_is_wrong_is_to_be_entered_again(citizen, wrong: str) -> None:
    citizen.say("社保卡丢了", "同意")
    citizen.do(Keyed(wrong))
    said = citizen.heard
    card = citizen.cards[-1]
    assert isinstance(card, InputCard)
    assert "听" not in said
    assert "说" not in said
    assert card.error
    assert card.error in said
    citizen.do(Keyed("11010519491231002X"))
    assert citizen.expects == "option", "and the right one is taken"


def test_a_wrong_check_digit_keyed_and_spoken(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    citizen.do(Keyed("110105194912310021"))
    assert citizen.heard == "号码不对，请核对后重新输入。"
    citizen.do(CardRead("王小明", "110105194912310021"))
    assert "听错" not in citizen.heard


def test_no_hint_for_what_was_typed_speaks_of_hearing() -> None:
    for hint in validation_messages.all_messages():
        told = "".join(validation_messages.of_typed(hint))
        assert "听" not in told
        assert "说" not in told
        assert "请" in told
        assert set(validation_messages.of_typed(hint)) <= set(validation_messages.all_messages()), "rendered ahead"
