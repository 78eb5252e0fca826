import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.understand.plate import PROVINCES, read_plate

WHOLE = [
    ("京A12345", "京A12345"),
    ("京a幺二三四五", "京A12345"),
    ("京诶，幺二三四五", "京A12345"),
    ("经诶幺二三四五", "京A12345"),
    ("精雷一二三四五", "京A12345"),
    ("川内，一二三四五", "川A12345"),
    ("北京的牌子，A12345", "京A12345"),
    ("沪牌A一二三四五", "沪A12345"),
    ("江苏的苏，E一二三四五", "苏E12345"),
    ("川必八八八八八", "川B88888"),
    ("浙A，达不溜八三二一", "浙AW8321"),
    ("车牌号是鲁B，三个八，九K", "鲁B8889K"),
    ("我的车是京Q·12345", "京Q12345"),
    ("京AO1234", "京A01234"),
    ("京AD12345", "京AD12345"),
    ("新能源的，粤B，D，一二三四五", "粤BD12345"),
    ("京A10227D", "京A10227D"),
    ("豫A3307学", "豫A3307学"),
    ("湘A幺两三四警", "湘A1234警"),
    ("鲁B幺幺二九挂", "鲁B1129挂"),
    ("粤Z1234港", "粤Z1234港"),
    ("粤贼一二三四澳", "粤Z1234澳"),
    ("沪A幺两三四领", "沪A1234领"),
    ("使014578", "使014578"),
    ("京A幺二三四五，不对，京A幺二三四六", "京A12346"),
]
PIECES = [
    (("京A", "幺二三四五"), "京A12345"),
    (("沪牌的", "C", "九二K三七"), "沪C92K37"),
    (("京A12345", "不对，最后是六"), "京A12346"),
    (("京AD1234", "后面还有个五"), "京AD12345"),
]
NOT_WHOLE = ["津C123456", "只记得尾巴是37K", "浙江的，字母没看清，数字是8K230", "一二三四五", "新能源的，京AD1234"]
TALK = ["我不知道车牌", "没有车", "才提的新车，还挂着临时的牌子", "我12点来", "今天下午", "好的", "诶", "教练车"]


@pytest.mark.parametrize(("text", "plate"), WHOLE)
def test_whole(text: str, plate: str) -> None:
    assert read_plate(text).value == plate


@pytest.mark.parametrize(("pieces", "plate"), PIECES)
def test_in_pieces(pieces: tuple[str, ...], plate: str) -> None:
    kept = ""
    for piece in pieces:
        reading = read_plate(piece, partial=kept)
        kept = reading.value or reading.partial
    assert reading.value == plate


@pytest.mark.parametrize("text", NOT_WHOLE)
def test_what_is_no_whole_plate_is_no_value(text: str) -> None:
    reading = read_plate(text)
    assert not reading.value
    assert not reading.nothing


@pytest.mark.parametrize("text", TALK)
def test_talk_is_no_plate(text: str) -> None:
    assert read_plate(text).nothing


@pytest.mark.parametrize("text", ["经诶幺二三四五", "月B12345", "精雷一二三四五", "京雷一二三四五", "金锐一二三四五"])
def test_what_was_read_by_sound_is_doubtful(text: str) -> None:
    assert read_plate(text).doubtful


SERIAL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NAMES = dict(zip(
    "ABCDEFGHJKLMNPQRSTUVWXYZ",
    str.split("诶 必 西 弟 医 艾弗 鸡 诶尺 杰 开 艾勒 艾姆 恩 屁 丘 阿尔 艾斯 踢 优 维 达不溜 艾克斯 歪 贼"),
    strict=True,
))  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(PROVINCES), st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"), st.text(SERIAL, min_size=5, max_size=5))
def test_any_plate_is_read_as_written_and_with_spoken_digits(province: str, letter: str, serial: str) -> None:
    spoken = serial.translate(str.maketrans("0123456789", "零幺二三四五六七八九"))
    assert read_plate(f"{province}{letter}{serial}").value == province + letter + serial
    assert read_plate(f"{province}{letter}，{spoken}").value == province + letter + serial


@pytest.mark.parametrize(("letter", "name"), NAMES.items())
def test_every_letter_has_a_spoken_name(letter: str, name: str) -> None:
    assert read_plate(f"京{name}幺二三四五").value == f"京{letter}12345"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("我的车是鲁B的，鲁B三七K二五", "鲁B37K25"),
        ("川A开头，川A八九零一二", "川A89012"),
        ("京N三个六，再一个A，一个八", "京N666A8"),
        ("沪C一个A，四个六", "沪CA6666"),
    ],
)
def test_a_beginning_said_twice_and_one_of_each(said: str, value: str) -> None:
    assert read_plate(said).value == value
