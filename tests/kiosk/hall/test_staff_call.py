"""What staff are shown of a call, and what a group chat of another company is."""

from __future__ import annotations

import json
from dataclasses import replace

from dialogue.testing.keywords import HANDOFFS
from kiosk.hall.staff_call import DANGERS, REASONS, UNRESOLVED, StaffCall, masked_rows

AT = 1_795_000_000_000
CALL = StaffCall(
    "a",
    "c1",
    "kiosk-1",
    "screen",
    "asked",
    "",
    "社保卡挂失",
    AT,
    (("姓名", "王小明"), ("手机号", "••••8000")),
    place="一楼东侧",
)


def test_every_reason_of_the_dialogue_and_every_danger_has_a_name() -> None:
    assert set(HANDOFFS) <= set(REASONS)
    assert "anger" not in DANGERS
    assert "abuse" not in DANGERS


def test_numbers_are_masked_and_long_texts_cut() -> None:
    rows = masked_rows((("手机号", "13800138000"), ("诉求", "请打13800138000，" + "字" * 100), ("姓名", "王\n小明")))
    assert rows[0] == ("手机号", "••••8000")
    assert "13800138000" not in rows[1][1]
    assert len(rows[1][1]) == 60
    assert rows[2] == ("姓名", "王 小明")
    stars = masked_rows((("身份证号", "**************002X"), ("车牌号", "京******")))
    assert stars == (("身份证号", "••••002X"), ("车牌号", "京••••")), "one mask, also of what a script has masked"


def test_staff_are_shown_place_reason_values_and_how_long_it_took() -> None:
    shown = CALL.shown(AT + 42_900)
    assert (shown["place"], shown["why"], shown["waited_s"], shown["state"]) == ("一楼东侧", "群众要求", 42, "calling")
    assert shown["values"] == [["姓名", "王小明"], ["手机号", "••••8000"]]
    taken = replace(CALL, who="张老师", taken_ms=AT + 10_000)
    assert (taken.shown(AT + 99_000)["waited_s"], taken.state) == (10, "coming")


def test_a_group_chat_gets_no_value() -> None:
    message = CALL.message("called", "first", "staff.first", AT)
    body = json.loads(message.body)
    assert body["text"].startswith(
        "【请来一下】一楼东侧（kiosk-1）。原因：群众要求。业务：社保卡挂失。已填：姓名、手机号。"
    )
    assert "王小明" not in body["text"]
    assert "8000" not in body["text"]
    assert body["slots"] == {"姓名": "王小明", "手机号": "••••8000"}


def test_a_danger_and_a_second_call_say_so() -> None:
    danger = replace(CALL, reason="danger", danger="fire", service="", rows=(), stage=1, place="")
    text = json.loads(danger.message("called", "second", "staff.second", AT, again=True).body)["text"]
    assert text.startswith("【紧急·还没有人去】kiosk-1。原因：有危险（火情）。")
    phone = replace(CALL, channel="phone", device="sip", who="张老师", taken_ms=AT)
    taken = json.loads(phone.message("taken", "first", "staff.first", AT).body)["text"]
    assert taken.startswith("【有人去了】张老师去电话（sip），")
    assert "呼叫" in taken, "a keyword that a robot may ask for"
    assert "呼叫" in text


def test_a_citizen_who_has_gone() -> None:
    for how, said in (("bye", "按了“结束”"), ("lost", "断线了"), ("over", "的对话已经结束")):
        body = json.loads(replace(CALL, gone=how).message("gone", "first", "staff.first", AT).body)
        assert said in body["text"]
        assert "呼叫" in body["text"], "a keyword that a robot may ask for"
        assert body["gone"] == how
    assert not replace(CALL, gone="bye").waited_for
    assert replace(CALL, gone="bye", danger="fire").waited_for


def test_a_message_has_the_same_key_whenever_it_is_made() -> None:
    made = [CALL.message("called", name, f"staff.{name}", at) for name in ("first", "second") for at in (1, 2)]
    assert made[0].id == made[1].id != made[2].id
    assert made[0].id != CALL.message("taken", "first", "staff.first", 1).id


def test_where_it_is_names_place_window_and_kiosk_and_of_a_caller_the_line() -> None:
    assert replace(CALL, window="3").where == "一楼东侧3号窗口（kiosk-1）"
    assert replace(CALL, place="kiosk-1").where == "kiosk-1"
    assert replace(CALL, channel="phone", device="sip").where == "电话（sip）"


def test_a_submission_that_may_have_been_filed_is_told_with_its_number() -> None:
    doubted = replace(CALL, reason="fault", rows=(*CALL.rows, (UNRESOLVED, "76702883")))
    body = json.loads(doubted.message("called", "first", "staff.first", AT).body)
    assert "可能已经办了一件，先按 76702883 查清，不要直接重办。已填：姓名、手机号。" in body["text"]
    assert body["unresolved"] == ["76702883"]
    assert UNRESOLVED not in body["slots"]
    assert [UNRESOLVED, "76702883"] in doubted.shown(AT)["values"]  # type: ignore[operator]
    assert json.loads(CALL.message("called", "first", "staff.first", AT).body)["unresolved"] == []
