"""What Whisper base really wrote when the lines on the left were spoken (Kokoro, zm_yunyang, 16 kHz, quiet).

Written after the readers, from one run over 74 lines; lines beyond help (布奈尔 for 不满意) are in `LOST`, where all
that is asked is that nothing wrong is understood.
"""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.understand.commands import guess_command, read_command
from dialogue.understand.id_number import read_id_number
from dialogue.understand.intent import read_intent
from dialogue.understand.option import read_option
from dialogue.understand.phone import read_phone
from dialogue.understand.yesno import read_yes_no

LOSS = {"临时挂失": ("临时", "先临时", "临时的"), "正式挂失": ("正式", "补卡")}
WHY = {"就业": ("工作", "打工"), "住所": ("买房", "租房"), "就读": ("上学", "读书"), "都没有": ("没有", "都不是")}
RATING = dict.fromkeys(("非常满意", "满意", "基本满意", "不满意", "非常不满意"), ())


@pytest.mark.parametrize(
    ("heard", "service"),
    [("不要挂石是薄卡", "社保卡挂失"), ("我想伴居主政", "居住证办理"), ("你好我的社保卡丢了", "社保卡挂失")],
)
def test_services(library: Library, heard: str, service: str) -> None:
    assert read_intent(library.matcher, heard).sure == service


@pytest.mark.parametrize(
    ("heard", "vote"), [("是等", True), ("对没错", True), ("部队", False), ("好的同意", True), ("不用了，谢谢", False)]
)
def test_yes_no(heard: str, vote: bool) -> None:
    assert read_yes_no(heard, by_sound=True) is vote


@pytest.mark.parametrize(
    ("options", "heard", "label"),
    [
        (LOSS, "您是挂事。", "临时挂失"),
        (LOSS, "你使得", "临时挂失"),
        (LOSS, "正式挂势", "正式挂失"),
        (WHY, "大功誉", "就业"),
        (WHY, "租房子住", "住所"),
        (RATING, "非常难以", "非常满意"),
    ],
)
def test_options(options: dict[str, tuple[str, ...]], heard: str, label: str) -> None:
    assert read_option(heard, options) == label


@pytest.mark.parametrize(
    ("heard", "command"),
    [("抓人弓", "human"), ("再输一遍", "repeat"), ("卖一点", "slower"), ("大声一点", "louder"), ("上一步", "back")],
)
def test_commands(heard: str, command: str) -> None:
    assert (read_command(heard) or guess_command(heard)) == command


def test_numbers() -> None:
    assert read_id_number("我的身份证号是1101051949123遥002产").value == "11010519491231002X"
    assert read_phone("我的手机号是18655551234").value == "18655551234"
    assert read_phone("不对势八零零摇", partial="13800138000").value == "13800138001"


def test_a_swallowed_digit_is_noticed() -> None:
    assert "少了一位" in read_phone("1586729031").message
    assert "漏" in read_phone("E3800,3800").message


def test_a_doubled_digit_is_put_back_and_must_be_read_back() -> None:
    reading = read_id_number("110105198506123729"[:1] + "110105198506123729"[2:])  # 11 heard as 1
    assert reading.value in ("", "110105198506123729")
    assert reading.doubtful or not reading.value


LOST = ["布奈尔", "饮点外茶", "又生八年年又生八年年", "是未瞒", "去下午", "不断的"]


@pytest.mark.parametrize("heard", LOST)
def test_beyond_help_is_not_guessed(library: Library, heard: str) -> None:
    assert not read_intent(library.matcher, heard).sure
    assert read_option(heard, LOSS) is None
    assert read_option(heard, RATING) is None
    assert read_id_number(heard).nothing
    assert (read_command(heard) or guess_command(heard)) is None
