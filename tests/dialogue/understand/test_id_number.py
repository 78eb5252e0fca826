from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from dialogue.understand.id_number import check_id_number, read_id_number
from dialogue.understand.reading import Reading

TODAY = date(2026, 11, 22)
X = "11010519491231002X"
A = "110101199003070134"  # check digit right by the table of GB 11643

WHOLE = [
    ("11010519491231002X", X),
    ("11010519491231002x", X),
    ("110105 19491231 002X", X),
    ("110105,1949,1231,002X。", X),
    ("110105-19491231-002X", X),
    ("１１０１０５１９４９１２３１００２Ｘ", X),
    ("一一零一零五一九四九一二三一零零二叉", X),
    ("幺幺零幺零五幺九四九幺二三幺零零二叉", X),
    ("腰腰零腰零五，腰九四九，腰二三腰，洞洞二艾克斯", X),
    ("幺幺洞幺洞五幺勾四勾幺二三幺洞洞二X", X),
    ("我的身份证号码是110105194912310029不对最后一位是X", X),
    ("身份证号是一一零一零五，一九四九一二三一，零零二X", X),
    ("身份证号码11010519491231002叉", X),
    ("嗯，110105，那个，19491231，002X", X),
    ("双幺零幺零五一九四九一二三一双零二X", X),
    ("两个一零一零五，一九四九，一二三一，两个零二叉", X),
    ("2个1，0105，1949，1231，2个0，2X", X),
    ("110105一九四九年十二月三十一日002X", X),
    ("110105，1949年12月31号，002X", X),
    ("110106，不对，是110105，1949，1231，002X", X),
    ("110106不对110105 19491231 002X", X),
    ("110105 19491230 不对 1231 002X", X),
    ("幺幺零幺零六，错了，幺零五，幺九四九，幺二三幺，零零二叉", X),
    ("11010519491231，说错了，重来，110105，1949，1231，002X", X),
    ("110101 1990 0307 0134", A),
    ("一一零一零一一九九零零三零七零一三四", A),
    ("幺幺洞幺洞幺，幺九九洞，洞三洞拐，洞幺三四", A),
    ("妖妖零妖零妖一九九零零三零七零一三四", A),
    ("我说一下啊，110101，199003，070134", A),
    ("110101，一九九零年三月七号，0134", A),
    ("11010119900307013是", A),
    ("1 1 0 1 0 1 1 9 9 0 0 3 0 7 0 1 3 4", A),
    ("号码是1101011990零三零七零一三四。", A),
    ("请记一下：110101，1990，0307，0134。", A),
]
PIECES = [
    (["110105", "19491231", "002X"], X),
    (["幺幺零", "幺零五", "幺九四九", "幺二三幺", "零零二叉"], X),
    (["我的身份证号是110105", "1949", "1231，002", "叉"], X),
    (["110105", "1949", "不对，1949，1231", "002X"], X),
    (["110106", "不对，是105", "19491231002X"], X),
    (["110106", "错了，110105", "1949", "1231", "002X"], X),
    (["110105194912", "110105，1949，1231，002X"], X),
    (["110105194912", "重新说，110105", "19491231002X"], X),
    (["110101", "然后是1990", "0307", "最后是0134"], A),
]
WRONG = [
    ("110105194912310021", "核对不上"),
    ("110105194913310021", "出生日期"),
    ("110105204912310021", "出生日期"),
    ("990105194912310021", "开头"),
    ("1101051949123100211", "多了一位"),
    ("1101051941231002X", "少了一位"),
]
NOTHING = [
    "你好",
    "我没带身份证",
    "什么",
    "社保卡丢了",
    "为什么要身份证",
    "我想一想",
    "临时挂失",
    "是的",
    "今天几号",
    "我一会儿再说吧",
    "我还要什么",
    "你要我的号码做什么",
    "这个要怎么说",
    "我不要了",
    "三楼怎么走",
    "二十分钟以后吧",
    "两个人一起办行吗",
]


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_whole(text: str, number: str) -> None:
    assert read_id_number(text, today=TODAY).value == number


@pytest.mark.parametrize(("pieces", "number"), PIECES)
def test_pieces(pieces: list[str], number: str) -> None:
    partial = ""
    for piece in pieces[:-1]:
        reading = read_id_number(piece, partial=partial, today=TODAY)
        assert reading.partial, (piece, reading)
        partial = reading.partial
    assert read_id_number(pieces[-1], partial=partial, today=TODAY).value == number


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_wrong_says_what(text: str, hint: str) -> None:
    reading = read_id_number(text, today=TODAY)
    assert not reading.value
    assert hint in reading.message


@pytest.mark.parametrize("text", NOTHING)
def test_no_number(text: str) -> None:
    assert read_id_number(text, today=TODAY).nothing


@pytest.mark.parametrize("text", NOTHING)
def test_talk_between_the_pieces_adds_nothing(text: str) -> None:
    reading = read_id_number(text, partial="110105", today=TODAY)
    assert reading.partial in ("", "110105")
    assert not reading.message


@pytest.mark.parametrize("text", ["叉", "X", "是X", "最后是叉", "最后一位叉", "艾克斯", "差", "大写X"])
def test_the_last_character_alone(text: str) -> None:
    assert read_id_number(text, partial=X[:-1], today=TODAY).value == X


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["110105", "310101", "440305", "510104", "652801"]))
    born = draw(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
    head = place + born.strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03d}"
    return head + ric.calc_check_digit(head + "0")


@given(id_numbers(), st.data())
def test_any_number_survives_being_cut_anywhere(number: str, data: st.DataObject) -> None:
    """Spoken in Chinese or Arabic digits, in one to five utterances."""
    cuts = sorted(data.draw(st.sets(st.integers(3, 17), max_size=4)))
    spoken = number.translate(
        str.maketrans(
            "0123456789X",
            data.draw(st.sampled_from(["零幺二三四五六七八九叉", "0123456789X", "洞一二三四五六拐八勾X"])),
        )
    )
    partial, value = "", ""
    for start, end in zip([0, *cuts], [*cuts, 18], strict=True):
        reading = read_id_number(spoken[start:end], partial=partial, today=TODAY)
        partial, value = reading.partial, reading.value
    assert value == number


@given(id_numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_never_accepted(number: str, place: int, shift: int) -> None:
    wrong = number[:place] + str((int(number[place].replace("X", "9")) + shift) % 10) + number[place + 1 :]
    if wrong != number:
        assert check_id_number(wrong, TODAY)


@pytest.mark.parametrize(
    "heard",
    [
        "教教零教零五二零零小零六零小小小五四",
        "焦焦0，焦05,200小，060小小小胡思",
        "焦焦零，焦零五，二零零小，零六零小，小焦五四。",
    ],
)
def test_a_number_heard_as_words_like_its_digits_is_read_back(heard: str) -> None:
    """As whisper-base wrote one that was spoken clearly: 幺 is no word it expects."""
    assert read_id_number(heard, today=date(2026, 11, 22)) == Reading(value="110105200106011154", doubtful=True)


@pytest.mark.parametrize(
    "said", ["小小小小", "我要办身份证", "教教零教零五二零零小零六零小小小五五", "是是是是是是是是是是是是是是是是是是"]
)
def test_words_that_make_no_valid_number_are_none(said: str) -> None:
    assert read_id_number(said, today=date(2026, 11, 22)).value == ""


@pytest.mark.parametrize("text", ["11001051988805234517", "1100105198805234517", "110，105，19888，0523，4517"])
def test_digits_that_recognition_doubled_are_taken_out_and_read_back(text: str) -> None:
    reading = read_id_number(text, today=date(2026, 11, 30))
    assert (reading.value, reading.doubtful) == ("110105198805234517", True)


def test_a_number_that_may_be_several_without_doubles_is_none() -> None:
    assert not read_id_number("11001051988805234517").value  # without a date, 5198 may be a year of birth


@pytest.mark.parametrize(
    "said",
    [
        "我四九年十二月三十一号生的，幺幺零幺零五，幺九四九幺二三幺，零零二叉",
        "我是一九四九年十二月的，号码幺幺零幺零五，幺九四九幺二三幺，零零二叉",
    ],
)
def test_the_day_of_birth_told_beside_the_number(said: str) -> None:
    assert read_id_number(said).value == "11010519491231002X"
