"""What of a model's words may be spoken. Every refusal here is a lie that keeps most of the passage's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.llm.guard import checked, chosen

COST = "第一次办居住证不收工本费，签注也不收费，换领和补领要交工本费。"
TIME = "符合条件的，从受理那天起，十五天内制发居住证。"
KINDS = "临时挂失到期会自动解除，卡找到了还能用。正式挂失以后，旧卡作废，要补新卡。"
PARK = "停车场在大厅北侧，来办事的车辆两小时内免费。"
HOURS = "周一到周五，上午九点到十二点，下午一点半到五点。"
PROXY = "可以代办，请带双方身份证原件，和签好字的委托书。"
LIST = "请带身份证，本人相片，还有住址，就业或者就读的证明。"


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (COST, COST),
        ("居住证第一次办是不收工本费的，签注也不收费，换领、补领要缴纳工本费。", COST),
        ("您好，符合条件的话，从受理之日起15日内制发居住证。", TIME),
        ("正式挂失之后旧卡就作废了，要补新卡。", KINDS),
        ("临时挂失到期自动解除，卡找到了还可以用。", KINDS),
        ("停车场就在大厅北侧，来办事的车辆2小时内不收费。", PARK),
        ("请您带上身份证、本人照片，以及住址、就业或就读的证明。", LIST),
    ],
)
def test_honest_rewordings(text: str, passage: str) -> None:
    assert checked(text, passage) is None


@pytest.mark.parametrize(
    ("text", "passage", "why"),
    [
        ("", COST, "empty"),
        (COST * 3, COST, "long"),
        ("第一次办居住证收工本费，签注也不收费，换领和补领要交工本费。", COST, "claim"),
        ("换领和补领不用交工本费。", COST, None),
        ("第一次办居住证不收工本费，签注也不收费，换领和补领要交工本费十元。", COST, "claim"),
        ("第一次办居住证要交工本费。", COST, "claim"),
        ("签注要交工本费。", COST, "claim"),
        ("从受理那天起，十五天内制发居住证。", TIME, "meaning"),
        ("符合条件的，从受理那天起，十五个工作日内制发居住证。", TIME, "claim"),
        ("符合条件的，从受理那天起，１５天内制发居住证。", TIME, "marks"),
        ("符合条件的，从受理那天起，十\u200b五天内制发居住证。", TIME, "marks"),
        ("符合條件的，從受理那天起，十五天內制發居住證。", TIME, "traditional"),
        ("符合条件的，从受理那天起，十五天内制发居住证。我保证您能拿到。", TIME, "promise"),
        ("作为人工智能助手：符合条件的，从受理那天起，十五天内制发居住证。", TIME, "role"),
        ("符合条件的，从受理那天起，十五天内制发居住证。详见www.jzz.com", TIME, "marks"),
        ("<b>符合条件的</b>，从受理那天起，十五天内制发居住证。", TIME, "marks"),
        ("符合条件的，从受理那天起，十五天内制发居住证。〔甲1〕", TIME, "placeholder"),
        ("符合条件的，从受理那天起，十五天内制发居住证。办好了通知您。", TIME, "meaning"),
        ("是的，符合条件的，从受理那天起，十五天内制发居住证。", TIME, "meaning"),
        ("正式挂失到期会自动解除，卡找到了还能用。", KINDS, "meaning"),
        ("临时挂失以后，旧卡作废，要补新卡。", KINDS, "meaning"),
        ("来办事的车辆免费。", PARK, "meaning"),
        ("停车场在大厅北侧，来办事的车辆免费。", PARK, "meaning"),
        ("停车场在大厅南侧，来办事的车辆两小时内免费。", PARK, "claim"),
        ("周一到周五，上午一点半到五点，下午九点到十二点。", HOURS, None),
        ("周一到周五，上午九点到五点。", HOURS, None),
        ("周一到周五，上午十二点到九点，下午一点半到五点。", HOURS, None),
        ("可以代办。", PROXY, "meaning"),
        ("可以代办，请带双方身份证，和签好字的委托书。", PROXY, None),
        ("不可以代办，请带双方身份证原件，和签好字的委托书。", PROXY, None),
        ("可以代办吗？请带双方身份证原件，和签好字的委托书。", PROXY, "marks"),
        ("请带户口簿。", "请带户口簿。但未成年的不用。", "meaning"),
        ("请带身份证。", LIST, "meaning"),
        ("请带身份证，本人相片。", LIST, "meaning"),
    ],
)
def test_what_is_not_spoken(text: str, passage: str, why: str | None) -> None:
    refusal = checked(text, passage)
    assert refusal is not None
    if why is not None:
        assert refusal == why


@given(st.text(alphabet="不没要收交费可以能用带请您的了是，。、一二十15天元免身份证居住" + COST, max_size=60))
def test_any_text_gets_a_verdict_and_a_passed_one_has_no_figure_of_its_own(text: str) -> None:
    if checked(text, COST) is None:
        assert not set(text) & set("二十15天元")


@given(st.text())
def test_nothing_breaks_it(text: str) -> None:
    checked(text, COST)
    checked(COST, text or "x")


@pytest.mark.parametrize("choice", ["居住证", "居住证办理 ", "居住证办理，身份证补领", "", "都不是", "公积金提取"])
def test_a_choice_is_exactly_one_of_the_options(choice: str) -> None:
    assert chosen(choice, ("居住证办理", "身份证补领")) is None
    assert chosen("身份证补领", ("居住证办理", "身份证补领")) == "身份证补领"
