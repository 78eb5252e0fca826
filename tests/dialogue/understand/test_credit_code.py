import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from dialogue.understand.credit_code import check_credit_code, read_credit_code

C = "91310115MA1K4ABC18"
WHOLE = [
    ("91310115MA1K4ABC18", C),
    ("9131 0115 ma1k4abc18", C),
    ("九幺三幺零幺幺五，大写M，大写A，幺，K，四，A，B，C，幺八", C),
    ("91310115，埃姆，诶，1，开，4，诶，必，西，18", C),
    ("统一社会信用代码是91310115，MA1K4ABC18", C),
    ("91310115MAIK4ABC18", C),
    ("91310116，不对，91310115，MA1K4ABC18", C),
    ("91310115MA1K4ABC19，不对，最后是18", C),
    ("91330106MA27，达不溜X，123，双优", "91330106MA27WX123W"),
    ("91110108 55138 5082 Q，Q是扣扣的Q", "91110108551385082Q"),
    ("五二幺幺四个零五三个零二幺九八七零", "521100005000219870"),
]
WRONG = [
    ("91310115MA1K4ABC19", "核对不上"),
    ("9131011MMA1K4ABC18", "前八位"),
    ("91310115MA1K4ABC188", "多了一位"),
    ("91310115MS1K4ABC18", "没有字母"),
]
TALK = ["你好", "我没带营业执照", "西", "嗯", "为什么要这个", "有", "在哪里看", "我们公司叫阿里", "一会儿再说"]


@pytest.mark.parametrize(("text", "code"), WHOLE)
def test_whole(text: str, code: str) -> None:
    assert read_credit_code(text).value == code


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_wrong_says_what(text: str, hint: str) -> None:
    reading = read_credit_code(text)
    assert not reading.value
    assert hint in reading.message


@pytest.mark.parametrize("text", TALK)
def test_no_code(text: str) -> None:
    assert read_credit_code(text).nothing


def test_repair_of_a_code_read_back() -> None:
    assert read_credit_code("不对，最后是18", partial="91310115MA1K4ABC19").value == C


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.text("0123456789", min_size=8, max_size=8))
    body = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9))
    return head + body + uscc.calc_check_digit(head + body)


@given(codes(), st.data())
def test_any_code_survives_being_cut_anywhere(code: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(3, 17), max_size=4)))
    spoken = code.translate(
        str.maketrans("0123456789", data.draw(st.sampled_from(["零幺二三四五六七八九", "0123456789"])))
    )
    partial = value = ""
    for start, end in zip([0, *cuts], [*cuts, 18], strict=True):
        reading = read_credit_code(spoken[start:end], partial=partial)
        partial, value = reading.partial, reading.value
    assert value == code


@given(codes(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGH"))
def test_one_wrong_character_is_never_accepted(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    assert bool(check_credit_code(wrong)) == (wrong != code)
