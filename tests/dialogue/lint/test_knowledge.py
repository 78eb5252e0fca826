from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import QUICK, lint
from support.small_hall import KNOWLEDGE, TODAY, Look, line_of

CASES = [
    ("no-source", "kb/lrk-3", "kb/lrk-4", "标题", "error"),
    ("no-source", ", 出处: kb/lrk-3", "", "依据", "warning"),
    ("unsupported-number", "满六十岁就能办", "满七十岁就能办", "满六十岁", "warning"),
    ("unsupported-number", "二十天内送到", "三十天内送到", "办好了", "warning"),
    ("unsupported-number", "说: 办好了，", "说: 工本费八元，", "办好了", "warning"),
    ("unsupported-number", "还是邮寄？", "还是邮寄？邮费十二元。", "还是邮寄", "warning"),
    ("expired-source", "版本: 2026-11-22\n", "版本: 2026-11-22\n失效: 2026-01-01\n", "依据", "warning"),
]


@pytest.mark.parametrize(("code", "old", "new", "where", "level"), CASES)
def test_what_no_source_bears_out(look: Look, code: str, old: str, new: str, where: str, level: str) -> None:
    found = look((old, new))
    assert (code, line_of(where), level) in [(finding.code, finding.line, finding.level) for finding in found], found
    assert {finding.code for finding in found} <= {code, "unsupported-number"}


def test_a_source_that_is_no_longer_in_force(look: Look) -> None:
    found = look(knowledge=KNOWLEDGE + "    失效: 2026-06-30\n")
    assert [finding.code for finding in found] == ["expired-source", "expired-source"]
    assert {finding.file.rsplit("/", 1)[1] for finding in found} == {"lrk.yaml"}
    assert any(finding.line == line_of("标题") for finding in found)
    assert [finding.code for finding in look(knowledge=KNOWLEDGE + "    生效: 2027-01-01\n")] == ["expired-source"]


def test_figures_that_only_say_how_to_answer(look: Look) -> None:
    assert look(("请说您的手机号。", "请说手机号，一共十一位。")) == []


def entry(question: str, answer: str, more: str = "") -> str:
    return f"  - 问法: [{question}]\n    答案: {answer}\n{more}"


AGE = "老人卡几岁能办？"


@pytest.mark.parametrize(
    ("question", "answer", "more", "codes"),
    [
        (AGE, "满六十五岁就能办。", "", ["two-answers"]),
        (" 老人卡，几岁能办", "满六十五岁就能办。", "", ["two-answers"]),
        (AGE, "满六十岁的老人可以办老人卡,二十天内办好", "", []),  # the same answer, typed otherwise
        (AGE, "满六十五岁就能办。", "    业务: 老人卡办理\n", []),  # asked within a service
        (AGE, "满六十五岁就能办。", "    失效: 2025-01-01\n", ["expired-source", "two-answers"]),
        ("老人卡多大能办", "满六十五岁就能办。", "", []),
    ],
)
def test_one_question_with_two_answers(look: Look, question: str, answer: str, more: str, codes: list[str]) -> None:
    found = look(knowledge=KNOWLEDGE + entry(question, answer, more))
    assert [finding.code for finding in found] == codes
    if codes[-1:] == ["two-answers"]:
        assert (found[-1].level, found[-1].line) == ("error", 8)
        assert "lrk.yaml:3" in found[-1].message


def test_an_answer_that_follows_another_in_time(look: Look) -> None:
    old = KNOWLEDGE + "    失效: 2026-12-31\n"
    assert look(knowledge=old + entry(AGE, "满六十五岁就能办。", "    生效: 2027-01-01\n")) == []


def test_two_answers_in_two_files(look: Look) -> None:
    other = "来源: 本大厅办事指南\n问答:\n" + entry(AGE, "满六十五岁就能办。")
    found = look(**{"knowledge/more": other})
    assert [(finding.code, finding.file.rsplit("/", 1)[1], finding.line) for finding in found] == [
        ("two-answers", "more.yaml", 3)
    ]
    assert "lrk.yaml:3" in found[0].message


def test_a_passage_of_no_service(look: Look) -> None:
    (found,) = look(knowledge=KNOWLEDGE + entry("老人卡丢了怎么补", "到窗口补。", "    业务: 老人卡办里\n"))
    assert (found.code, found.level) == ("unknown-service", "warning")
    assert "老人卡办理" in found.fix


def test_an_answer_to_another_question(look: Look) -> None:
    (found,) = look(knowledge=KNOWLEDGE + entry("老人卡多少钱", "二十天内送到。"))
    assert (found.code, found.level) == ("other-aspect", "warning")
    assert "费用" in found.message


def test_counts_of_ordinary_speech_need_no_source(look: Look) -> None:
    for words in ("你们两个人一起来，", "这两张请收好，"):
        assert look(("说: 办好了，", f"说: {words}")) == []


def test_a_table_as_offices_keep_it(tmp_path: Path, look: Look) -> None:
    """A column that is not used, and a service written once above its rows, are told and keep nothing from loading."""
    look()
    table = (
        "业务,问法,答案,出处,科室\n老人卡办理,老人卡怎么补,到窗口补。,公告,一科\n,老人卡怎么换,到窗口换。,公告,二科\n"
    )
    (tmp_path / "knowledge" / "k.csv").write_text(table, encoding="utf-8")
    folder = read_services(tmp_path)
    assert [passage.service for passage in folder.passages][:2] == ["老人卡办理", "老人卡办理"]
    found = [finding for finding in lint(folder, TODAY, QUICK).findings if finding.file.endswith("k.csv")]
    assert [(finding.code, finding.level, finding.line) for finding in found] == [
        ("unknown-key", "warning", 1),
        ("filled-down", "warning", 3),
    ]
    assert "二科" in found[1].quote


@pytest.mark.parametrize(
    ("answer", "more", "codes"),
    [
        ("凭编号在这台机器上查。", "", ["screen-on-phone"]),
        ("点击屏幕就能查。", "", ["screen-on-phone"]),
        ("凭编号查，材料都写在下图里。", "    口播: 凭编号，跟我说就能查。\n", []),
        ("凭编号查。", "    口播: 凭编号查，全文在屏幕上。\n", []),
        ("凭编号，跟我说就能查。", "", []),
    ],
)
def test_a_passage_that_speaks_of_the_kiosk_does_not_fit_the_telephone(
    look: Look, answer: str, more: str, codes: list[str]
) -> None:
    found = look(knowledge=KNOWLEDGE + entry("老人卡的编号有什么用？", answer, more))
    assert [finding.code for finding in found] == codes
