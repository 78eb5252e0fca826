"""Answers in the form of questions, and questions that are nothing else."""

from __future__ import annotations

import pytest

from dialogue.understand.asking import asks, asks_plainly, behind_own_question
from dialogue.understand.fold import fold


@pytest.mark.parametrize(
    "text",
    [
        "拍啥拍，我都老成这样了", "打哪不是打，就用那个", "这种好事哪个会推", "不承诺，出了事算谁的", "那还有假的？",
        "那张卡叫狗咬成两半了，留着它干啥", "有房我还来租房？", "我名下是没的", "不投诉谁，问问政策", "还能请得起谁",
    ],
)  # fmt: skip
def test_an_answer_in_the_form_of_a_question_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize("text", ["你讲的全款是么子意思", "何解要问咯多", "喺边度拍", "座机行不啊", "到账要几天"])
def test_dialect_asks(text: str) -> None:
    assert asks(fold(text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("再跑一趟？饶了我这老腿吧", "饶了我这老腿吧"),
        ("在哪开的？我没有", "我没有"),
        ("这张早注销了，你们咋还存着", "这张早注销了"),
        ("在哪开的？怎么开", "在哪开的？怎么开"),
        ("就用这张", "就用这张"),
    ],
)
def test_what_stands_behind_ones_own_question(text: str, said: str) -> None:
    assert behind_own_question(text) == said


def test_a_plain_question_is_one_clause() -> None:
    assert all(map(asks_plainly, ("在哪里拍", "一年多少钱", "没有转诊单行不行", "变更要多久")))
    assert not any(map(asks_plainly, ("有房谁还租房子", "拍啥拍，用以前的", "就在这里拍")))
