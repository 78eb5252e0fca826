import pytest

from dialogue import addressed


@pytest.mark.parametrize(
    "text", ["请问一下", "你好", "有人吗", "我想办点事", "帮帮忙我是说帮我看看", "厕所在哪", "转人工"]
)
def test_to_a_clerk(text: str) -> None:
    assert addressed(text)


@pytest.mark.parametrize("text", ["真相又不熟", "绝嫁给我不兄弟", "不要承认", "相当", "三号窗口"])
def test_to_nobody(text: str) -> None:
    assert not addressed(text)
