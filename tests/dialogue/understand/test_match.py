from pathlib import Path

import pytest

from dialogue import load_library
from dialogue.machine.choose import candidates
from dialogue.understand.background import SERVICE_NAMES

LIBRARY = load_library(Path(__file__).parents[3] / "services")
SBK, JZZ = "社保卡挂失", "居住证办理"
MEANT = [
    *[
        (text, SBK)
        for text in str.split(
            """
    社保卡丢了 你好，我的社保卡丢了怎么办 我要挂失社保卡 社保卡挂失 我社保卡不见了 社保卡被人偷了 社保卡找不着了
    办个社保卡挂失 挂失 我想挂失我的社保卡 社保卡掉了要挂失 舍保卡丢了 社宝卡挂失 射保卡不见了 社保卡瓜失 社保卡挂是
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


@pytest.mark.parametrize(("text", "service"), MEANT)
def test_meant(text: str, service: str) -> None:
    assert candidates(LIBRARY, text) == (service,)


@pytest.mark.parametrize("text", [*NOT_MEANT, *SERVICE_NAMES])
def test_out_of_scope_is_refused(text: str) -> None:
    assert candidates(LIBRARY, text) == ()
