import pytest

from dialogue.understand.bare import says_nothing
from dialogue.understand.free_text import read_skip, read_text, read_typed_text

CONTENT = str.split(
    """
    太吵了 声音太大了 不发工资 没有暖气 拒绝退款 不锈钢厂宿舍3号楼 没人管 没电 停水了 不给办 人工客服打不通
    取消订单不退钱 没有路灯 不是本地户口不给办
    错收了我的钱 别的小区都有 否认欠薪 等了三个月 是物业乱收费 好多垃圾 对面工地太吵 行人过街没有红绿灯 忘了给我发工资
    算错了工资 无证摊贩
    """
)
NONE = [
    "",
    "。",
    "好",
    "好的",
    "好的，谢谢",
    "是的",
    "对对对",
    "没有",
    "没有了",
    "不知道",
    "我不知道啊",
    "不清楚",
    "忘了",
    "等一下",
    "让我想想",
    "嗯",
    "嗯，那个",
    "不用了",
]


@pytest.mark.parametrize("text", CONTENT)
def test_content_stays_whole(text: str) -> None:
    assert read_text(text) == text
    assert read_text(f"嗯，{text}。") == text
    assert read_typed_text(text) == text


@pytest.mark.parametrize("text", NONE)
def test_no_content(text: str) -> None:
    assert read_text(text) == ""
    assert read_typed_text(text) == ""
    assert says_nothing(text)


def test_what_was_taken_back_goes_and_what_denies_stays() -> None:
    assert read_text("不对，是路灯坏了") == "路灯坏了"
    assert read_text("不是我们弄坏的") == "不是我们弄坏的"


def test_words_that_announce_an_address_go_only_before_it_alone() -> None:
    assert read_text("我住在和平路一号") == "和平路一号"
    assert read_text("我住在三楼，楼上漏水") == "我住在三楼，楼上漏水"
    assert read_typed_text("我住在三楼，楼上漏水。") == "我住在三楼，楼上漏水。"


def test_not_yet_is_a_skip() -> None:
    assert read_skip("还没想好")
    assert not read_skip("没有暖气")


def test_a_long_text_of_small_words_takes_no_time() -> None:
    assert not says_nothing("不好" * 200 + "电")
    assert says_nothing("不好" * 200)


@pytest.mark.parametrize(
    "said",
    [
        "让我想想该怎么说",
        "我捋一捋啊",
        "等我组织一下语言",
        "不知道从哪儿说起",
        "等我想想啊",
        "我想想怎么讲",
        "容我想一想",
    ],
)
def test_who_still_thinks_has_told_nothing(said: str) -> None:
    assert not read_text(said)


@pytest.mark.parametrize("said", ["楼上漏水，不知道怎么说", "等我去了窗口没人", "想想就气，路灯坏了半年"])
def test_an_account_with_such_words_in_it_is_one(said: str) -> None:
    assert read_text(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "还没想好呢，没有",
        "哪个记得几点嘛，跳过",
        "记不清了，跳过",
        "没看表，不填了",
        "想不起来，没有",
        "谁记得住啊，下一个",
    ],
)
def test_a_skip_behind_what_is_not_known(said: str) -> None:
    assert read_skip(said)


@pytest.mark.parametrize("said", ["没有，叫老王面馆", "没有暖气", "记不清了，大概八点", "不知道"])
def test_a_skip_stands_last(said: str) -> None:
    assert not read_skip(said)
