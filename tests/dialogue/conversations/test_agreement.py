"""At a confirmation, a consent, a read-back, and the questions put in between: only an unreserved yes is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue.acts import Said
from dialogue.machine.state import Question

PHONE = "13800138000"


@pytest.fixture
def final(citizen):
    """社保卡挂失 as 正式挂失, asked to confirm."""
    return citizen.say("社保卡丢了", "同意").card().say("正式挂失", PHONE, "对")


@pytest.fixture
def at_readback(citizen):
    return citizen.say("社保卡丢了", "同意").card().say("正式挂失", PHONE)


@pytest.fixture
def at_consent(citizen):
    return citizen.say("社保卡丢了")


def submitted(citizen) -> bool:
    return any(call.key for call in citizen.calls)


def asked(citizen) -> str:
    return (citizen.state.interjection or citizen.state.question).kind


YES = """
没有意见|我没有意见|不反对|我不反对|提交|提交吧|确认提交|完全正确|完全同意|👍|👍🏽👍🏽|好👌|✅|没有要改的
没问题，麻烦您了|好的，谢谢|对，就是这样|好的谢谢你了|可以的麻烦帮我提交一下|没错没错|对，正式挂失|是的正式挂失
对，我是王小明|是的，手机号13800138000|没有要改的，手机号也没错|好了，提交吧|对吧，就这样|行吧|那就这样吧
嗯，快点办吧|一点没错|当然可以|不用改了，提交|是 的|yes please|no problem|没问题，没错
"""
#: A yes with an assurance or a reason beside it that changes nothing; other ways of saying yes.
ASSURED = """
对，这个号码我用了好几年了|是的，号码是我本人的|没错，我核对过两遍了|对，一直用这个号|行，打得通的，就用这个|对，我今天就是专门来办这个的
赶紧提交吧，我怕卡被人捡走刷了|办吧，孩子等着看病呢|可以，我还得赶回去上班|没问题，你们这里我信得过|对我看了三遍了|对，卡上也是这么写的
哦，刚才愣神了，对的|一位都没错，对|对，没写错|对，还是这个号码|对，一直没换过|可不是嘛，提交吧|递上去吧|帮我点一下确认吧|对咯|是嘞|好着呢
行咧|管，交上去吧|dui|tong yi|shi de|同意，拿去用吧|愿意提供|我没什么不同意的，点同意吧|对，是这样的您好
"""
#: What merely opens a story, acknowledges or excuses, and what an assurance must not let through.
NOT_ASSURED = """
是这样的您好|是这样，你好|知道了|我知道了|明白|明白了|我都听明白了|嗯，刚才走神了|不是我的号码|要是我的号码就行|号码不是我本人的
对，我以前用这个号|对，这个号我不用了|对，是我老公的卡|同意，我怕你们泄露|行，我不放心|对，我还没看清楚|没核对过|还没换|别点同意|应该不会错吧
对，卡上不是这么写的|对，收不到短信|我等着|要我的手机号啊|唔好|bu dui|butongyi|对，我急着走，先不办了
"""
NO_YES = """
好的，取消|好的取消|好，我再想想|好我再想想|对，号码少了一位|对号码少了一位|好吧，那就临时挂失|好吧那就临时挂失
对了，我还想问一下|对了我还想问一下|没问题吧|没问题吧？|对吗|是吗|可以吗|对吧|没错吧|好的要多少钱|行，收费吗
如果不收费就提交|可以，不过我不想留电话|同意，但是我不给手机号|只要不收费就行|好是好|对是对|的我有是有有|nn|NN
可以是可以，就是贵了点|应该对吧|好像是|差不多|都可以吧|随便|好了别说了|行了，我去窗口办|可以不提交吗|可以不提交
能不能不交|不是不行|得了吧|👎|好的👎|👍取消|好，声音大一点|对，转人工|嗯，等一下|行，明天再说|好的，帮我查公积金
对了|哦对了|啊，对了|对了，那个|是这样的|是这样，我|是嘛|哦是么|知道了|明白了|对哦？|有的是办法|好啊你|可以啊你|是是是你说什么都对
yeah right|yeah, right|呵呵，好的|哼，行|好了好了别念了|行了行了别说了|有意见|还有个疑问
没问题了再提交|提交什么|提交之前我看看|先别提交|好的先别提交|对，换个号码|嗯，号码是别人的|对，最后一位错了
好，改成临时的|对不起|好贵|好麻烦|对面|行李|中午|成就|要是|有的对有的不对|嗯，那个|我确认一下号码|你确定吗|你同意
"""


def lines(block: str) -> list[str]:
    return [text for line in block.split("\n") for text in line.split("|") if text]


#: Right, and no leave to use anything.
ONLY_RIGHT = "信息没错|你说得对|您念得都对|号码是我本人的|以上信息都正确|没写错|不会错的|就是这个号码|一个数字都没错"


@pytest.mark.parametrize("text", lines(ONLY_RIGHT))
def test_that_the_words_are_right_is_no_consent(at_consent, text) -> None:
    at_consent.say(text)
    assert not at_consent.state.consented
    assert asked(at_consent) == "consent"


@pytest.mark.parametrize("text", lines(ONLY_RIGHT))
def test_that_the_words_are_right_confirms_them(final, text) -> None:
    final.say(text)
    assert submitted(final)


@pytest.mark.parametrize("text", lines(YES + ASSURED))
def test_a_yes_files(final, text) -> None:
    final.say(text)
    assert submitted(final)


@pytest.mark.parametrize("text", lines(NO_YES + NOT_ASSURED))
def test_what_is_no_yes_files_nothing(final, text) -> None:
    final.say(text)
    assert not submitted(final)


@pytest.mark.parametrize("text", lines(NO_YES + NOT_ASSURED))
def test_nor_consents_nor_keeps_a_number(library, citizen, text) -> None:
    make = type(citizen)
    citizen = make(library).begin().say("社保卡丢了", text)
    assert not citizen.state.consented
    citizen = make(library).begin().say("社保卡丢了", "同意").card().say("正式挂失", PHONE, text)
    assert citizen.state.value("手机号") != PHONE


@pytest.mark.parametrize("text", ["有", "会", "能", "要", "需要", "有的"])
def test_an_answer_to_a_question_of_fact_neither_files_nor_consents(library, final, text) -> None:
    final.say(text)
    assert not submitted(final)
    assert not type(final)(library).begin().say("社保卡丢了", text).state.consented


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", ["队", "兑", "市", "统一", "通义", "事的", "号的", "贝"])
def test_a_yes_by_its_sound_neither_files_nor_consents_and_typed_it_is_none(library, final, text, confidence) -> None:
    make = type(final)
    assert not submitted(final.say(text, confidence=confidence))
    assert not make(library).begin().say("社保卡丢了").say(text, confidence=confidence).state.consented
    citizen = (
        make(library).begin().say("社保卡丢了", "同意").card().say("正式挂失", PHONE).say(text, confidence=confidence)
    )
    assert (citizen.state.value("手机号") == PHONE) is (confidence < 1), "a number that is read back may be heard so"


@pytest.mark.parametrize("confidence", [0.05, 0.29])
def test_a_yes_that_was_hardly_heard_is_asked_for_again(library, final, confidence) -> None:
    final.say("是的", confidence=confidence)
    assert not submitted(final)
    assert not final.state.confirmed
    citizen = type(final)(library).begin().say("社保卡丢了").say("同意", confidence=confidence)
    assert not citizen.state.consented
    assert citizen.say("同意", confidence=0.4).state.consented
    final.say("是的", confidence=0.4)
    assert submitted(final)


@pytest.mark.parametrize(
    "text",
    [
        "有问题",
        "我有点疑问",
        "有几个问题",
        "行了行了别说了",
        "别念了",
        "我不识字",
        "我不认识字",
        "我不太会用",
        "搞错了",
        "手机号不对",
        "手机号对",
        "真好",
    ],
)
def test_an_honest_citizen_is_not_sent_away_at_the_consent(at_consent, text) -> None:
    at_consent.say(text)
    assert not at_consent.ended
    assert asked(at_consent) == ("human" if "字" in text else "consent")  # 我不识字: everything is read aloud
    assert not at_consent.state.consented


@pytest.mark.parametrize("text", ["不同意", "我不给你们用", "拒绝", "别收集我的信息", "不行"])
def test_a_plain_refusal_of_consent_is_one(at_consent, text) -> None:
    at_consent.say(text)
    assert at_consent.ended or at_consent.handed_off


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", ["真好", "手机号对", "手机对", "身份证对", "挂失方式对的", "手机号是13800138000，对"])
def test_a_value_that_is_called_right_stays(final, text, confidence) -> None:
    before = final.state.values()
    final.say(text, confidence=confidence)
    assert {**final.state.values(), **before} == final.state.values()


def test_a_spoken_name_with_right_behind_it_may_have_been_wrong(final) -> None:
    final.say("手机号对")
    assert "手机号对，还是不对" in final.heard
    assert not submitted(final)
    assert asked(final) == "confirm"


@pytest.mark.parametrize("text", ["手机号不对", "身份正好出了", "收集号不对"])
def test_a_value_that_is_called_wrong_is_asked_again(final, text) -> None:
    final.say(text)
    assert asked(final) == "slot"


#: Words that want the business, at a question whether to stop it.
GO_ON = str.split(
    "办 要办 我要办 那就办吧 确定要办 可以办 提交 确认提交 下一步 你办吧 我还没办完呢 继续提交 别取消 我没说要取消"
    " 我要挂失 挂失"
)


@pytest.mark.parametrize("text", GO_ON)
@pytest.mark.parametrize("confidence", [0.8, 1.0])
def test_words_that_want_the_business_stop_nothing(final, text, confidence) -> None:
    before = final.state.values()
    final.say("取消").say(text, confidence=confidence)
    assert not final.ended
    assert not submitted(final)
    assert final.state.values() == before
    assert asked(final) == "confirm"


@pytest.mark.parametrize("text", ["好了", "行了", "就这样", "要", "对了", "不是不办", "有", "开始吧"])
def test_what_may_be_either_is_asked_again(final, text) -> None:
    final.say("取消", text)
    assert not final.ended
    assert not submitted(final)
    assert asked(final) == "cancel"


@pytest.mark.parametrize(
    "text", ["是", "对，不办了", "确定", "确定取消", "取消吧", "不办了", "我不想办了", "算了", "先不办", "不提交了"]
)
def test_a_yes_to_stopping_stops(final, text) -> None:
    final.say("取消", text)
    assert final.ended == "cancelled"


@pytest.mark.parametrize("kind", ["human", "restart", "switch"])
@pytest.mark.parametrize("text", ["下一步", "提交", "确认提交", "继续办这个", "接着来"])
def test_going_on_is_the_no_to_every_question_in_between(final, kind, text) -> None:
    final.state = replace(final.state, interjection=Question(kind, options=("身份证补领",) if kind == "switch" else ()))
    final.say(text)
    assert not final.handed_off
    assert final.state.service == "社保卡挂失"
    assert asked(final) == "confirm"


def test_a_citizen_who_does_it_alone_wants_no_human(final) -> None:
    final.state = replace(final.state, interjection=Question("human"))
    final.say("我自己办")
    assert not final.handed_off
    assert asked(final) == "confirm"


@pytest.mark.parametrize("text", ["需要", "要的", "好的", "帮我叫一下", "转人工"])
def test_a_human_who_is_wanted_comes(final, text) -> None:
    final.state = replace(final.state, interjection=Question("human"))
    final.say(text)
    assert final.handed_off == "asked"


@pytest.mark.parametrize(
    "text",
    ["好的，取消", "好的取消", "行那就取消吧", "可以，不办了", "我不想挂失社保卡了", "社保卡找到了，不用挂失了"],
)
def test_a_command_to_stop_is_asked_about(final, text) -> None:
    final.say(text)
    assert asked(final) == "cancel"


@pytest.mark.parametrize(
    "text", ["好吧，那就临时挂失", "好吧那就临时挂失", "不是正式挂失，是临时挂失", "不要正式的，要临时的"]
)
def test_another_value_is_put_in_and_read_back_again(final, text) -> None:
    final.say(text)
    assert final.state.value("挂失方式") == "临时挂失"
    assert asked(final) == "confirm"
    assert "办理临时挂失，对吗" in final.heard


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("对，号码少了一位", "change"),
        ("好的，但是手机号不对", "slot"),
        ("嗯，我要改一下手机号", "slot"),
        ("好，我再想想", "confirm"),
        ("对了，我还想问一下", "confirm"),
        ("对，我要补身份证", "switch"),
        ("不对，我要办居住证", "replace"),
        ("是的，手机号是13900139000", "readback"),
    ],
)
def test_it_is_handled_as_what_it_is(final, text, question) -> None:
    final.say(text)
    assert asked(final) == question
    assert not final.state.no_matches


def test_more_time_is_given_without_a_miss(final) -> None:
    final.say("好，我再想想", "等一下", "我看一下")
    assert not final.ended
    assert not final.state.no_matches
    final.say("想好了，提交")
    assert submitted(final)


def test_the_question_given_back_is_asked_once_more(final) -> None:
    final.say("没问题吧")
    assert "办理正式挂失，对吗" in final.heard


@pytest.mark.parametrize("text", ["对，13800138000", "对，就是这个号码", "没错，尾号8000", "是的没错", "没有问题"])
def test_the_same_number_again_is_a_yes(at_readback, text) -> None:
    at_readback.say(text)
    assert at_readback.state.value("手机号") == PHONE


@pytest.mark.parametrize(
    ("text", "value"),
    [("对，13800138001", "13800138001"), ("不是8000，是8001", "13800138001"), ("嗯，不对，八零零幺", "13800138001")],
)
def test_another_number_is_read_back(at_readback, text, value) -> None:
    at_readback.say(text)
    assert at_readback.state.question.value == value


def test_a_number_that_is_called_short_is_asked_again(at_readback) -> None:
    at_readback.say("对，号码少了一位")
    assert at_readback.expects == "phone"
    assert not at_readback.state.question.value


@pytest.mark.parametrize("text", ["没意见", "不反对", "👍", "同意，正式挂失", "同意使用我的身份证号", "可以，你们用吧"])
def test_consent_in_other_words(at_consent, text) -> None:
    at_consent.say(text)
    assert at_consent.state.consented


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("好的，继续办", True),
        ("不取消", True),
        ("不，继续", True),
        ("还是办吧", True),
        ("不继续了", False),
        ("对，不办了", False),
    ],
)
def test_going_on_is_the_no_to_stopping(final, text, goes_on) -> None:
    final.say("取消", text)
    assert bool(final.ended) is not goes_on
    assert not submitted(final)


def test_another_reading_of_the_ear_gives_no_yes_to_what_was_heard_well(at_consent) -> None:
    at_consent.do(Said("好，我再想想", 0.5, ("好的",)))
    assert not at_consent.state.consented


@pytest.mark.parametrize("text", ["不是，我要补身份证", "不对，是身份证丢了"])
def test_a_guess_refused_with_the_right_wish(citizen, text) -> None:
    citizen.state = replace(citizen.state, question=Question("guess", options=("社保卡挂失",)))
    citizen.say(text)
    assert citizen.state.service == "身份证补领"
