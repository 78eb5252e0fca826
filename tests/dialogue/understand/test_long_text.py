import pytest

from dialogue.understand.long_text import read_long_text


def tell(*lines: str, most: int = 0) -> tuple[str, str]:
    kept = value = ""
    for line in lines:
        reading = read_long_text(line, partial=kept, most=most)
        kept, value = reading.partial or kept, reading.value
    return kept, value


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("楼道的灯坏了", "说完了"), "楼道的灯坏了"),
        (("楼道的灯坏了，就这些",), "楼道的灯坏了"),
        (("楼道的灯坏了。", "还有，电梯也坏了", "没有了"), "楼道的灯坏了。电梯也坏了"),
        (("楼上漏水", "物业没有人来", "好了，就这样"), "楼上漏水。物业没有人来"),
    ],
)
def test_additions_join_until_it_is_all(lines: tuple[str, ...], value: str) -> None:
    assert tell(*lines)[1] == value


@pytest.mark.parametrize("line", ["楼道的灯坏了", "楼上天天吵，家里的电视也没有了", "电表烧了手机也完了"])
def test_a_story_goes_on(line: str) -> None:
    assert tell(line) == (line, "")


@pytest.mark.parametrize("line", ["说完了", "没有了", "嗯"])
def test_an_end_without_a_story_is_nothing(line: str) -> None:
    assert read_long_text(line).nothing


def test_it_is_capped_and_has_a_least_length() -> None:
    assert tell("灯坏了", "电梯也坏了", most=6)[1] == "灯坏了。电梯"
    short = read_long_text("灯坏了，说完了", least=10)
    assert (short.value, short.partial) == ("", "灯坏了")
    assert "10个字" in short.message
