import pytest

from support.small_hall import GOOD, Look, line_of

LONG = "说: 请您带着全部的材料到大厅西侧的综合服务窗口找工作人员办理登记手续，"
SAID = "  - {说: 办好了，二十天内送到。, 回执: [打印]}\n"


def marked(mark: str, above: bool) -> tuple[str, str]:
    long = SAID.replace("说: 办好了，", LONG)
    return SAID, f"  {mark}\n{long}" if above else f"{long.rstrip()}  {mark}\n"


@pytest.mark.parametrize("above", [True, False])
def test_an_excuse_with_a_reason_is_heard(look: Look, above: bool) -> None:
    assert look(marked("# lint: 不查 long-sentence 因为 领导审定的原文", above)) == []


@pytest.mark.parametrize(
    "mark", ["# lint: 不查 long-sentence", "# lint: 不查 long-sentence 因为", "# lint: 不查 因为 懒"]
)
def test_an_excuse_without_a_reason_is_none(look: Look, mark: str) -> None:
    found = {finding.code: finding for finding in look(marked(mark, above=True))}
    assert set(found) == {"bare-suppression", "long-sentence"}
    assert found["bare-suppression"].level == "error"
    assert found["bare-suppression"].line == line_of("办好了")


def test_an_excuse_for_something_else_does_not_help_and_is_told(look: Look) -> None:
    found = look(marked("# lint: 不查 few-says 因为 说法不多", above=True))
    assert {finding.code for finding in found} == {"long-sentence", "unused-suppression"}


def test_an_excuse_far_away_does_not_help(look: Look) -> None:
    top = "# lint: 不查 long-sentence 因为 领导审定\n\n" + GOOD.splitlines()[0]
    found = look((GOOD.splitlines()[0], top), ("说: 办好了，", LONG))
    assert "long-sentence" in {finding.code for finding in found}
