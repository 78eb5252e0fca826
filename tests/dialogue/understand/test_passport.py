import pytest

from dialogue.understand.passport import read_passport

WHOLE = [
    ("E12345678", "E12345678", False),
    ("护照号是医幺二三四五六七八", "E12345678", True),
    ("G一二三四，五六七八", "G12345678", False),
    ("EA1234567", "EA1234567", False),
    ("P1234567", "P1234567", False),
    ("PE1234567", "PE1234567", False),
    ("S一二三四五六七", "S1234567", False),
    ("D1234567", "D1234567", False),
    ("E一二三五，啊呸，一二四五，六零七八", "E12456078", False),
    ("我是日本人，护照是TR，七零二，八八一四", "TR7028814", True),  # foreign ones are always read back
    ("M三四五六七八九零", "M34567890", True),
    ("诶必一二三四五六", "AB123456", True),
]


@pytest.mark.parametrize(("text", "number", "doubtful"), WHOLE)
def test_whole(text: str, number: str, doubtful: bool) -> None:
    reading = read_passport(text)
    assert (reading.value, reading.doubtful) == (number, doubtful)


def test_a_chinese_number_that_is_too_short_is_a_beginning() -> None:
    assert read_passport("E1234567").partial == "E1234567"
    assert read_passport("八", partial="E1234567").value == "E12345678"
    assert read_passport("E12").partial == "E12"


def test_a_foreign_number_may_be_as_short_as_a_beginning() -> None:
    reading = read_passport("没有了，外国护照", partial="E1234567")
    assert (reading.value, reading.doubtful) == ("E1234567", True)


@pytest.mark.parametrize("text", ["我忘了", "没带护照", "好的", "护照在家里", "诶"])
def test_talk(text: str) -> None:
    assert read_passport(text).nothing


def test_one_too_many() -> None:
    assert "多了一位" in read_passport("E123456789").message
