"""Sentences of the editor's templates that nobody has written since."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.small_hall import Look, line_of

EDITOR = Path(__file__).parents[3] / "web" / "console" / "scripts" / "editor"
SAID = "  - {说: 满六十岁就能办。, 卡片: 材料清单}\n"


def templates() -> list[str]:
    text = "".join((EDITOR / name).read_text(encoding="utf-8") for name in ("templates.ts", "format.ts", "actions.ts"))
    return sorted(set(re.findall(r"(请在这里写[^\"]*|条件不?成立时说的话。)", text)))


@pytest.mark.parametrize("sentence", templates())
def test_what_a_template_says_is_an_error_of_the_quick_check(look: Look, sentence: str) -> None:
    found = [one for one in look((SAID, f"  - 说: {sentence}\n{SAID}")) if one.code == "placeholder"]
    assert [(one.level, one.line) for one in found] == [("error", line_of("满六十岁"))]
    assert sentence in found[0].message


def test_every_kind_of_template_sentence_is_there() -> None:
    assert len(templates()) >= 5


def test_a_sentence_with_such_words_is_none(look: Look) -> None:
    said = "请在纸上写您的名字，条件成立时再办。"
    assert not [one for one in look((SAID, f"  - 说: {said}\n{SAID}")) if one.code == "placeholder"]
