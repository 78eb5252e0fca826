import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.name import read_name
from dialogue.understand.surnames import COMPOUND, SINGLE

READ = [
    ("我叫王小明", "王小明"), ("王小明", "王小明"), ("王小明，三横王，大小的小，光明的明", "王小明"),
    ("章三，弓长张", "张三"),
    ("弓长张，三丰", "张三丰"), ("弓长张三丰", "张三丰"), ("立早章子怡", "章子怡"), ("工长张，张三", "张三"),
    ("张是弓长张，三是一二三的三", "张三"), ("张是弓长张三是一二三的三", "张三"),
    ("我叫李晓，木子李，拂晓的晓", "李晓"),
    ("双木林，林志强", "林志强"), ("口天吴，吴刚", "吴刚"), ("姜一帆，三点水的江", "江一帆"),
    ("我姓王，叫小明", "王小明"),
    ("姓欧阳，名锋", "欧阳锋"), ("姓王，单名一个强字", "王强"), ("欧阳娜娜", "欧阳娜娜"), ("诸葛亮", "诸葛亮"),
    ("阿依古丽·买买提", "阿依古丽·买买提"), ("阿依古丽点买买提", "阿依古丽·买买提"),
    ("王小明，不对，王晓明", "王晓明"),
    ("王晓明，不对，是大小的小", "王小明"), ("我叫高兴", "高兴"), ("免贵姓张，叫张三", "张三"),
    ("姓名韩梅梅", "韩梅梅"),
]  # fmt: skip
TALK = [
    "高兴", "谢谢", "我想办社保卡", "没有", "什么", "马上", "叫人工", "不知道", "好的", "是的", "同意", "安全",
    "单位办的", "我是外地的",
    "我是来办社保的", "人工服务", "重新说一遍", "时间", "你叫什么名字", "等一下", "13800138000", "三楼怎么走",
    "慢一点", "水电费",
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), READ)
def test_read(text: str, name: str) -> None:
    assert read_name(text).value == name


@pytest.mark.parametrize("text", TALK)
def test_no_name(text: str) -> None:
    assert not read_name(text).value


def test_a_guessed_surname_is_read_back() -> None:
    reading = read_name("我叫望小明")
    assert (reading.value, reading.doubtful) == ("王小明", True)


def test_a_surname_alone_is_asked_about() -> None:
    assert "姓和名" in read_name("我姓王").message


@pytest.mark.parametrize(
    ("known", "text", "name"),
    [
        ("章三", "不对，是弓长张", "张三"),
        ("王小明", "晓是拂晓的晓", "王晓明"),
        ("王小明", "好的", ""),
        ("王小明", "不对", ""),
    ],
)
def test_a_spelling_mends_the_name_read_back(known: str, text: str, name: str) -> None:
    assert read_name(text, partial=known).value == name


@given(
    st.sampled_from([*SINGLE, *COMPOUND]),
    st.text("伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞刚桂英建华", min_size=1, max_size=2),
)
def test_any_name_after_its_lead(surname: str, given_name: str) -> None:
    reading = read_name(f"我叫{surname}{given_name}")
    assert (reading.value, reading.doubtful) == (surname + given_name, False)


#: Spoken, and sure: a common surname.
SURE = ["王小明", "李乾", "赵頔", "王䶮", "李𬱖", "欧阳娜娜", "阿依古丽·买买提", "约翰·史密斯", "任公", "曲晓"]
#: Spoken, and asked back.
ASKED_BACK = [
    "扎西多吉", "那英", "淳于琼", "次仁央宗", "阿依古丽", "古丽巴哈尔", "买买提江", "约翰史密斯", "爱新觉罗溥仪",
    "逯薇", "么书仪", "乌日娜", "巴特尔",
    "John Smith", "José Ñúñez",
]  # fmt: skip


@pytest.mark.parametrize("name", SURE)
def test_a_common_surname_is_sure(name: str) -> None:
    assert (read_name(name).value, read_name(name).doubtful) == (name, False)


@pytest.mark.parametrize("name", ASKED_BACK)
def test_any_other_name_is_asked_back(name: str) -> None:
    for text in (name, f"我叫{name}", f"嗯，{name}"):
        assert (read_name(text).value, read_name(text).doubtful) == (name, True), text


def test_a_rare_surname_that_is_told_stays() -> None:
    assert read_name("我姓逯，叫薇").value == "逯薇"
    assert read_name("我姓那叫英").value == "那英"


@pytest.mark.parametrize(
    "text", ["那个", "那好", "外地的", "我是外地的", "今天", "机器坏了", "电脑坏了", "身份证", "社保卡丢了", "随便"]
)
def test_talk_without_a_surname_is_no_name(text: str) -> None:
    assert not read_name(text).value


@pytest.mark.parametrize(
    ("text", "name"), [("臣志强", "陈志强"), ("沉志强", "陈志强"), ("邰志强", "邰志强"), ("迈克", "迈克")]
)
def test_a_surname_heard_as_its_homophone_is_the_common_one_and_asked_back(text: str, name: str) -> None:
    reading = read_name(text)
    assert (reading.value, reading.doubtful) == (name, True)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("李小红，哦不，身份证上是李晓红，拂晓的晓", "李晓红"),
        ("张伟，不对，证件上写的是章伟，立早章", "章伟"),
        ("刘芳，错了，户口簿上叫刘方", "刘方"),
    ],
)
def test_the_name_as_the_papers_have_it(said: str, value: str) -> None:
    reading = read_name(said)
    assert (reading.value, reading.doubtful) == (value, False)


@pytest.mark.parametrize("said", ["赵刚，不对，是那个，呃", "王丽，错了，本子上那个才是的"])
def test_a_repair_that_is_not_understood_leaves_a_doubt(said: str) -> None:
    """What was taken back is never filed without a question."""
    reading = read_name(said)
    assert not reading.value or reading.doubtful


def test_a_character_told_with_its_radical() -> None:
    assert read_name("苏州的苏 委婉的婉 女字旁的婷").value == "苏婉婷"
