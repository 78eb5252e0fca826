import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.script.model import Choice, Prompt, Slot
from dialogue.script.template import plain
from dialogue.slot_kinds import KINDS, read_slot
from dialogue.understand.free_text import read_skip
from support.cases.slots import load_cases, ours

TODAY = date(2026, 11, 22)
NOTHING = plain("")
CHOICES = (Choice("甲", ("甲方",)), Choice("乙", ()), Choice("丙", ()))


def slot(kind: str) -> Slot:
    prompt = Prompt(NOTHING, NOTHING, NOTHING, NOTHING)
    choices = CHOICES if kind in ("option", "several") else ()
    means = frozenset({"voice"})
    slot = Slot(kind, kind, means, prompt, "none", choices, False, "none", "any", 1, Decimal(1), Decimal(9000), "份")  # type: ignore[arg-type]
    pattern = "字母1数字9" if kind == "code" else ""
    bounds = {"least": None, "most": None} if kind in ("text", "long_text") else {}
    return replace(slot, digits=8 if kind == "number" else 0, pattern=pattern, **bounds)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("id", "11010519491231002X", "11010519491231002X"),
        ("credit_code", "91310115MA1K4ABC18", "91310115MA1K4ABC18"),
        ("phone", "13800138000", "13800138000"),
        ("landline", "010-12345678", "010-12345678"),
        ("name", "我叫王小明", "王小明"),
        ("date", "明天", "2026-11-23"),
        ("time", "下午两点半", "14:30"),
        ("money", "三千五", "3500"),
        ("count", "三份", "3"),
        ("address", "建设路十号", "建设路10号"),
        ("yesno", "是的", "是"),
        ("yesno", "不是", "否"),
        ("option", "甲方", "甲"),
        ("several", "乙和丙", "乙、丙"),
        ("text", "路灯坏了", "路灯坏了"),
        ("number", "二六九零，零零零幺", "26900001"),
        ("long_text", "路灯坏了，说完了", "路灯坏了"),
        ("plate", "京诶幺二三四五", "京A12345"),
        ("passport", "E幺二三四五六七八", "E12345678"),
        ("permit", "H零八二三幺四五五", "H08231455"),
        ("code", "诶幺零二四五六七八九", "A102456789"),
    ],
)
def test_every_kind(kind: str, text: str, value: str) -> None:
    assert read_slot(slot(kind), text, today=TODAY).value == value


def test_bounds_come_from_the_slot() -> None:
    assert read_slot(slot("money"), "一万块", today=TODAY).message
    assert read_slot(slot("count"), "零份", today=TODAY).message


def test_a_number_is_continued_up_to_its_length() -> None:
    lengths = {name: kind.length for name, kind in KINDS.items() if kind.length}
    assert len(lengths) == 3
    for kind, length in lengths.items():
        partial = read_slot(slot(kind), "1380013" if kind == "phone" else "9131", today=TODAY).partial
        assert 0 < len(partial) < length


@pytest.mark.parametrize("text", ["没有", "跳过", "不填", "暂时没有", "我没有", "先不填", "这个不填", "无", "空着吧"])
def test_skip(text: str) -> None:
    assert read_skip(text)


@pytest.mark.parametrize("text", ["不知道", "好的", "王小明", "没有问题", "没有错", "不对", "", "没有带身份证"])
def test_no_skip(text: str) -> None:
    assert not read_skip(text)


def test_the_bench_reads_what_it_read() -> None:
    cases = load_cases()
    right = sum(ours(case) == case.value for case in cases)
    assert len(cases) >= 300
    assert right >= 0.99 * len(cases)


SHAPES = {
    "id": r"\d{17}[\dX]",
    "credit_code": r"\d{8}[0-9A-Z]{10}",
    "phone": r"1\d{10}",
    "landline": r"0\d{2,3}-\d{7,8}(-\d{1,6})?",
    "name": r"[\u4e00-\u9fff·]{2,44}",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"[0-2]\d:[0-5]\d",
    "money": r"\d+(\.\d+)?",
    "count": r"\d+",
    "number": r"\d{8}",
    "plate": r"[\u4e00-\u9fff]?[0-9A-Z]{5,7}[\u4e00-\u9fff0-9A-Z]",
    "passport": r"[0-9A-Z]{7,9}",
    "permit": r"[0-9A-Z]{8,11}|8[123]0000\d{11}[\dX]",
    "code": r"[A-Z]\d{9}",
    "several": r"[甲乙丙](、[乙丙])*",
}
SIGNS = (
    "零一二三十百千万亿两半点刻分元块毛角年月日号初底腊正周上下午差个人份俩转区楼王张姓叫的是不对，。双叉XA·第前后就闰"
)
WORDS = ("不对", "弓长", "三点水", "农历", "重说", "去年", "12", "0571", "138", "2026", "都要")
SPEECH = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=14).map("".join)


@given(st.sampled_from(sorted(SHAPES)), SPEECH, SPEECH)
def test_whatever_is_said_a_value_is_canonical(kind: str, first: str, then: str) -> None:
    partial = read_slot(slot(kind), first, today=TODAY).partial
    for text, kept in ((first, ""), (then, partial)):
        reading = read_slot(slot(kind), text, partial=kept, today=TODAY)
        assert not reading.value or re.fullmatch(SHAPES[kind], reading.value), (text, reading)
