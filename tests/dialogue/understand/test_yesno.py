import pytest

from dialogue.understand.yesno import read_yes_no

YES = str.split(
    """
    是 是的 是的。 对 对的 对对对 对，没错 嗯 嗯嗯 嗯，好的 好 好的 好啊 好嘞 行 行吧 可以 可以的 可以啊 同意 我同意
    确认 确认提交 没问题 没问题。 没有问题 没错 没有错 没错没错 没毛病 没意见 正确 当然可以 就这样吧 要 需要 需要的
    有 有的 OK ok 恩 恩，是的 那就这样 就这么办吧 我确认 是我 能 愿意 对吧就这样 好的谢谢 好，谢谢 嗯对
    对，是这样的 错不了 中 妥了 授权 好吧 那好吧 可以，没问题 没错，就是这个 是的，没有问题
    嗯。 恩。 恩恩 对。 对对对。 是的是的 好。 行。 行行行 嗯嗯。 嗯嗯嗯嗯 唔 哦好 噢对 好好好 是是是
    可以可以 对，对 嗯，对。 好的好的 OK。 Okay. 嗯呢 嗯哼
    好，好，好。 嗯嗯好 是的没错 好哒 好勒 好滴 呃是 啊对 哎好
    中 要得 行嘞 成 得 木有问题 没毛病 不用改 不用改了 没什么问题 没啥问题 没啥要改的 没有什么要改的 都没错
    都是对的 全部正确 信息没错 对的对的 是嘞 好咧 可得 妥妥的 必须滴 得嘞 得咧 成嘞 中中中 木问题 是这个 就是这个
    没有不对 没有错误 没得问题 莫问题 莫得问题 要的要的 对头 就是嘛 巴适 可以嘛 行哈 中咧 没有什么问题 嗯呐
    昂 是呗 那必须的 那行 那可以 好的没问题 对，不用改 不需要修改 没有需要改的 可以了 行了 全对了 好了 没错了 是本人
    是我本人 确认无误 准确无误 无误
    """
)
NO = str.split(
    """
    不 不是 不是的 不对 不对不对 不行 不可以 不同意 我不同意 不要 不用 不用了 不用了谢谢 不需要 没有 没有了 没 还没
    还没有 错了 错了错了 不正确 有误 否 算了 算了吧 别 先不 先不办了 暂时不需要 不太对 嗯，不对 好像不对 哦不对
    那不行 不愿意 不想 不了 不了，谢谢 不好 不，不是 有问题 我不要 不是我 弄错了 嗯不是 好像错了 不会
    木有 没得 莫得 不中 不成 不得行 不要得 不好使 不对头 要不得 不是嘞 算球 不咧 别了 不必了 没必要 用不着 不想要
    拉倒吧 拉倒 我反对 反对 不认可 不是这个 不是本人 不太可以 才不是 没有没有 不行不行 可不行 那可不行 肯定不行
    绝对不行 当然不是 当然不行 恐怕不行 这不对 这个不对 都不对
    """
)
NEITHER = str.split(
    """
    不是不行 不是不可以 可以不带户口本吗 是不是要带照片 对不对 对不起 不好意思 不知道 我不知道 不清楚 不一定 忘了
    什么 为什么要同意 要多少钱 行不行啊 能不能不说 随便 等一下 我想想 今天天气很好 身份证 社保卡丢了 没听清 不记得了
    这个是什么意思 同意什么 不确定 稍等一下 嗯？ 诶
    可以不带户口本吗 不是不行 不是不可以 不是不想办 得多少钱 得去哪里 中午可以吗 中午 成都 得多久 行吗 可以吗
    中不中 成不成 要得不 能行吗 是不是要改 不用改吗 没问题吗 得不得行 对吗 不对吗 不能不同意吗 不会不行吧 不得不说
    对了 哦对了 对了，还有 是这样的 是嘛 真的吗 好啊你 行啊你 对对对你说的都对 呵呵对 别说了 行了行了别说了 对哦？
    得等一下 行李 可是 可惜 中国 成人 得了吧
    """
)


@pytest.mark.parametrize("text", YES)
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", NO)
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text", [*NEITHER, "", "。", "同意，但是我不给手机号", "对，手机号错了", "可以不给手机号", "不，是的"]
)
def test_neither_is_never_guessed(text: str) -> None:
    assert read_yes_no(text) is None


@pytest.mark.parametrize("text", ["贝", "推。", "被", "嘴", "贝贝"])
def test_dui_alone_by_its_sound(text: str) -> None:
    assert read_yes_no(text, by_sound=True) is True
    assert read_yes_no(text) is None, "never for what cannot be undone"


@pytest.mark.parametrize("text", ["事的", "队", "号的", "事的。", "是得", "队。", "统一。", "却认", "兑", "市"])
def test_a_yes_in_other_characters_only_by_its_sound(text: str) -> None:
    assert read_yes_no(text, by_sound=True) is True
    assert read_yes_no(text) is None, "never typed, and never for what files or consents"


@pytest.mark.parametrize("text", ["退", "梅", "飞", "喂", "谁", "水", "贝壳儿", "八", ""])
def test_what_is_not_dui(text: str) -> None:
    assert read_yes_no(text, by_sound=True) is None
