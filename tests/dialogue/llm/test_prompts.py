"""What is asked, and how an answer is read."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.llm.prompts import STYLES, choosing, read, rephrasing

CHOOSE = choosing("那个证", ("居住证办理", "身份证补领"))
REPHRASE = rephrasing("多少钱", "不收费。")


@given(st.text(), st.text())
def test_data_cannot_break_out_of_its_place(question: str, passage: str) -> None:
    request = rephrasing(question, passage)
    assert json.loads(request.user) == {"资料": passage, "问题": question}
    assert request.system == REPHRASE.system
    assert [message["role"] for message in request.messages] == ["system", "user"]


@pytest.mark.parametrize(
    ("answer", "choice"),
    [
        ('{"choice": "居住证办理"}', "居住证办理"),
        ('```json\n{"choice": "居住证办理"}\n```', "居住证办理"),
        ('好的，我选：{"choice": "居住证办理"}', "居住证办理"),
        ('<think>是 {"choice": "身份证补领"} 吧</think>{"choice": "居住证办理"}', "居住证办理"),
        ("居住证办理", "居住证办理"),
        ('{"choice": " 都不是 "}', "都不是"),
    ],
)
def test_an_answer_with_talk_around_it(answer: str, choice: str) -> None:
    assert read(CHOOSE, answer) == choice


@pytest.mark.parametrize(
    "answer",
    [
        "", "null", "[]", '"居住证办理"', '{"choice": 1}', '{"choice": null}', '{"choice": ["居住证办理"]}',
        '{"text": "x"}',
        '{"choice": "居住证办理", "why": "x"}', '{"choice": "居住证办理"', '{"choice": "甲"}{"choice": "乙"}',
        '{"choice": "甲", "choice": "乙"}', '{"choice": {"choice": "甲"}}', '{"a":' * 50_000, "我选居住证办理",
    ],
)  # fmt: skip
def test_what_is_no_answer(answer: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the decoder's own texts vary
        read(CHOOSE, answer)


@given(st.text())
def test_nothing_but_value_errors(answer: str) -> None:
    for request in (CHOOSE, REPHRASE):
        with contextlib.suppress(ValueError):
            assert isinstance(read(request, answer), str)


def test_every_style_says_what_comes_back() -> None:
    assert [bool(CHOOSE.response_format(style)) for style in STYLES] == [True, True, False]
    assert "choice" in CHOOSE.system
    assert "text" in REPHRASE.system
