import pytest

from dialogue.understand.phone import read_phone
from dialogue.understand.reading import Reading

P = "13800138000"
WHOLE = [
    ("13800138000", P),
    ("138 0013 8000", P),
    ("138，0013，8000。", P),
    ("一三八零零一三八零零零", P),
    ("幺三八零零幺三八零零零", P),
    ("幺三八，洞洞幺三，八洞洞洞", P),
    ("腰三八零零腰三八三个零", P),
    ("138双零138三个零", P),
    ("我的手机号是13800138000", P),
    ("我的电话号码是138，0013，8000", P),
    ("手机号13800138000，谢谢", P),
    ("+86 138 0013 8000", P),
    ("8613800138000", P),
    ("13800138001，不对，是13800138000", P),
    ("13800138001不对，8000", P),
    ("1380013，错了，138，0013，8000", P),
    ("一三八零零一三八千", ""),
    ("一八六五五五五一二三四", "18655551234"),
    ("186四个五1234", "18655551234"),
    ("幺八六，五五五五，幺二三四", "18655551234"),
    ("十九九一二三四五六七八九"[1:], ""),
    ("1995，123，4567", "19951234567"),
]
PIECES = [
    (["138", "0013", "8000"], P),
    (["我的号码是138", "0013", "8001，不对，8000"], P),
    (["1380013", "13800138000"], P),
    (["1380014", "不对，是0013", "8000"], P),
]
WRONG = [("12800138000", "一开头"), ("138001380001", "多了一位"), ("23800138000", "一开头"), ("01088889999", "一开头")]


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_whole(text: str, number: str) -> None:
    assert read_phone(text).value == number


@pytest.mark.parametrize(("pieces", "number"), PIECES)
def test_pieces(pieces: list[str], number: str) -> None:
    partial = ""
    for piece in pieces[:-1]:
        partial = read_phone(piece, partial=partial).partial
        assert partial
    assert read_phone(pieces[-1], partial=partial).value == number


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_wrong_says_what(text: str, hint: str) -> None:
    assert hint in read_phone(text).message


@pytest.mark.parametrize("text", ["我没有手机", "什么", "为什么要手机号", "是的", "人工", "我忘了号码"])
def test_no_number(text: str) -> None:
    assert read_phone(text).nothing


def test_repair_of_a_number_read_back() -> None:
    assert read_phone("不对，是八零零幺", partial=P).value == "13800138001"
    assert read_phone("最后四位不对，是8001", partial=P).value == "13800138001"


@pytest.mark.parametrize(
    "text", ["要生久87654321", "幼生987654321", "悠生酒87654321", "悠生九八七六五四三二一", "悠生酒，8765，4321。"]
)
def test_digits_written_as_words_are_heard_and_read_back(text: str) -> None:
    """What whisper-base makes of 幺三九八七六五四三二一."""
    assert read_phone(text) == Reading(value="13987654321", doubtful=True)


@pytest.mark.parametrize("text", ["要生久8765432", "我家有三十年了要零零七", "悠生酒876543219", "生要久87654321"])
def test_but_not_what_makes_no_number(text: str) -> None:
    assert not read_phone(text).value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("后四位幺二三四，前面七位幺三八零零幺三", "13800131234"),
        ("尾号五五六六，前头幺五零幺二三四", "15012345566"),
        ("幺三八，零零幺三，八零零，哦漏了一位，八零零零", "13800138000"),
        ("幺三七，两个八，四个六，再来一个五，零", "13788666650"),
    ],
)
def test_the_end_first_the_lost_digit_and_one_more(said: str, value: str) -> None:
    assert read_phone(said).value == value


@pytest.mark.parametrize(
    "said", ["幺三八，零零幺三，八零，少了一个，八零零", "幺三八，零零幺三，八零零，少了一位，五五五五"]
)
def test_a_lost_digit_that_does_not_make_the_number_whole(said: str) -> None:
    assert not read_phone(said).value
