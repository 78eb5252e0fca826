"""A wish with a clear act and object is begun at once, in any words; the same words in no wish begin nothing."""

from __future__ import annotations

import pytest

from tests.dialogue.conftest import Citizen

BEGUN = [
    ("我爷爷是烈士，听说家属能领个优待证，麻烦你给办一下", "优待证申领"),
    ("战友群里说老兵都有优待证了，给我也申请一张", "优待证申领"),
    ("身份证，给我补一张", "身份证补领"),
    ("闺女的身份证让她自己搞丢了，我带她来补一个", "身份证补领"),
    ("身份证洗衣服洗烂了，给换一张吧", "身份证补领"),
    ("公积金提现五万，租房用", "公积金提取"),
    ("我退下来了，听说公积金能一次取完，我来取一下", "公积金提取"),
    ("理发店干不下去了，把我那个营业执照销了吧", "个体工商户登记"),
    ("铺子挪到隔壁街了，执照得跟着变更一下", "个体工商户登记"),
    ("老板喊我来弄个居住证", "居住证办理"),
    ("住满半年了，给我整一个居住证呗", "居住证办理"),
    ("银行要无房证明，给我打一张", "不动产登记查询"),
    ("帮我看看我名下的房子", "不动产登记查询"),
    ("车上贴了张罚单，帮我处理掉", "违章处理"),
    ("俺娘的社保卡找不着了，俺替她来挂个失", "社保卡挂失"),
    ("约个时间，办居住证那个窗口", "窗口预约"),
    ("我想约后天上午过来办公积金的事", "窗口预约"),
]
NOT_BEGUN = [
    "居住证积分帮我查一下", "帮我激活一下社保卡", "给我改一下社保卡密码", "帮我查一下公积金余额", "我想办公积金贷款",
    "给我办一下房子过户", "给孩子第一次办身份证", "复印一下身份证", "帮我看看居住证办好没有",
    "营业执照丢了要登报吗", "想问问优待证有什么用", "我要取消居住证的申请", "把预约的时间往后改一下",
    "身份证补好了我来拿",
    "居住证要给办吗，没租房合同", "公积金到账了没", "朋友想办居住证托我问问", "社保卡里的钱帮我查一下",
    "银行卡丢了帮我挂失",
    "手机卡丢了要补一张", "帮我办张公交卡", "孩子上学报名给我弄一下", "驾照到期了给我换一个", "护照帮我补一个",
    "你们窗口几点下班，我想来办居住证", "上次约的窗口没人，帮我反映",
    "补贴什么时候发",
    "房子漏水了帮我看看", "给我换个大点的字", "社保帮我转回老家", "医保断了给我续上",
    "优待证能不能帮我父亲领，他不在了",
]  # fmt: skip


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(("text", "service"), BEGUN)
def test_it_is_begun(citizen: Citizen, text: str, service: str, confidence: float) -> None:
    citizen.say(text, confidence=confidence)
    assert citizen.state.service == service


@pytest.mark.parametrize("text", NOT_BEGUN)
def test_it_is_not(citizen: Citizen, text: str) -> None:
    citizen.say(text)
    assert citizen.state.service in ("", "12345诉求登记")
