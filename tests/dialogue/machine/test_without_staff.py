"""Where nobody can be called, she says where to go, and never that somebody comes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue import Machine, acts, load_library, phrases

MACHINE = Machine(load_library(Path(__file__).parents[3] / "services"))
DESK = "一楼服务台"
THERE = "这里现在叫不到工作人员，请您到一楼服务台，那里有人帮您。"


def said(channel: str, text: str, desk: str) -> tuple[str, acts.Handoff]:
    state, _ = MACHINE.step(MACHINE.new("c1", date(2026, 11, 22)), acts.Begin(channel))  # type: ignore[arg-type]
    _, done = MACHINE.step(state, acts.Said(text), desk=desk)
    (handoff,) = [act for act in done if isinstance(act, acts.Handoff)]
    return "".join(act.text for act in done if isinstance(act, acts.Say)), handoff


@pytest.mark.parametrize("text", ["转人工", "着火了快来人"])
def test_at_the_kiosk_nothing_is_promised(text: str) -> None:
    words, handoff = said("screen", text, DESK)
    assert "工作人员过来" not in words
    assert handoff.desk == DESK
    assert phrases.DANGER_ALONE in words if handoff.reason == "danger" else words == f"好的。{THERE}"


def test_with_staff_and_on_the_telephone_nothing_changes() -> None:
    assert said("screen", "转人工", "") == (phrases.HUMAN, acts.Handoff("asked"))
    assert said("phone", "转人工", DESK) == (phrases.HUMAN_PHONE, acts.Handoff("asked"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (phrases.HUMAN, "好的。"),
        (phrases.HUMAN_STUCK, "不好意思，还是没有听明白。"),
        (phrases.HUMAN_SILENT, ""),
        (phrases.HUMAN_FAULT, "不好意思，系统暂时没有回应。"),
        (phrases.HUMAN_CONSENT, "没关系。"),
        (phrases.HUMAN_ABUSED, ""),
        (phrases.HUMAN_IDENTITY, "您的身份还没有核实。"),
        ("这张卡已经注销了，我请工作人员帮您看一下，请稍等。", "这张卡已经注销了。"),
        ("取号没有成功，我请工作人员带您去窗口。", "取号没有成功。"),
        ("居住证已经提交了，受理号是 1 2，我请工作人员帮您改，请稍等。", "居住证已经提交了，受理号是 1 2。"),
        ("这种情况要请工作人员看一看，请您稍等。", ""),
        ("没有办成，原因是：该证件已注销。我请工作人员来帮您，请您稍等。", "没有办成，原因是：该证件已注销。"),
    ],
)
def test_what_is_left_of_a_sentence(text: str, kept: str) -> None:
    assert phrases.without_staff(text, DESK) == kept + THERE


def test_no_script_promises_staff_in_words_that_are_kept() -> None:
    """Every sentence of the shipped scripts with which a human is fetched."""
    sentences = [text for text in MACHINE.library.prompts() if "工作人员" in text and ("请工作人员" in text)]
    assert len(sentences) > 10
    for text in sentences:
        assert "工作人员" not in phrases.without_staff(text, DESK).removesuffix(THERE), text
