"""No box lies on another, no line runs through one, and every line leads from a box to a box."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import Phase, given, settings

from dialogue import load_library
from dialogue.draw import Chart, draw, lay_out
from dialogue.draw.layout import WIDTH, Box, Point
from dialogue.draw.wrap import width, wrap
from dialogue.errors import Problems
from dialogue.script import Script, load_script
from dialogue.script.model import Branch, Jump
from support.random_scripts import scripts

SHIPPED = load_library(Path(__file__).parents[3] / "services").scripts


def read(text: str) -> Script:
    script = load_script(text, "maze.yaml", Problems("maze.yaml"))
    assert script is not None
    return script


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width and other.x < one.x + one.width and one.y < other.bottom and other.y < one.bottom
    )


def through(start: Point, end: Point, box: Box) -> bool:
    """Whether a level or upright piece of a line passes the inside of a box."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box.x + box.width and right > box.x and top < box.bottom and bottom > box.y


def on_border(point: Point, box: Box) -> bool:
    x, y = point
    upright = x in (box.x, box.x + box.width) and box.y <= y <= box.bottom
    level = y in (box.y, box.bottom) and box.x <= x <= box.x + box.width
    return upright or level


def check(chart: Chart) -> None:
    for nth, box in enumerate(chart.boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= chart.width
        assert box.bottom <= chart.height
        assert not any(overlap(box, other) for other in chart.boxes[nth + 1 :])
    for edge in chart.edges:
        assert on_border(edge.points[0], chart.boxes[edge.start])
        assert on_border(edge.points[-1], chart.boxes[edge.end])
        for start, end in pairwise(edge.points):
            assert start[0] == end[0] or start[1] == end[1], "a slanting line"
            assert start[0] >= 0
            assert not any(through(start, end, box) for box in chart.boxes), edge


def reachable(script: Script) -> set[int]:
    """Lines of the steps that surely have a box of their own: no jumps that hold an arm together, no 选择 in pieces."""
    return {step.line for step in script.steps if not isinstance(step, Jump | Branch)}


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking is slow
@given(scripts)
def test_any_script(text: str) -> None:
    problems = Problems("maze.yaml")
    script = load_script(text, "maze.yaml", problems)
    assert script is not None
    chart = lay_out(script)
    check(chart)
    if not problems.errors:
        assert reachable(script) <= {box.line for box in chart.boxes}
        entered = {edge.end for edge in chart.edges}
        steps = {nth for nth, box in enumerate(chart.boxes) if box.kind not in ("start", "jump")}
        assert entered >= steps, "a box that nothing leads to"  # the loader lets a 跳到 pass that is never reached
    ElementTree.fromstring(draw(script))


@pytest.mark.parametrize("script", SHIPPED, ids=lambda script: script.name)
def test_shipped_services(script: Script) -> None:
    check(lay_out(script))
    svg = draw(script)
    assert draw(script) == svg
    root = ElementTree.fromstring(svg)
    drawn = "".join(root.itertext())
    assert script.name in drawn
    assert all(f"第 {line} 行" in drawn for line in reachable(script))


def test_jumps_back_are_side_lines() -> None:
    script = read(
        """服务: 绕圈
版本: 1
说法: [绕圈]
槽位: {重来: {类型: 是否, 问: 重来吗？}}
步骤:
  - {说: 开始。, 编号: 起点}
  - 收集: [重来]
  - 查询: {接口: a.b, 得到: [结果], 失败: [{如果: 重来 == 是, 那么: [{跳到: 起点}]}, 转人工]}
  - 结束: 完成
"""
    )
    chart = lay_out(script)
    check(chart)
    (back,) = [edge for edge in chart.edges if edge.back]
    assert chart.boxes[back.start].kind == "jump"
    assert chart.boxes[back.end].line == script.steps[0].line
    assert min(x for x, _ in back.points) < min(box.x for box in chart.boxes)


def test_text_is_escaped() -> None:
    svg = draw(read("服务: <b>&\n版本: '1'\n说法: ['\"']\n步骤:\n  - 说: 1 < 2 & 3\n  - 结束: 完成\n"))
    assert "<b>" not in svg
    assert "1 &lt; 2 &amp; 3" in svg


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六", ["一二三四", "五六"]),
        ("一二三四。五", ["一二三四。", "五"]),
        ("一 sbk.st", ["一", "sbk.st"]),
        ("", []),
        ("averyveryverylongname", ["averyve", "ryveryl", "ongname"]),
    ],
)
def test_wrapping(text: str, lines: list[str]) -> None:
    assert wrap(text, 4.1) == lines
    assert all(width(line) <= 6 for line in wrap(text, 4) if "。" not in line)


def test_lines_fit_their_boxes() -> None:
    for script in SHIPPED:
        for box in lay_out(script).boxes:
            assert all(14 * width(line) <= (box.width if box.head else WIDTH) for line in box.text)
