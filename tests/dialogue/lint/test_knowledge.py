import pytest
from small_hall import KNOWLEDGE, Look, line_of

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
