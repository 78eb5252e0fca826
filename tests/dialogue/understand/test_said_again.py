"""What is said once more replaces what it repeats; anything else goes on."""

import pytest

from dialogue.understand.digits import goes_on
from dialogue.understand.id_number import read_id_number
from dialogue.understand.phone import read_phone
from dialogue.understand.plate import read_plate

LONG = 11


@pytest.mark.parametrize(
    ("partial", "said", "number"),
    [("138", "12345678", "13812345678"), ("138", "13812345678", "13812345678"), ("138", "138123", "138123"),
     ("13812", "12345678", "13812345678"), ("1381", "1381", "1381"), ("138", "0013", "1380013"),
     ("000", "000", "000000"), ("138", "138", "138138")],
)  # fmt: skip
def test_a_number_so_far(partial: str, said: str, number: str) -> None:
    assert goes_on(partial, said, LONG) == number


@pytest.mark.parametrize(
    ("partial", "said", "value"),
    [("京A12", "京A12345", "京A12345"), ("京A1", "A12345", "京A12345"), ("京A12", "345", "京A12345"),
     ("京A12", "京AE2345", "京AE2345")],
)  # fmt: skip
def test_a_whole_plate_is_no_part(partial: str, said: str, value: str) -> None:
    assert read_plate(said, partial=partial).value == value


def test_an_identity_number_begun_again() -> None:
    assert read_id_number("110105199003", partial="110105").partial == "110105199003"
    assert read_id_number("19900307", partial="110105").partial == "11010519900307"


@pytest.mark.parametrize(
    "text",
    [
        "一三九，一三九一二三四五六七八",
        "一三九一二三四五六七八，说慢点，五六七八",
        "一三九一二三四五六七八，最后是八，不是九",
    ],
)
def test_a_part_said_twice_in_one_breath(text: str) -> None:
    assert read_phone(text).value == "13912345678"
