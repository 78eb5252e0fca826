"""What could not be read is told first, and nothing is concluded from its absence."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import lint
from support.library_card import GOOD as TESTS
from support.library_card import LIBRARY_CARD
from support.small_hall import GOOD, KNOWLEDGE, TODAY, Look


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """Two services, one with tests and the other with knowledge."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "card.test.yaml").write_text(TESTS, encoding="utf-8")
    (tmp_path / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    (tmp_path / "lrk.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("broken", ["服务：借书证办理", "服务: [借书证办理", "\t服务: 借书证办理"])
def test_a_broken_script_hides_what_only_follows_from_it(hall: Path, broken: str) -> None:
    text = LIBRARY_CARD.replace("服务: 借书证办理", broken)
    assert text != LIBRARY_CARD
    (hall / "card.yaml").write_text(text, encoding="utf-8")
    report = lint(read_services(hall), TODAY)
    assert {finding.file for finding in report.errors} == {str(hall / "card.yaml")}, report.findings
    assert report.findings[: len(report.errors)] == report.errors
    (told,) = [finding for finding in report.findings if finding.code == "not-checked"]
    assert "card.yaml" in told.message
    assert not {finding.code for finding in report.findings} & {"broken-test", "untested-branch"}


def test_the_test_file_s_own_mistakes_are_told_all_the_same(hall: Path) -> None:
    (hall / "card.yaml").write_text("服务：借书证办理\n", encoding="utf-8")
    (hall / "card.test.yaml").write_text(TESTS.replace("然后问:", "然后文:", 1), encoding="utf-8")
    files = [Path(finding.file).name for finding in lint(read_services(hall), TODAY).errors]
    assert files[0] == "card.yaml"
    assert "card.test.yaml" in files


def test_a_broken_file_of_knowledge_hides_what_cites_it(hall: Path) -> None:
    (hall / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE.replace("问答:", "问答："), encoding="utf-8")
    report = lint(read_services(hall), TODAY)
    assert {finding.code for finding in report.errors} == {"full-width-colon"}
    assert "not-checked" in {finding.code for finding in report.findings}


def test_a_mark_is_not_called_needless_while_its_check_is_not_made(hall: Path) -> None:
    marked = GOOD.replace("版本: 2026-11-22\n", "版本: 2026-11-22   # lint: 不查 no-tests 因为 下周才写\n")
    (hall / "lrk.yaml").write_text(marked, encoding="utf-8")
    (hall / "card.yaml").write_text("服务：借书证办理\n", encoding="utf-8")
    assert "unused-suppression" not in {finding.code for finding in lint(read_services(hall), TODAY).findings}


def test_a_whole_hall_has_nothing_unchecked(look: Look) -> None:
    assert look() == []
