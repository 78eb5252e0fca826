"""What YAML refuses, and what it reads otherwise than meant, told in Chinese at the line of the mistake."""

from __future__ import annotations

import re

import pytest

from dialogue.errors import Problems
from dialogue.yaml_lines import parse

KEYS = ("服务", "步骤", "说", "类型")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("服务:挂失\n步骤: []\n", 1, "“服务:”的冒号后面少了一个空格"),
        ("步骤:\n  - 说:您好\n", 2, "“说:”的冒号后面少了一个空格"),
        ("槽位: {甲: {类型:身份证}}\n", 1, "“类型:”的冒号后面少了一个空格"),
        ("服务: 甲\n渠道: [大屏, 电话\n步骤:\n  - 说: 您好\n", 2, "方括号 [ ] 里没有写完"),
        ('服务: 甲\n说法: "挂失\n步骤:\n  - 说: 您好\n', 2, "引号没有成对"),
    ],
)
def test_the_mistake_and_its_line(text: str, line: int, told: str) -> None:
    problems = Problems("t.yaml")
    parse(text, problems, KEYS)
    first = problems.errors[0]
    assert told in first.message
    assert (first.line, bool(first.fix)) == (line, True)
    assert not re.search(r"[a-z]{4}", first.message)


@pytest.mark.parametrize("text", ["说: 网址是http://a.cn\n", "说: 现在12:30\n", "说: '类型:甲'\n"])
def test_colons_that_are_right(text: str) -> None:
    problems = Problems("t.yaml")
    parse(text, problems, KEYS)
    assert problems.errors == []
