import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.dialogue_act import REPORTS, DialogueAct, read_dialogue_act

ACTS = {
    "wish": "我要办居住证 我身份证丢了 钱包丢了，身份证也在里面 刚搬来这边上班想要个暂住的证 哎呀不是，我是要换身份证",
    "how": "社保卡怎么激活 居住证咋个办 我想打听一下落户怎么弄",
    "price": "临时身份证多少钱 补张卡收费不 办这个要不要钱",
    "where": "补卡去哪个窗口 厕所在哪",
    "when": "你们几点上班 补社保卡要等几天",
    "whether": "没带身份证能办吗 我能替我妈办吗",
    "materials": "办居住证要带什么 换身份证需要哪些材料",
    "progress": "上个月办的居住证好了没有 昨天投诉的事怎么样了 我那工单到哪一步了",
    "cancel": "把预约取消掉 我昨天约的号不要了 投诉我想撤回来",
    "change": "我约的号想改到后天 上次登记的手机号换了，给我改一下",
    "complain": "我要投诉物业 楼上天天半夜打麻将吵死了",
    "report": "人民路路灯坏了没人修 我们小区井盖没了",
    "suggest": "我提个建议 建议你们周六也上班",
    "leave": "再见 不查了 那就算了 谢谢不用了",
    "identity": "你是真人还是机器人 你是AI吗 你会不会骗我 跟我说话的是不是人啊",
    "fraud": "有人说我社保卡涉嫌洗钱要我转账 自称公安局的让我报验证码",
    "trouble": "听不见 我不识字 看不懂",
    "foreign": "can_you_speak_English 唔该，点样攞身份证 where_can_I_get_a_residence_permit",
    "human": "转人工 我要找个真人",
}


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in ACTS.items() for line in lines.split()])
def test_act(kind: str, line: str) -> None:
    assert read_dialogue_act(line.replace("_", " ")) == DialogueAct(kind, sure=True)  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    assert isinstance(read_dialogue_act(text), DialogueAct)


@pytest.mark.parametrize(
    "line", ["社保卡怎么也找不着了急死人", "不要转人工", "别给我转人工", "社保卡不见了，真急死人了"]
)
def test_no_staff_are_wished(line: str) -> None:
    assert read_dialogue_act(line).kind != "human"


def test_a_complaint_that_may_as_well_be_a_report_is_one_of_them_for_sure() -> None:
    act = read_dialogue_act("我要投诉人民路18号楼下的烧烤摊，昨天半夜吵得睡不着")
    assert act.sure
    assert act.kind in REPORTS
