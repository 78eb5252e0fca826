import pytest

from support.small_hall import GOOD, Look, line_of

SAYS = "[办老人卡, 老年卡怎么办, 领老人证, 申请老年优待卡, 给爸妈办老人卡]"
OTHER_SAYS = "[公交卡充钱, 给公交卡充值, 交通卡充值, 公交卡没钱了, 一卡通充值]"
OTHER = GOOD.replace("老人卡办理", "公交卡充值").replace(SAYS, OTHER_SAYS).replace("lrk.", "gjk.")
CASES = [
    ("few-says", "说法: [办老人卡, 老年卡怎么办, 领老人证, ", "说法: [", "说法", "warning"),
    ("option-collide", "社区: [送到社区]", "社区: [送到社区, 快敌]", "社区:", "error"),
    ("option-contains", "社区: [送到社区]", "社区: [送到社区, 不要快递的]", "社区:", "warning"),
    ("option-command", "社区: [送到社区]", "社区: [送到社区, 找人工]", "社区:", "error"),
    ("option-command", "社区: [送到社区]", "社区: [送到社区, 上一步]", "社区:", "error"),
    ("option-command", "社区: [送到社区]", "社区: [送到社区, 可以]", "社区:", "warning"),
    ("option-command", "社区: [送到社区]", "社区: [送到社区, 不是]", "社区:", "warning"),
]


@pytest.mark.parametrize(("code", "old", "new", "where", "level"), CASES)
def test_words_that_will_be_taken_for_others(look: Look, code: str, old: str, new: str, where: str, level: str) -> None:
    found = [(finding.code, finding.line, finding.level) for finding in look((old, new))]
    assert (code, line_of(where), level) in found, found
    assert {name for name, _, _ in found} == {code}


def test_two_services_that_sound_the_same(look: Look) -> None:
    assert look(other=OTHER) == []
    found = look(("领老人证,", "领老人证, 公交卡冲值,"), other=OTHER)
    told = {(finding.code, finding.line) for finding in found if finding.level == "error"}
    assert told == {("says-collide", line_of("说法")), ("says-collide", 1)}  # and at the other's own name
    messages = {finding.message: finding.fix for finding in found if finding.level == "error"}
    says, named = "业务“老人卡办理”的说法“公交卡冲值”", "业务“公交卡充值”的名称“公交卡充值”"
    assert messages.keys() == {f"{says}和{named}听起来一样", f"{named}和{says}听起来一样"}
    assert all(fix.startswith("改“公交卡冲值”，加上只有") for fix in messages.values()), "its name stays"


def test_one_wording_of_two_services(look: Look) -> None:
    found = look(("领老人证,", "领老人证, 一卡通充值,"), other=OTHER)
    assert {finding.fix.partition("，")[0] for finding in found if finding.level == "error"} == {
        "同一句话只能归一项业务：从其中一项的“说法”里删掉“一卡通充值”"
    }


def test_two_services_that_nearly_sound_the_same(look: Look) -> None:
    found = look(("领老人证,", "领老人证, 公交卡又没钱了,"), other=OTHER)
    assert {(finding.code, finding.level) for finding in found} == {("says-collide", "warning")}
    both = ("业务“老人卡办理”的说法“公交卡又没钱了”", "业务“公交卡充值”的说法“公交卡没钱了”")
    for finding in found:
        assert all(one in finding.message for one in both), finding
        assert "“公交卡又没钱了”" in finding.fix
        assert "“公交卡没钱了”" in finding.fix


def test_two_options_that_are_alike_are_both_named(look: Look) -> None:
    found = look(("社区: [送到社区]", "社区: [送到社区, 快敌]"))
    messages = [finding.message for finding in found if finding.code == "option-collide"]
    assert messages
    for message in messages:
        assert "选项“社区”的“快敌”" in message
        assert "听起来一样" in message
    assert all("快敌" in finding.fix for finding in found if finding.code == "option-collide")


def test_a_yes_no_question_may_hold_its_own_opposite(look: Look) -> None:
    new = "    类型: 是否\n    选项: {是: [有, 有的], 否: [没有, 没有的]}\n    问: 有没有？\n"
    kind = GOOD[GOOD.index("    类型: 选项") : GOOD.index("计算:")]
    assert look((kind, new)) == []
