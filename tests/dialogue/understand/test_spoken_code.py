import pytest

from dialogue.understand.code_shape import code_shapes, described, fits
from dialogue.understand.spoken_code import CodeGrammar, read_code


def grammar(pattern: str) -> CodeGrammar:
    return CodeGrammar(code_shapes(pattern), same_start=True)


@pytest.mark.parametrize(
    ("pattern", "text", "code"),
    [
        ("字母1数字9", "A，一零二四五六七八九", "A102456789"),
        ("字母1数字9", "诶，一零二四五六七八九", "A102456789"),
        ("SB-数字8", "SB12345678", "SB-12345678"),
        ("SB-数字8", "12345678", "SB-12345678"),
        ("汉字2字母1数字4", "津滨A1234", "津滨A1234"),
        ("数字4", "零零七八", "0078"),
        ("字母2数字4-6", "AB12345", "AB12345"),
        ("津公告〔数字4〕数字3", "津公告二零二六，零一二", "津公告〔2026〕012"),
    ],
)
def test_codes(pattern: str, text: str, code: str) -> None:
    assert read_code(text, grammar(pattern)).value == code


def test_a_beginning_that_was_left_out_is_read_back() -> None:
    assert read_code("12345678", grammar("SB-数字8")).doubtful


@pytest.mark.parametrize("text", ["光有数字，12345678，没见着字母", "A12345678901"])
def test_another_shape_is_told(text: str) -> None:
    reading = read_code(text, grammar("字母1数字9"))
    assert not reading.value
    assert reading.message


@pytest.mark.parametrize("text", ["我不记得了", "单子丢了", "好的", "有吗"])
def test_talk(text: str) -> None:
    assert read_code(text, grammar("字母1数字9")).nothing


@pytest.mark.parametrize("pattern", ["字母", "数字", "SB", "数字0", "数字9-8", "数字99", "数字1-20数字1-20", ""])
def test_patterns_that_say_nothing_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"写|位"):
        code_shapes(pattern)


def test_shapes() -> None:
    shapes = code_shapes("字母1数字8-9")
    assert [len(shape) for shape in shapes] == [9, 10]
    assert fits("A12345678", shapes)
    assert not fits("A1234567", shapes)
    assert described("字母1数字8-9") == "1个字母加8到9位数字"
