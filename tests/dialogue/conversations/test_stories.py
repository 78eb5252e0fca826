"""First lines of more than thirty characters: the clause that wishes decides, and no wish is lost."""

from __future__ import annotations

import pytest

from dialogue import Library
from tests.dialogue.conftest import Citizen

#: One wish behind a story that names another service too.
ONE = [
    ("上个月我刚把身份证补回来，花了四十块钱，这回倒好，社保卡又让我弄丢了，我想挂失社保卡", "社保卡挂失"),
    ("老头子走得早，家里就我一个人，孩子都在外面打工，身份证前两天洗衣服给洗烂了，我来补一张身份证", "身份证补领"),
    ("我在这边工地干了两年了，工友们都有居住证就我没有，孩子明年要上学了，我想给自己办一个居住证", "居住证办理"),
    ("以前在老家取过一次公积金，现在租的房子一个月三千多，压力太大了，我想再提取一次公积金", "公积金提取"),
    ("我妈身体一直不好，去年挂失过社保卡，这次要到省城住院，医生让先备案，麻烦你帮我办一下异地就医备案",
    "医保异地就医备案"),
    ("前年买的房，贷款一直还着，现在孩子要上小学了，学校非要一张房产的证明，你帮我查一下名下的房产", "不动产登记查询"),
    ("我当了十二年兵，退伍回来就一直跑运输，战友都说有那个证坐车不要钱，我也想申请优待证", "优待证申领"),
    ("昨天在高架上被拍了一张，我着急送孩子上医院，没注意限速，反正罚就罚吧，我要处理一下违章", "违章处理"),
    ("上回来办居住证排了一上午的队，老人家腿脚不好站不住，这次我想先预约一个窗口，省得白等", "窗口预约"),
    ("摆了好几年的摊子，城管老来撵，如今租了个小门面准备正经做了，我要办一个营业执照", "个体工商户登记"),
]  # fmt: skip
#: Two wishes: both are asked about, or one is begun and the other remembered.
TWO = [
    ("昨天坐公交车包让小偷掏了，社保卡身份证全在里头，现在什么都办不了，我想挂失社保卡，还要补办身份证",
    {"社保卡挂失", "身份证补领"}),
    ("我从四川过来打工三年了，孩子也接过来了，我想办居住证，另外再帮我提取一下公积金付房租", {"居住证办理",
    "公积金提取"}),
    ("今天好不容易请了假过来的，一次给我办完吧，我要处理违章，我还要给孩子他爸申请优待证", {"违章处理", "优待证申领"}),
    ("上次反映小区门口路灯坏了半个月没人理，帮我查一下工单到哪了，顺便再帮我约个窗口办别的事", {"工单进度查询",
    "窗口预约"}),
    ("我准备把老家的店盘出去到这边来开，我想办营业执照，办完以后再办个居住证，孩子上学要用", {"个体工商户登记",
    "居住证办理"}),
    ("老人住到我这儿来养老了，医院说异地的要备案，我要给她办异地就医备案，也要把她丢的社保卡挂失",
    {"医保异地就医备案", "社保卡挂失"}),
]  # fmt: skip
#: Stories without a wish, or with one that is over, refused, another's or a question.
NONE = [
    "上个月我在这里补办过身份证，你们办得真快，今天我是陪邻居来的，我自己没有什么要办的",
    "有个人打电话来说他是社保局的，说我的社保卡有问题，要我把钱转到一个安全账户里去",
    "我前天在这办的居住证，说是十五天能拿到，我儿子等着上学要用，不知道现在办到哪一步了",
    "我就是想问一下，我妈在外地住院没有提前备案，回来以后还能不能报销，要多少材料",
    "本来想提取公积金的，后来问了单位说还没离职提不了，那就算了吧，我回去再等等",
]


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(("text", "service"), ONE)
def test_the_wish_decides(citizen: Citizen, text: str, service: str, confidence: float) -> None:
    assert len(text) > 30
    citizen.say(text, confidence=confidence)
    assert citizen.state.service == service


@pytest.mark.parametrize(("text", "service"), ONE)
def test_without_punctuation_it_is_begun_or_asked_about(citizen: Citizen, text: str, service: str) -> None:
    citizen.say(text.replace("，", ""))
    assert service in (citizen.state.service, *citizen.state.question.options)


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(("text", "services"), TWO)
def test_no_wish_is_lost(citizen: Citizen, text: str, services: set[str], confidence: float) -> None:
    assert len(text) > 30
    citizen.say(text, confidence=confidence)
    begun = {citizen.state.service} | {one.service for one in citizen.state.queued}
    assert services in (set(citizen.state.question.options), begun)


@pytest.mark.parametrize("text", NONE)
def test_a_story_without_a_wish_begins_nothing(citizen: Citizen, text: str) -> None:
    citizen.say(text)
    assert not citizen.state.service


def test_the_story_is_context_for_both(library: Library) -> None:
    citizen = Citizen(library).begin()
    citizen.say("包丢了，身份证社保卡都没了，我手机号13800138000，我要正式挂失社保卡，我要补办身份证")
    assert set(citizen.state.question.options) == {"社保卡挂失", "身份证补领"}
    citizen.say("先挂失")
    assert citizen.state.service == "社保卡挂失"
    assert [one.service for one in citizen.state.queued] == ["身份证补领"]
    told = {filled.name: filled.value for filled in citizen.state.prefilled}
    assert told["手机号"] == "13800138000"
    assert told["挂失方式"] == "正式挂失"
    assert "13800138000" in citizen.state.queued[0].utterance


def test_three_wishes_are_all_remembered(citizen: Citizen) -> None:
    citizen.say("请一天假不容易，我想一次办完，我要挂失社保卡，还要补办身份证，再帮我办个居住证")
    assert citizen.state.service
    begun = [citizen.state.service, *(one.service for one in citizen.state.queued)]
    assert set(begun) == {"社保卡挂失", "身份证补领", "居住证办理"}
    assert all(name in citizen.heard for name in begun)
