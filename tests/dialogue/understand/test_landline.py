import pytest

from dialogue.understand.landline import read_landline

WHOLE = [
    ("010-12345678", "", "010-12345678"),
    ("零五七一，八七六五，四三二一", "", "0571-87654321"),
    ("八七六五四三二一", "0571", "0571-87654321"),
    ("8765432", "0991", "0991-8765432"),
    ("057187654321转123", "", "0571-87654321-123"),
    ("零五七一八七六五四三二一，分机号八零零一", "", "0571-87654321-8001"),
    ("0571，87654320，不对，87654321", "", "0571-87654321"),
    ("+86-20-38001234", "", "020-38001234"),
]
PIECES = [
    (["021", "6666", "8888"], "021-66668888"),
    (["021", "6666", "8887，不对，8888"], "021-66668888"),
    (["零五七一", "87654321"], "0571-87654321"),
]
WRONG = [
    ("87654321", "区号"),
    ("13800138000", "手机号"),
    ("0571876543210", "多了一位"),
    ("0171 87654321", "固定电话"),
]


@pytest.mark.parametrize(("text", "area", "number"), WHOLE)
def test_whole(text: str, area: str, number: str) -> None:
    assert read_landline(text, area=area).value == number


@pytest.mark.parametrize(("pieces", "number"), PIECES)
def test_pieces(pieces: list[str], number: str) -> None:
    partial = ""
    for piece in pieces[:-1]:
        partial = read_landline(piece, partial=partial).partial
        assert partial
    assert read_landline(pieces[-1], partial=partial).value == number


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_wrong_says_what(text: str, hint: str) -> None:
    assert hint in read_landline(text).message


@pytest.mark.parametrize("text", ["我没有座机", "什么", "转人工", "好的", "我家的电话", "三楼怎么走"])
def test_no_number(text: str) -> None:
    assert read_landline(text).nothing


def test_repair_of_a_number_read_back_keeps_the_extension() -> None:
    assert read_landline("不对，是4321", partial="0571-87654320-12").value == "0571-87654321-12"


@pytest.mark.parametrize(
    "said",
    ["六五五幺二三四五，区号零三七幺", "区号是零三七幺，六五五幺二三四五", "六五五幺，二三四五，前面区号是零三七幺"],
)
def test_the_area_code_may_be_said_last(said: str) -> None:
    assert read_landline(said).value == "0371-65512345"
