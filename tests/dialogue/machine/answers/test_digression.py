"""Questions in between, silence, and words that make no sense."""

from __future__ import annotations

from dataclasses import replace

from dialogue.acts import AnswerCard, KnowledgeGap, NoInput, NoMatch, Touched


def test_a_question_mid_service_is_answered_and_the_very_question_comes_back(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("临时挂失和正式挂失有什么区别")
    assert "旧卡作废" in citizen.heard
    assert isinstance(citizen.cards[0], AnswerCard)
    assert citizen.cards[0].source == "本大厅社保卡业务办事指南"
    assert citizen.expects == "option"
    citizen.say("正式")
    assert citizen.expects == "phone"


def test_a_question_before_any_service(citizen) -> None:
    citizen.say("你们几点下班")
    assert "五点" in citizen.heard
    assert citizen.expects == "service"
    citizen.say("居住证要多少钱")
    assert "不收工本费" in citizen.heard
    assert citizen.cards[0].source == "《居住证暂行条例》（国务院令第663号） 第十九条"


def test_an_unanswerable_question_offers_a_human_and_goes_on_after_no(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("局长今天来了吗")
    assert "答不上来" in citizen.heard
    citizen.say("不用")
    assert citizen.expects == "option"


NEARLY = "告状和举报差别大不大"  # 投诉和举报有什么区别


def test_a_question_that_nearly_stands_there_is_asked_about_and_then_answered(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(NEARLY)
    assert "您是想问，投诉和举报有什么区别" in citizen.heard
    assert citizen.expects == "option"
    citizen.say("第一个")
    assert isinstance(citizen.cards[0], AnswerCard)
    assert citizen.cards[0].title == "投诉和举报有什么区别"
    assert citizen.expects == "option"
    assert not [act for act in citizen.all if isinstance(act, KnowledgeGap)]


def test_or_denied_and_then_nobody_knows(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(NEARLY)
    citizen.do(Touched("都不是"))
    assert "答不上来" in citizen.heard
    assert [act for act in citizen.all if isinstance(act, KnowledgeGap)] == [KnowledgeGap(NEARLY, "社保卡挂失")]
    citizen.say("不用")
    assert citizen.expects == "option"


def test_or_passed_over_with_the_answer_itself_or_put_in_other_words(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(NEARLY, "投诉和举报有什么区别")
    assert isinstance(citizen.cards[0], AnswerCard)
    citizen.say(NEARLY, "临时挂失")
    assert citizen.expects == "phone"


def test_a_question_asked_about_is_asked_again_and_may_be_gone(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(NEARLY, "再说一遍")
    assert "您是想问，投诉和举报有什么区别" in citizen.heard
    interjection = citizen.state.interjection
    citizen.state = replace(citizen.state, interjection=replace(interjection, options=("no such passage",)))
    citizen.say("对")
    assert "答不上来" in citizen.heard


def test_the_offer_may_be_passed_over_with_the_answer_itself(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("局长今天来了吗", "临时挂失")
    assert citizen.expects == "phone"


def test_a_question_is_not_taken_as_an_address(citizen) -> None:
    citizen.say("办居住证", "好", "满了", "打工").card().say("居住证要多少钱")
    assert "不收工本费" in citizen.heard
    assert citizen.expects == "text"
    assert not citizen.state.has("居住地址")


def test_a_service_that_is_not_here(citizen) -> None:
    citizen.say("我要办护照")
    assert "不会办" in citizen.heard
    citizen.say("好的")
    assert citizen.handed_off == "asked"


def test_silence_asks_again_offers_buttons_and_ends(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    citizen.do(NoInput())
    assert "慢慢说" in citizen.heard
    citizen.do(NoInput())
    assert "您还在吗" in citizen.heard
    assert "屏幕上输入" in citizen.heard
    citizen.do(NoInput())
    assert citizen.ended == "idle"


def test_silence_on_the_phone_fetches_a_human(caller) -> None:
    caller.say("社保卡丢了", "同意")
    for _ in range(3):
        caller.do(NoInput())
    assert caller.handed_off == "silent"


def test_a_caller_who_is_heard_without_words_is_never_hung_up_on(caller) -> None:
    for _ in range(3):
        assert not caller.ended
        caller.do(NoInput(sound=True))
    assert caller.handed_off == "not_understood"


def test_sound_near_a_screen_is_no_citizen(citizen) -> None:
    for _ in range(3):
        citizen.do(NoInput(sound=True))
    assert citizen.ended == "idle"


def test_not_understood_asks_again_offers_buttons_and_fetches_a_human(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("天上飞过一群鸟")
    assert "没听明白" in citizen.heard
    citizen.say("鸟往南边飞")
    assert "临时挂失，或者正式挂失" in citizen.heard
    citizen.say("秋天来了")
    assert citizen.handed_off == "not_understood"


def test_progress_resets_the_ladder(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "天上飞过一群鸟", "鸟往南边飞", "110105")
    assert "还差十二位" in citizen.heard
    citizen.say("秋天来了", "天凉了")
    assert not citizen.ended


def test_noise_is_not_an_answer(citizen) -> None:
    citizen.do(NoMatch())
    assert "没听清楚" in citizen.heard
    assert citizen.expects == "service"


def test_a_wrong_check_digit_is_said_and_asked_again(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "110105194912310021")
    assert "核对不上" in citizen.heard
    citizen.say("11010519491231002X")
    assert citizen.expects == "option"
