"""Whole conversations, typed as they would be heard."""

from __future__ import annotations

from pathlib import Path

from dialogue import load_library
from dialogue.acts import (
    ChoicesCard,
    ConfirmCard,
    Gesture,
    InputCard,
    Keyed,
    MaterialsCard,
    NoInput,
    RatingCard,
    ReceiptCard,
    Say,
)

SERVICES = Path(__file__).parents[3] / "services"


def test_greeting(citizen, library) -> None:
    assert citizen.last[0] == Gesture("wave")
    assert citizen.last[1] == Say("您好，我是人工智能数字人导办员，请问您想办什么业务？", fixed=True)
    (menu,) = citizen.cards
    assert isinstance(menu, ChoicesCard)
    assert tuple(option.value for option in menu.options) == library.on("screen", citizen.state.today)
    assert citizen.expects == "service"


def test_loss_by_voice_to_the_receipt(citizen) -> None:
    citizen.say("你好，我的社保卡丢了")
    assert citizen.expects == "yesno"
    assert isinstance(citizen.cards[0], ConfirmCard)
    citizen.say("同意")
    assert citizen.expects == "id"
    assert [type(card) for card in citizen.cards] == [MaterialsCard, InputCard]
    citizen.say("我的身份证号是110105")
    assert "还差十二位" in citizen.heard
    citizen.say("1949 1231")
    assert "还差四位" in citizen.heard
    citizen.say("零零二叉")
    assert citizen.expects == "option"
    citizen.say("临时的")
    assert citizen.expects == "phone"
    citizen.say("138，0013，8000")
    assert "幺三八，零零幺三，八零零零" in citizen.heard
    citizen.say("不对，是八零零幺")
    assert "八零零幺" in citizen.heard
    citizen.say("没错")
    assert citizen.heard.endswith("为王小明尾号六七八九的社保卡，办理临时挂失，对吗？")
    (card,) = citizen.cards
    rows = {row.label: row.value for row in card.rows}
    assert rows == {
        "业务": "社保卡挂失",
        "身份证号": "*" * 14 + "002X",
        "挂失方式": "临时挂失",
        "手机号": "*******8001",
        "姓名": "王小明",
        "卡号末四位": "6789",
    }
    citizen.say("没问题")
    submit = citizen.calls[-1]
    assert submit.api == "sbk.loss"
    assert submit.key == "c-1:社保卡挂失"
    assert submit.params == {"身份证号": "11010519491231002X", "手机号": "13800138001", "挂失方式": "临时挂失"}
    assert [type(card) for card in citizen.cards] == [ReceiptCard, RatingCard]
    receipt = citizen.cards[0]
    assert receipt.number == "SB20261122001"
    assert receipt.qr == "社保卡挂失\nSB20261122001"
    citizen.say("满意")
    assert citizen.state.rating == "满意"
    citizen.say("不用了，谢谢")
    assert citizen.ended == "completed"


def test_residence_by_touch_card_and_voice(citizen) -> None:
    citizen.touch("居住证办理", "是").touch("是", "就业")
    materials = next(card for card in citizen.cards if isinstance(card, MaterialsCard))
    names = [item.name for item in materials.items]
    assert "劳动合同或单位就业证明" in names
    assert "学生证或学校出具的就读证明" not in names
    assert "居住证暂行条例" in materials.source
    citizen.card()
    assert citizen.state.value("姓名") == "王小明"
    citizen.say("我住在朝阳区建国路八号三零二室", "去年三月五号")
    citizen.do(Keyed("13900139000"))
    assert citizen.expects == "yesno"
    citizen.touch("是")
    assert citizen.calls[-1].params == {
        "身份证号": "11010519491231002X",
        "手机号": "13900139000",
        "居住地址": "朝阳区建国路八号三零二室",
        "入住日期": "2025-03-05",
        "办理事由": "就业",
    }
    citizen.touch("非常满意", "否")
    assert citizen.ended == "completed"


def test_half_a_year_not_lived_here(citizen) -> None:
    citizen.say("办居住证", "好的", "还没满")
    assert "居住登记" in citizen.heard
    assert citizen.expects == "yesno"
    assert not citizen.calls


def test_consent_refused_fetches_a_human_and_asks_nothing(citizen) -> None:
    citizen.say("挂失社保卡", "不同意")
    assert citizen.handed_off == "refused_consent"
    assert citizen.ended == "handoff"
    assert not citizen.state.filled


def test_a_card_is_not_read_before_consent(citizen) -> None:
    citizen.say("社保卡丢了").card()
    assert not citizen.state.filled
    assert citizen.expects == "yesno"


def test_card_already_lost(citizen) -> None:
    citizen.answers["sbk.status"] = {"姓名": "王小明", "卡状态": "已挂失", "卡号末四位": "6789"}
    citizen.say("社保卡丢了", "同意").card()
    assert "已经挂失了" in citizen.heard
    citizen.do(NoInput())
    assert citizen.ended == "completed"


def test_back_end_down_fetches_a_human(citizen) -> None:
    citizen.answers["sbk.status"] = None
    citizen.say("社保卡丢了", "同意").card()
    assert citizen.handed_off == "fault"


def test_submission_fails_once_and_for_all(at_confirm) -> None:
    at_confirm.answers["sbk.loss"] = None
    at_confirm.say("对")
    assert at_confirm.handed_off == "fault"
    assert [call.api for call in at_confirm.calls].count("sbk.loss") == 1


def test_back_end_answer_without_what_was_asked_is_a_failure(at_confirm) -> None:
    at_confirm.answers["sbk.loss"] = {"message": "ok"}
    at_confirm.say("对")
    assert at_confirm.handed_off == "fault"


def test_loss_on_the_phone_by_keys(caller, library) -> None:
    caller.do(Keyed(str(library.on("phone").index("社保卡挂失") + 1)))
    assert caller.state.service == "", "there is no menu"
    caller.say("我的社保卡丢了")
    assert caller.state.service == "社保卡挂失"
    assert not caller.cards
    caller.do(Keyed("1"))
    assert "星号" in caller.heard
    for keys in ("11010519491231002*", "1", "13800138000#", "1"):
        caller.do(Keyed(keys))
    assert caller.calls[-1].key
    assert "受理号是" in caller.heard
    assert "请看屏幕" not in caller.heard
    caller.do(Keyed("1"))
    caller.say("没有了")
    assert caller.ended == "completed"


def test_notes_hold_nothing_of_the_citizen(at_confirm) -> None:
    at_confirm.say("对", "满意", "没有了")
    told = "".join(at_confirm.notes) + "".join(act.detail for act in at_confirm.all if hasattr(act, "detail"))
    for secret in ("王小明", "110105", "002X", "138001", "6789"):
        assert secret not in told


def test_fixed_prompts_hold_nothing_of_the_citizen_and_are_rendered_ahead(library, at_confirm) -> None:
    at_confirm.say("对", "满意", "没有了")
    known = set(library.prompts())
    fixed = [act.text for act in at_confirm.all if isinstance(act, Say) and act.fixed]
    assert fixed
    assert set(fixed) <= known


def test_personal_values_are_marked(at_confirm) -> None:
    personal = {filled.name: filled.personal for filled in at_confirm.state.filled}
    assert personal == {
        "身份证号": True,
        "手机号": True,
        "挂失方式": False,
        "姓名": True,
        "卡状态": True,
        "卡号末四位": True,
    }
    at_confirm.say("对")
    assert {f.name: f.personal for f in at_confirm.state.filled}["受理号"] is False


def test_typed_numbers_need_no_read_back(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000", confidence=1.0)
    assert isinstance(citizen.cards[0], ConfirmCard)


def test_a_second_service_gets_a_new_key(at_confirm) -> None:
    at_confirm.say("对", "满意", "再挂失一张社保卡", "同意").card().say("临时挂失", "13800138000", "对", "对")
    keys = [call.key for call in at_confirm.calls if call.key]
    assert keys == ["c-1:社保卡挂失", "c-1:社保卡挂失:2"]


def test_vocabulary_follows_the_question(citizen) -> None:
    assert "社保卡丢了" in citizen.machine.biasing_phrases(citizen.state)
    citizen.say("社保卡丢了", "同意").card()
    words = citizen.machine.biasing_phrases(citizen.state)
    assert "临时挂失" in words
    assert "转人工" in words


def test_nothing_happens_after_the_end(citizen) -> None:
    citizen.say("转人工")
    before = citizen.state
    citizen.say("社保卡丢了")
    assert citizen.last == ()
    assert citizen.state == before


def test_an_answer_to_another_call_is_ignored(library, citizen) -> None:
    from dialogue.acts import Answered

    citizen.do(Answered(7, True, {"姓名": "李四"}))
    assert citizen.last == ()
    assert not citizen.state.filled


def test_on_the_phone_the_source_is_spoken(caller) -> None:
    caller.say("居住证要多少钱")
    assert "依据是，《居住证暂行条例》" in caller.heard


def test_a_service_for_the_screen_only_is_not_begun_on_the_phone(tmp_path, citizen) -> None:
    text = (SERVICES / "jzz.yaml").read_text(encoding="utf-8").replace("渠道: [大屏, 电话]", "渠道: [大屏]")
    (tmp_path / "jzz.yaml").write_text(text, encoding="utf-8")
    caller = type(citizen)(load_library(tmp_path)).begin(channel="phone").say("办居住证")
    assert "要到大厅来办" in caller.heard
    assert not caller.state.service
    assert "办居住证" not in caller.machine.biasing_phrases(caller.state)


def test_two_close_services_are_asked_about(tmp_path, citizen) -> None:
    text = (SERVICES / "jzz.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    other = text.replace("服务: 居住证办理", "服务: 居住证换领").replace("说法: [", "说法: [换居住证, 居住证怎么办]\n#")
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    library = load_library(tmp_path)
    both = type(citizen)(library).begin().say("居住证")
    assert both.state.question.kind == "which"
    assert "您是想办" in both.heard
    both.say("换领")
    assert both.state.service == "居住证换领"
