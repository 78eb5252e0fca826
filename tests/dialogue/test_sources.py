"""What a source file is, and in which encodings it may come: one answer for the loader, the lint and hot reload."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.knowledge import load_folder
from dialogue.sources import conversation_tests, decoded, is_source, knowledge, read_utf8, scripts
from kiosk.hall.scripts_folder import signature

LEFT_BEHIND = [
    ".DS_Store", "._card.yaml", ".card.yaml.swp", ".#card.yaml", "#card.yaml#", "card.yaml~", "card.yaml.bak",
    "card.yaml.swp", "card.yaml.tmp", "~$kb.docx", "~WRL0001.tmp", "~kb.xlsx", ".~lock.kb.xlsx#", "Thumbs.db",
    "thumbs.db", "desktop.ini", "Desktop.ini", "4913", "kb.docx.part", "kb.csv.orig", "README.md",
]  # fmt: skip
SOURCES = ["card.yaml", "kb.md", "kb.csv", "问答.xlsx", "a.b.docx", "README.zh.md", "1.csv", "note.pdf"]


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_what_editors_leave_behind_is_seen_by_nobody(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    before = signature(tmp_path)
    for place in (tmp_path, folder):
        (place / name).write_text("what an editor leaves behind")
    assert not is_source(name)
    assert signature(tmp_path) == before
    assert load_folder(folder) == ((), (), ())
    assert scripts(tmp_path, Problems("x")) == []


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_read_is_watched(tmp_path: Path, name: str) -> None:
    assert is_source(name)
    (tmp_path / "knowledge").mkdir()
    before = signature(tmp_path)
    (tmp_path / "knowledge" / name).write_text("x")
    assert signature(tmp_path) != before
    _, errors, _ = load_folder(tmp_path / "knowledge")
    assert errors


def test_scripts_and_their_tests(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "a.test.yaml", "a.yml", "README.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.yaml").mkdir()
    problems = Problems("x")
    assert [path.name for path in scripts(tmp_path, problems)] == ["a.yaml", "b.yaml"]
    assert [path.name for path in conversation_tests(tmp_path, problems)] == ["a.test.yaml"]
    assert problems.errors == []


def test_a_folder_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    (tmp_path / "knowledge").symlink_to(tmp_path / "knowledge")  # leads to itself: cannot be listed by anybody
    problems = Problems("x")
    assert knowledge(tmp_path / "knowledge", problems) == []
    assert "文件夹读不出来" in problems.errors[0].message
    assert load_folder(tmp_path / "knowledge")[1]
    assert signature(tmp_path) == (("knowledge", 0, 0, -errno.ELOOP),)  # when it is mended, hot reload must see it


def test_a_link_to_nothing_is_told_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "away.yaml")
    problems = Problems("x")
    (path,) = scripts(tmp_path, problems)
    assert read_utf8(path, problems) == ""
    assert "文件读不出来" in problems.errors[0].message


TEXT = "问法,答案\r\n几点上班,上午九点到下午五点。\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    problems = Problems("x")
    assert decoded(TEXT.encode(encoding), problems) == TEXT
    assert decoded(b"\xfe\xff" + TEXT.encode("utf-16-be"), problems) == TEXT
    assert problems.errors == []


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (TEXT.encode()[:-6], 2),  # cut within a character
        (TEXT.encode() + "第三行".encode("gbk"), 3),
        (TEXT.encode("utf-16") + b"\x00", 3),
        (TEXT.encode("utf-16-le"), 1),
        (TEXT.encode("gbk") + b"\xff\xff", 3),
    ],
)
def test_a_wrong_encoding_is_refused_with_its_line(data: bytes, line: int) -> None:
    problems = Problems("x")
    assert decoded(data, problems) is None
    assert [error.line for error in problems.errors] == [line]


@settings(deadline=None)
@given(st.text("几点上班的问答，。：；《》、办理身份证社保卡挂失收费十元abc 123\n", min_size=1))
def test_what_chinese_windows_writes_is_read_back(text: str) -> None:
    text = "几点上班\n" + text  # of two bytes alone nobody can say what they are
    assert decoded(text.encode("gb18030"), Problems("x")) == text
    assert decoded(text.encode("utf-8-sig"), Problems("x")) == text


def test_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / b"\xc9\xe7\xb1\xa3.md".decode("utf-8", "surrogateescape")).write_text("x")
    passages, errors, _ = load_folder(tmp_path)
    assert passages == ()
    assert "文件名里有认不出来的字" in errors[0].message
    str(errors[0]).encode()
