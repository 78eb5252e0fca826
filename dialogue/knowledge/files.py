"""Passages from whatever the hall keeps them in: YAML, Markdown, CSV, Excel, Word.

A file that is broken, locked, far too big or up to something is refused with a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
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

#: Bytes of one file: of an office document with its pictures, and of text. A hall's whole knowledge as text is a tenth
#: of the latter.
LARGEST, LARGEST_TEXT = 20_000_000, 5_000_000
#: Passages of one folder. A hall has hundreds; every one is read anew whenever a file is saved.
MOST_PASSAGES = 5_000
_PACKED = (".xlsx", ".docx")
_OLD = {".xls": "xlsx", ".doc": "docx", ".xlsm": "xlsx", ".docm": "docx", ".et": "xlsx", ".wps": "docx"}


def load_folder(folder: Path) -> tuple[tuple[Passage, ...], tuple[ScriptError, ...], tuple[ScriptError, ...]]:
    """All files of a folder, in order of their names, everything that is wrong with them, and warnings.

    One passage too many is a mistake of its file, and the files after it are not read.
    """
    passages: list[Passage] = []
    named: dict[str, str] = {}
    listing = Problems(folder)
    files = knowledge(folder, listing)
    errors, warnings = listing.errors, listing.warnings
    for path in files:
        problems = Problems(path)
        for passage in load_passages(path, problems):
            if passage.name and passage.name in named:
                line = int(passage.id.rpartition(":")[2])
                problems.add(line, f"编号“{passage.name}”在 {named[passage.name]} 里已经用了", "换一个编号")
            elif passage.name:
                named[passage.name] = passage.id
            passages.append(passage)
        if len(passages) > MOST_PASSAGES:
            line = int(passages[MOST_PASSAGES].id.rpartition(":")[2])
            message = f"知识超过了 {MOST_PASSAGES} 条，从这一条起都没有读"
            problems.add(line, message, "删掉重复的、用不着的；不是问答的内容不要放进 knowledge 文件夹")
            errors += problems.errors
            warnings += problems.warnings
            break
        errors += problems.errors
        warnings += problems.warnings
    return tuple(passages), tuple(errors), tuple(warnings)


def load_passages(path: Path, problems: Problems) -> tuple[Passage, ...]:
    """One file; mistakes go to `problems`."""
    kind = path.suffix.lower()
    if kind in _OLD:
        problems.add(1, f"{kind} 文件不能用（旧格式，或者可能带宏）", f"在办公软件里“另存为” .{_OLD[kind]}")
        return ()
    if kind not in _READERS:
        problems.add(1, f"不认识“{kind or path.name}”这种文件", f"可以用 {'、'.join(_READERS)}", code="unknown-key")
        return ()
    try:
        size, largest = path.stat().st_size, LARGEST if kind in _PACKED else LARGEST_TEXT
        if size > largest:
            most = f"一个 {kind} 文件不要超过 {largest // 1_000_000} MB，分成几个"
            problems.add(1, f"文件太大（{size // 1_000_000} MB）", most)
            return ()
        data = path.read_bytes()
    except OSError as error:
        if scarce(error):
            raise
        problems.add(1, f"文件读不出来：{error.strerror}", "检查权限", code="not-yaml")
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
    """One more than a folder may hold, at most: enough to be told, whatever the file holds."""
    return tuple(finished(draft, file, problems) for draft in islice(found, MOST_PASSAGES + 1))


_READERS: dict[str, Callable[[bytes, str, Problems], tuple[Passage, ...]]] = {
    ".yaml": _yaml, ".yml": _yaml, ".md": _markdown, ".csv": _csv, ".xlsx": _excel, ".docx": _word,
}  # fmt: skip
