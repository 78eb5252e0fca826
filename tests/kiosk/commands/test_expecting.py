"""What --expect may say, and the value that is read for it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from asr import Transcript
from asr.syllables.heard_answer import HeardAnswer, Rival, Use
from kiosk.commands.expecting import ExpectationOptionError, expected_answer
from kiosk.commands.hear import HeardFile

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        ("id", "11010519491231002X", "11010519491231002X"),
        ("phone", "一三四七三八二一三六八", "13473821368"),
        ("landline", "零五七一八七六五四三二一", "0571-87654321"),
        ("number:8", "九八七九零九零二", "98790902"),
        ("code:字母1数字8", "E12345678", "E12345678"),
        ("plate", "京A12345", "京A12345"),
        ("yesno", "是的", "是"),
        ("yesno", "不对", "不是"),
        ("option:正式挂失,临时挂失", "先临时挂失吧", "临时挂失"),
        ("option:甲，乙", "甲", "甲"),
        ("rating", "不满意", "不满意"),
        ("text", "随便什么", "随便什么"),
        ("yesno", "我想想", ""),
        ("phone", "我不记得了", ""),
    ],
)
def test_the_value_is_what_the_dialogue_would_read(option: str, text: str, value: str) -> None:
    assert expected_answer(option, TODAY).read(text).value == value


@pytest.mark.parametrize(
    "option",
    ["", "nix", "number", "number:x", "number:2", "number:999", "option:甲", "code:x", "id:3", "\x1b"],
)
def test_anything_else_is_told_in_one_line(option: str) -> None:
    with pytest.raises(ExpectationOptionError) as told:
        expected_answer(option, TODAY)
    assert str(told.value).isprintable()


def test_codes_reach_the_ears_with_their_shapes() -> None:
    expectation = expected_answer("code:字母1数字8", TODAY).expectation
    assert expectation.characters == 9
    assert expectation.shapes == (("ABCDEFGHIJKLMNOPQRSTUVWXYZ", *["0123456789"] * 8),)


def test_a_line_and_a_json_object_for_each_file() -> None:
    answer = HeardAnswer("22240320", 0.61, Use.ASK, (Rival("22140320", 0.3),), number=True)
    heard = HeardFile("a.wav", "22240320", "ask", Transcript("22240320", 0.61, 0.1, 3.0, answer=answer), 91.4)
    assert heard.line().split("\t") == ["a.wav", "22240320", "ask", "0.61", "22140320 0.30", "91 ms", "22240320"]
    fields = json.loads(json.dumps(heard.fields()))
    assert fields["rivals"] == [{"value": "22140320", "share": 0.3}]
    assert fields["unsure"] == [2, 3]
    nothing = HeardFile("b.wav", "", "none", Transcript("", 0.0, 1.0, 3.0, "silent"), 0.0)
    assert nothing.line().split("\t")[1:3] == ["-", "none"]
    assert nothing.fields()["rivals"] == []
