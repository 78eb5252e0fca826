import pytest

from dialogue.understand.option import read_option

LOSS = {"临时挂失": ("临时", "先临时", "暂时"), "正式挂失": ("正式", "永久", "补卡", "直接补卡")}
WHY = {
    "就业": ("工作", "上班", "打工", "务工", "做生意"),
    "住所": ("买房", "租房", "有房子"),
    "就读": ("上学", "读书", "学生"),
    "都没有": ("没有", "都不是", "没有工作"),
}
TABLE = [
    (LOSS, "临时挂失", "临时挂失"),
    (LOSS, "我要临时挂失", "临时挂失"),
    (LOSS, "临时的吧", "临时挂失"),
    (LOSS, "先临时", "临时挂失"),
    (LOSS, "正式", "正式挂失"),
    (LOSS, "正式挂失吧。", "正式挂失"),
    (LOSS, "第一个", "临时挂失"),
    (LOSS, "第二个", "正式挂失"),
    (LOSS, "第2个", "正式挂失"),
    (LOSS, "二", "正式挂失"),
    (LOSS, "选第一个", "临时挂失"),
    (LOSS, "后面那个", "正式挂失"),
    (LOSS, "最后一个", "正式挂失"),
    (LOSS, "林氏挂失", "临时挂失"),
    (LOSS, "临时挂是", "临时挂失"),
    (LOSS, "证实挂失", "正式挂失"),
    (LOSS, "正是挂失", "正式挂失"),
    (LOSS, "政事", "正式挂失"),
    (LOSS, "林时", "临时挂失"),
    (LOSS, "我想直接补卡", "正式挂失"),
    (LOSS, "不是临时，是正式", "正式挂失"),
    (LOSS, "不要正式的，要临时的", "临时挂失"),
    (LOSS, "临时和正式有什么区别", None),
    (LOSS, "临时还是正式", None),
    (LOSS, "挂失", None),
    (LOSS, "第三个", None),
    (LOSS, "随便", None),
    (LOSS, "我不知道", None),
    (LOSS, "临时，不对，正式", "正式挂失"),
    (WHY, "我在这边打工", "就业"),
    (WHY, "工作", "就业"),
    (WHY, "租房住", "住所"),
    (WHY, "孩子上学", "就读"),
    (WHY, "我没有工作", "都没有"),
    (WHY, "都没有", "都没有"),
    (WHY, "就业", "就业"),
    (WHY, "就夜", "就业"),
    (WHY, "救业", "就业"),
    (WHY, "助所", "住所"),
    (WHY, "就读", "就读"),
    (WHY, "第四个", "都没有"),
    (WHY, "什么是住所", None),
    (WHY, "你好", None),
]


@pytest.mark.parametrize(("options", "text", "label"), TABLE)
def test_option(options: dict[str, tuple[str, ...]], text: str, label: str | None) -> None:
    assert read_option(text, options) == label
