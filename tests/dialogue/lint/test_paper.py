"""No script says that something was printed."""

from __future__ import annotations

import pytest

from dialogue.lint.paper import promises_paper
from support.small_hall import Look, line_of


@pytest.mark.parametrize("said", ["请取走您的回执。", "请拿好凭条。", "您的回执打好了。", "请取走预约单，慢走。"])
def test_a_promise_is_an_error_at_its_line(look: Look, said: str) -> None:
    found = [one for one in look(("二十天内送到。", f"二十天内送到，{said}")) if one.code == "promised-paper"]
    assert [(one.level, one.line) for one in found] == [("error", line_of("办好了"))]
    assert "回执: [打印]" in found[0].fix


@pytest.mark.parametrize("text", ["回执上有受理号。", "钱已经取走了。", "请拿好您的身份证。", "到窗口取证。"])
def test_other_sentences_promise_none(text: str) -> None:
    assert not promises_paper(text)


def test_the_small_hall_promises_none(look: Look) -> None:
    assert "promised-paper" not in {one.code for one in look()}
