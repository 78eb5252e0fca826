"""The services folder is read once, and loading, lint and hot reload are views of what was read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from dialogue import ScriptErrors, load_library, read_services
from dialogue.lint import QUICK, lint
from kiosk.jobs.reload import load
from support.library_card import GOOD as TESTS
from support.library_card import LIBRARY_CARD
from support.small_hall import GOOD, KNOWLEDGE, TODAY

ALL_ONCE = {"card.yaml": 1, "lrk.yaml": 2}  # lrk.yaml: a script and a file of knowledge


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "card.test.yaml").write_text(TESTS, encoding="utf-8")
    (tmp_path / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    (tmp_path / "lrk.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def parsed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file has been parsed."""
    counts: Counter[str] = Counter()
    names = {path.read_text(encoding="utf-8"): path.name for path in folder.rglob("*") if path.is_file()}
    parse = yaml.parse

    def counted(text: str, Loader: Any) -> Any:  # noqa: N803 - PyYAML's name
        counts[names[text]] += 1
        return parse(text, Loader=Loader)

    monkeypatch.setattr(yaml, "parse", counted)
    return counts


def test_a_load_parses_each_file_once_and_no_conversation_test(folder: Path, parsed: Counter[str]) -> None:
    load_library(folder)
    assert parsed == ALL_ONCE


def test_a_lint_parses_each_file_once(folder: Path, parsed: Counter[str]) -> None:
    lint(read_services(folder), TODAY)
    assert parsed == {**ALL_ONCE, "card.test.yaml": 1}


def test_a_quick_lint_parses_no_conversation_test(folder: Path, parsed: Counter[str]) -> None:
    lint(read_services(folder), TODAY, QUICK)
    assert parsed == ALL_ONCE


def test_hot_reload_parses_each_file_once(folder: Path, parsed: Counter[str]) -> None:
    """It loads and lints what it has read."""
    load(folder, TODAY)
    assert parsed == ALL_ONCE


def test_a_conversation_test_that_is_broken_keeps_no_hall_from_starting(folder: Path) -> None:
    (folder / "card.test.yaml").write_bytes(b"\xff")
    (folder / "other.test.yaml").symlink_to("away")
    read = read_services(folder)
    assert len(read.library().scripts) == 2
    assert [file.errors[0].message.partition("：")[0] for file in read.tests] == ["文件不是 UTF-8 编码", "文件读不出来"]


def test_a_folder_that_is_away_and_an_empty_one_are_told(tmp_path: Path) -> None:
    for root, told in ((tmp_path / "away", "没有这个文件夹"), (tmp_path, "一个服务脚本也没有")):
        read = read_services(root)
        with pytest.raises(ScriptErrors, match=told):
            read.library()
        assert [finding.message for finding in lint(read, TODAY).errors] == [told]


def test_two_services_of_one_name_are_told_where_the_name_is_written(folder: Path) -> None:
    (folder / "second.yaml").write_text("# again\n" + GOOD, encoding="utf-8")
    (error,) = read_services(folder).errors
    assert (Path(error.file).name, error.line, error.code) == ("second.yaml", 2, "duplicate-key")
