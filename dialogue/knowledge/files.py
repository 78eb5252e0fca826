"""Passages from whatever the hall keeps them in: YAML, Markdown, CSV, Excel, Word.

A file that is broken, locked, far too big or up to something is refused with a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dialogue.errors import Problems, ScriptError
from dialogue.knowledge.archive import refused
from dialogue.knowledge.draft import Draft, finished
from dialogue.knowledge.excel import sheets
from dialogue.knowledge.headed import Line, drafts
from dialogue.knowledge.markdown import read_markdown
from dialogue.knowledge.passage import Passage
from dialogue.knowledge.table import Row, csv_rows, from_rows
from dialogue.knowledge.word import read_word
from dialogue.knowledge.yaml_file import load_knowledge
from dialogue.sources import decoded, knowledge, scarce, unharmed

#: Bytes. A hall's whole knowledge as text is a hundredth of this.
LARGEST = 20_000_000
_OLD = {".xls": "xlsx", ".doc": "docx", ".xlsm": "xlsx", ".docm": "docx", ".et": "xlsx", ".wps": "docx"}


def load_folder(folder: Path) -> tuple[tuple[Passage, ...], tuple[ScriptError, ...]]:
    """All files of a folder, in order of their names, and everything that is wrong with them."""
    passages: list[Passage] = []
    named: dict[str, str] = {}
    listing = Problems(folder)
    files = knowledge(folder, listing)
    errors = listing.errors
    for path in files:
        problems = Problems(path)
        for passage in load_passages(path, problems):
            if passage.name and passage.name in named:
                line = int(passage.id.rpartition(":")[2])
                problems.add(line, f"编号“{passage.name}”在 {named[passage.name]} 里已经用了", "换一个编号")
            elif passage.name:
                named[passage.name] = passage.id
            passages.append(passage)
        errors += problems.errors
    return tuple(passages), tuple(errors)


def load_passages(path: Path, problems: Problems) -> tuple[Passage, ...]:
    """One file; mistakes go to `problems`."""
    kind = path.suffix.lower()
    if kind in _OLD:
        problems.add(1, f"{kind} 文件不能用（旧格式，或者可能带宏）", f"在办公软件里“另存为” .{_OLD[kind]}")
        return ()
    if kind not in _READERS:
        problems.add(1, f"不认识“{kind or path.name}”这种文件", f"可以用 {'、'.join(_READERS)}")
        return ()
    try:
        size = path.stat().st_size
        if size > LARGEST:
            problems.add(
                1, f"文件太大（{size // 1_000_000} MB）", f"一个文件不要超过 {LARGEST // 1_000_000} MB，分成几个"
            )
            return ()
        data = path.read_bytes()
    except OSError as error:
        if scarce(error):
            raise
        problems.add(1, f"文件读不出来：{error.strerror}", "检查权限")
        return ()
    found: tuple[Passage, ...] = ()
    with unharmed(problems):
        found = _READERS[kind](data, path.name, problems)
    if not found and not problems.errors:  # saved half-way, or emptied by mistake
        problems.add(1, "这个文件里一条知识也没有", "写上内容，或者删掉这个文件")
    return found


def _yaml(data: bytes, file: str, problems: Problems) -> tuple[Passage, ...]:
    text = decoded(data, problems)
    return () if text is None else load_knowledge(text, file, problems)


def _markdown(data: bytes, file: str, problems: Problems) -> tuple[Passage, ...]:
    text = decoded(data, problems)
    if text is None:
        return ()
    found = read_markdown(text, problems)
    return _headed(found.lines, [(f"第 {rows[0].line} 行的表格", rows) for rows in found.tables], file, problems)


def _csv(data: bytes, file: str, problems: Problems) -> tuple[Passage, ...]:
    text = decoded(data, problems)
    return () if text is None else _all(from_rows([*csv_rows(text, problems)], problems), file, problems)


def _excel(data: bytes, file: str, problems: Problems) -> tuple[Passage, ...]:
    if refused(data, problems):
        return ()
    return tuple(
        passage
        for title, rows in sheets(data, problems)
        for passage in _all(from_rows(rows, problems, where=f"工作表“{title}”"), f"{file}/{title}", problems)
    )


def _word(data: bytes, file: str, problems: Problems) -> tuple[Passage, ...]:
    if refused(data, problems):
        return ()
    found = read_word(data, problems)
    tables = [(f"第 {at} 个表格", rows) for at, rows in enumerate(found.tables, start=1)]
    return _headed(found.lines, tables, file, problems)


def _headed(
    lines: Sequence[Line], tables: Iterable[tuple[str, list[Row]]], file: str, problems: Problems
) -> tuple[Passage, ...]:
    """What stands under headings, and in tables, whose rows may do without a source of their own."""
    found: list[Draft] = [*drafts(lines, problems)]
    source = next((line.text for line in lines if line.text.startswith(("来源：", "来源:"))), "")[3:].strip()
    for where, rows in tables:
        found += from_rows(rows, problems, where=where, source=source)
    return _all(found, file, problems)


def _all(found: Iterable[Draft], file: str, problems: Problems) -> tuple[Passage, ...]:
    return tuple(finished(draft, file, problems) for draft in found)


_READERS: dict[str, Callable[[bytes, str, Problems], tuple[Passage, ...]]] = {
    ".yaml": _yaml, ".yml": _yaml, ".md": _markdown, ".csv": _csv, ".xlsx": _excel, ".docx": _word,
}  # fmt: skip
