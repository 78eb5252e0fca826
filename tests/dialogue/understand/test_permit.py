import pytest

from dialogue.understand.permit import read_permit

WHOLE = [
    ("C12345678", "C12345678"),
    ("CA1234567", "CA1234567"),
    ("W一二三四五六七八", "W12345678"),
    ("L12345678", "L12345678"),
    ("T12345678", "T12345678"),
    ("台胞证，08231455", "08231455"),
    ("回乡证啊，H，零八二，三一四，五五", "H08231455"),
    ("诶尺一二三四五六七八", "H12345678"),
    ("埃姆一二三四五六七八九零", "M1234567890"),
    ("810000199408230021", "810000199408230021"),
]


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_whole(text: str, number: str) -> None:
    assert read_permit(text).value == number


def test_pieces() -> None:
    assert read_permit("H零八二三一四五").partial == "H0823145"
    assert read_permit("八二三一四五五六", partial="H").value == "H82314556"
    assert read_permit("810000").partial == "810000", "the beginning of a residence permit"


def test_a_residence_permit_has_a_check_digit() -> None:
    assert "核对不上" in read_permit("810000199408230022").message


@pytest.mark.parametrize("text", ["冇带喔，影印本得唔得", "忘了", "好的", "我有居住证"])
def test_talk(text: str) -> None:
    assert read_permit(text).nothing
