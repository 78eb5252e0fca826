"""Markdown is read as its reader sees it: no mark is ever spoken, and nothing is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.knowledge.headed import Line
from dialogue.knowledge.markdown import MarkdownText, read_markdown


def read(text: str) -> tuple[MarkdownText, list[str]]:
    problems = Problems("k.md")
    return read_markdown(text, problems), [str(error) for error in problems.errors]


SEEN = [
    ("**注意：**请带身份证。", ["注意：请带身份证。"]),
    ("请看**《办法》**第三条，*必须*本人到场。", ["请看《办法》第三条，必须本人到场。"]),
    ("***重要***，__本人__，`表一`，~一~", ["重要，本人，表一，~一~"]),
    ("**没有成对，请带身份证。", ["没有成对，请带身份证。"]),
    ("长5 * 宽3 * 高2", ["长5 * 宽3 * 高2"]),
    ("编号 a_b_c", ["编号 a_b_c"]),
    ("到[办事大厅](https://x.cn/a?b=c)办理，见[说明][1]。\n\n[1]: https://x.cn", ["到办事大厅办理，见说明。"]),
    ("先来<!-- 内部：不要外传 -->取号。", ["先来取号。"]),
    ("<!--\n内部\n-->\n先取号。", ["先取号。"]),
    ("- 甲\n  - 乙\n    - **丙**\n* 丁", ["甲", "乙", "丙", "丁"]),
    ("1. 取号\n2. 等候\n   - 带证件\n3) 办理", ["1. 取号", "2. 等候", "带证件", "3) 办理"]),
    ("> 第三条 免收工本费。", ["第三条 免收工本费。"]),
    ("甲&nbsp;乙&amp;丙\\*丁", ["甲 乙&丙*丁"]),
    ("第一行  \n第二行<br>第三行", ["第一行", "第二行", "第三行"]),
    ("甲\n\n---\n\n乙", ["甲", "乙"]),
    ("    缩进的一段", ["缩进的一段"]),
    ("```\n表一\n```", ["表一"]),
    ("![大厅平面图](map.png)在二楼", ["在二楼"]),
    ("- [x] 身份证", ["身份证"]),
    (
        "|证件|工本费|\n|---|:-:|\n|**首次**|免费|\n|补领|`20元`|",
        [
            "证件：首次，工本费：免费。",
            "证件：补领，工本费：20元。",
        ],
    ),
]


@pytest.mark.parametrize(("text", "seen"), SEEN)
def test_as_the_reader_sees_it(text: str, seen: list[str]) -> None:
    found, errors = read("## 问\n\n" + text)
    assert errors == []
    assert [line.text.strip() for line in found.lines[1:]] == seen
    assert found.tables == []


@pytest.mark.parametrize(
    "heading", ["## 居住证要多少钱", "## 居住证要多少钱 ##", "## **居住证**要`多少`钱", "  ## 居住证要多少钱 #"]
)
def test_headings(heading: str) -> None:
    found, errors = read(heading + "\n免费。")
    assert errors == []
    assert found.lines[0] == Line(1, "居住证要多少钱", 1 if "=" in heading else 2)


def test_every_line_has_its_number() -> None:
    found, _ = read("---\n来源: 公告\n---\n# 一\n\n甲\n乙\n\n- 丙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert [line.number for line in found.lines] == [1, 2, 3, 4, 6, 7, 9, 13]


def test_a_table_of_questions_is_a_table() -> None:
    found, errors = read("来源：公告\n\n| 问题 | 答案 |\n|---|---|\n| 几点上班 | **九点** |\n")
    assert errors == []
    assert [[row.cells for row in rows] for rows in found.tables] == [[("问题", "答案"), ("几点上班", "九点")]]
    assert found.tables[0][1].line == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## 问\n\n<div>甲</div>", "k.md:3: 这里有 HTML"),
        ("## 问\n\n<!-- 甲 --><b>乙</b>", "k.md:3: 这里有 HTML"),
        ("## 问\n\n<!-- 没有结束", "k.md:3: 这里有 HTML"),
        ("## 问\n\n甲<b>乙</b>", "k.md:3: 这里有 HTML"),
        ("## 问\n\n收~~十元~~二十元", "k.md:3: 这里有删除线"),
        ("##问\n\n甲", "k.md:1: 标题的 # 后面少了一个空格"),
        ("## 问\n\n一段答案\n---\n另一段", "k.md:3: 这一行下面紧跟着“---”"),
    ],
)
def test_what_cannot_be_told_by_voice_is_refused(text: str, told: str) -> None:
    _, errors = read(text)
    assert errors
    assert errors[0].startswith(told)


@settings(deadline=None)
@given(st.text("问答*_~`#-|>[]()!<br>&;\\ \n1.：甲乙", max_size=80))
def test_no_mark_is_left_whatever_is_written(text: str) -> None:
    found, errors = read(text)
    for line in found.lines:
        assert "\n" not in line.text
        assert errors or "**" not in line.text.replace("`", " ")


WORDS = st.text("居住证办理免费的三月", min_size=1, max_size=6)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_emphasis_anywhere_changes_no_word(words: list[str], data: st.DataObject) -> None:
    marks = [data.draw(st.sampled_from(["", "**", "*", "`"])) for _ in words]
    stops = [data.draw(st.sampled_from(["，", "：", "、"])) for _ in words]
    marked = "，".join(f"{mark}{word}{stop}{mark}甲" for mark, word, stop in zip(marks, words, stops, strict=True))
    plain = "，".join(f"{word}{stop}甲" for word, stop in zip(words, stops, strict=True))
    found, errors = read("问\n\n" + marked)
    assert errors == []
    assert found.lines[-1].text == plain
