import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.background import SERVICE_NAMES, SERVICES
from dialogue.understand.intent import Intent, pick, read_intent
from dialogue.understand.match import Matcher

SBK, JZZ = "社保卡挂失", "居住证办理"
SMALL = Matcher({name: SERVICES[name] for name in (SBK, JZZ)})
LARGE = Matcher({name: (name, *SERVICES[name]) for name in SERVICE_NAMES})
MEANT = [
    *[
        (text, SBK)
        for text in str.split(
            """
    社保卡丢了 你好，我的社保卡丢了怎么办 我要挂失社保卡 社保卡挂失 我社保卡不见了 社保卡被人偷了 社保卡找不着了
    办个社保卡挂失 我想挂失我的社保卡 社保卡掉了要挂失 舍保卡丢了 社宝卡挂失 射保卡不见了 社保卡瓜失 社保卡挂是
    设保卡丢了 我把社保卡弄丢了 社会保障卡丢了 社保卡丢啦帮我挂失一下 我的社保卡不知道丢哪了 帮我把社保卡挂失
    社保卡遗失了
    """
        )
    ],
    *[
        (text, JZZ)
        for text in str.split(
            """
    我要办居住证 办居住证 居住证办理 申请居住证 我想申领居住证 办一下居住证 外地人要办居住证 居住正 居住症办理
    局住证 举住证 我来办居住证 办理居住证 居住证 我要办理居住证业务 帮我办个居住证 办暂住证 你好我想办理一下居住证
    """
        )
    ],
]
NOT_MEANT = str.split(
    """
    今天天气怎么样 你叫什么名字 我要结婚 办身份证 身份证丢了 我要办护照 公积金提取 给我讲个笑话 我饿了 厕所在哪
    驾驶证换证 营业执照怎么办 医保报销 你好 谢谢 我要投诉 银行卡丢了 我的钱包丢了 手机丢了 房产证办理 户口迁移
    交水费 电费怎么交 离婚 残疾证 低保 我想找局长 打印 再见 一二三四五 嗯 那个 怎么走 信用卡挂失
    """
)


TOO_NEAR = [
    (LARGE, "身份证", {"身份证首次申领", "身份证补领", "身份证换领", "临时身份证办理", "身份证挂失"}),
    (LARGE, "办护照", {"护照办理"}),
    (SMALL, "挂失", {SBK}),
]
ELSEWHERE = {
    "银行卡丢了": "银行卡挂失", "我要办护照": "护照办理", "身份证丢了": "身份证补领", "公积金提取": "公积金提取",
    "想寄个快递": "快递", "我的手机丢了": "失物", "我想领结婚证": "结婚登记",
}  # fmt: skip


@pytest.mark.parametrize(("text", "service"), MEANT)
def test_meant(text: str, service: str) -> None:
    assert read_intent(SMALL, text).sure == service


@pytest.mark.parametrize("text", [*NOT_MEANT, *(name for name in SERVICE_NAMES if name not in (SBK, JZZ))])
def test_out_of_scope_is_refused(text: str) -> None:
    intent = read_intent(SMALL, text)
    assert not intent.sure
    assert not intent.close


@pytest.mark.parametrize(("text", "elsewhere"), ELSEWHERE.items())
def test_done_elsewhere(text: str, elsewhere: str) -> None:
    assert read_intent(SMALL, text).elsewhere == elsewhere


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_a_hall_that_offers_everything_knows_every_name(name: str) -> None:
    assert read_intent(LARGE, name).sure == name


@pytest.mark.parametrize(("matcher", "text", "services"), TOO_NEAR)
def test_too_near_to_tell_is_asked(matcher: Matcher, text: str, services: set[str]) -> None:
    intent = read_intent(matcher, text)
    assert {*intent.close, intent.sure} - {""} <= services
    assert intent


def test_pick() -> None:
    among = ("身份证补领", "身份证换领", "临时身份证办理")
    assert pick(LARGE, "到期了要换", among) == "身份证换领"
    assert pick(LARGE, "临时的那个", among) == "临时身份证办理"
    assert pick(LARGE, "身份证", among) == ""
    assert pick(LARGE, "今天天气不错", among) == ""


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    intent = read_intent(SMALL, text)
    assert isinstance(intent, Intent)
    assert sum(map(bool, (intent.sure, intent.close, intent.elsewhere))) <= 1
    assert 0 <= intent.score <= 1
