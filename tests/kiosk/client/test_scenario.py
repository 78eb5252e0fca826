"""Scenario files: what they may say, and what is told when they say something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.client.scenario import Scenario, ScenarioError, ScenarioLine, load_scenario

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def written(folder: Path, text: str) -> Path:
    file = folder / "x.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_lines_cues_and_deeds(tmp_path: Path) -> None:
    people = "人:\n  - 你好\n  - {等: 身份证, 按键: 013}\n  - {若问: 您说的是, 说: 对, 再说: 是的}\n"
    people += "  - {等: [满意, 评价], 触屏: 非常满意}\n"
    people += "  - {等: 核实, 读卡: 李桂英 11010519491231002X}\n  - {若问: 验证码, 验证码: 13800138000}\n"
    text = f"名称: 试\n{people}结束: cancelled\n"
    assert load_scenario(written(tmp_path, text)) == Scenario(
        "试",
        (
            ScenarioLine("voice", "你好"),
            ScenarioLine("key", "013", ("身份证",)),
            ScenarioLine("voice", "对", ("您说的是",), optional=True, again="是的"),
            ScenarioLine("touch", "非常满意", ("满意", "评价")),
            ScenarioLine("card", "李桂英 11010519491231002X", ("核实",)),
            ScenarioLine("code", "13800138000", ("验证码",), optional=True),
        ),
        ending="cancelled",
    )


def test_a_line_fits_the_question_that_has_its_cue() -> None:
    line = ScenarioLine("voice", "好", ("身份证", "证件"))
    assert line.fits("请说您的身份证号")
    assert not line.fits("请说您的手机号")
    assert ScenarioLine("voice", "好").fits("什么都行")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人: [", "expected a readable YAML file"),
        ("人: " + "[" * 5_000 + "]" * 5_000, "一层套一层"),
        ("人: " + "{a: " * 5_000 + "}" * 5_000, "一层套一层"),
        ("人: &a [*a]", "引用了它自己"),
        ("", "文件是空的"),
        ("人: [{说: [你好]}]", "人 1: expected words behind 说; got a list or a mapping"),
        ("人: [{等: {a: b}, 说: 你好}]", "人 1: expected words behind 等、说; got a list or a mapping"),
        ("人: [{等: [[a]], 说: 你好}]", "人 1: expected words behind 等、说; got a list or a mapping"),
        ("人: [[你好]]", "人 1: expected words or a mapping; got a list"),
        ("名称: [a]\n人: [你好]", "expected words behind 名称; got a list or a mapping"),
        ("- 你好", "a mapping with a list 人"),
        ("人: 你好", "a mapping with a list 人"),
        ("人: [你好]\n语气: 急", "unknown key 语气"),
        ("人: [{说: 好, 按键: 1}]", "人 1: expected one of 说、打字"),
        ("人: [好, {等: 什么}]", "人 2: expected one of 说、打字"),
        ("人: [{等: 什么, 按键: 1, 再说: 好}]", "再说 with 说"),
        ("人: [{等: 什么, 若问: 什么, 说: 好}]", "等 or 若问 if you like"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ScenarioError, match=r"x\.yaml") as caught:
        load_scenario(written(tmp_path, text))
    assert expected in str(caught.value)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_shipped_ones_load(file: Path) -> None:
    assert load_scenario(file).lines
