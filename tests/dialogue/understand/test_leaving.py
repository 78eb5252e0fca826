import pytest

from dialogue.understand.leaving import read_leaving
from dialogue.understand.no_value import read_no_value

LEAVING = {
    "leave": "再见 拜拜 不查了 不办了 先不办了 我不想弄了 不约了 还是别办了 不等了，我赶时间"
    " 改天再来吧 那我下次再来，再见 好的谢谢再见 没事了",
    "drop": "算了 那就算了 算了，太麻烦了 哎呀算了算了 那算了我去窗口办 拉倒吧",
    "decline": "不用了 不用了谢谢 谢谢不用了 不需要 先不用 不要了",
    None: "不是 不对 没满 不取消 不是不办 我不上学了 不住了 不知道 他们不来了"
    " 不用临时，要正式 不查了可以吗 谢谢 我再想想 太麻烦了 不急 好的 没事",
}  # fmt: skip


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in LEAVING.items() for text in texts.split()])
def test_leaving(said, text) -> None:
    assert read_leaving(text) == said


NO_VALUE = {
    "unknown": "记不清了 不记得了 不知道 忘了 我也不清楚 具体哪天忘了 时间记不清了 不知道具体几点"
    " 说不准 不晓得嘞 没注意看时间 号码我不记得了"
    " 想不起来了 我忘了是哪天 门牌号不知道 年纪大了，记不住了 这个我哪知道",
    "withheld": "不方便说 不想说 保密 不告诉你",
    None: "记不清了，大概三点 不知道丢哪了 昨天 忘了带身份证 没有 不懂 十点，记不清几分",
}  # fmt: skip


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in NO_VALUE.items() for text in texts.split()])
def test_no_value(said, text) -> None:
    assert read_no_value(text) == said
