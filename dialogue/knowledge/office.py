"""Excel and Word files, opened with care: they are zip archives that anybody may have made."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import docx
import openpyxl
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl.utils.exceptions import InvalidFileException

from dialogue.errors import Problems
from dialogue.knowledge.headed import Line
from dialogue.knowledge.table import Row

#: Bytes when unpacked, and how many times the packed size that may be.
_UNPACKED, _TIMES = 100_000_000, 200
_MEMBERS = 5_000
_OLE = b"\xd0\xcf\x11\xe0"
#: What the two libraries raise on a file that is not what it says it is.
#: XML that is none is a SyntaxError to both.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, OpcError, InvalidFileException, SyntaxError, KeyError, ValueError, IndexError,
    EOFError, AttributeError, TypeError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
#: Columns that are read: whatever stands further right belongs to no passage.
_WIDEST = 50


def refused(data: bytes, problems: Problems) -> bool:
    """True when the archive must not be opened; the reason is then in `problems`."""
    if data.startswith(_OLE):
        problems.add(1, "文件加了密码，或者是旧格式", "去掉密码，另存为 .xlsx 或 .docx")
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > _UNPACKED or unpacked > _TIMES * max(len(data), 1) or len(members) > _MEMBERS:
                problems.add(1, "文件解开以后大得不正常", "重新另存一份；来路不明的文件不要用")
            elif any(member.flag_bits & 1 for member in members):
                problems.add(1, "文件加了密码", "去掉密码再放进来")
            elif any("vbaproject" in member.filename.lower() for member in members):
                problems.add(1, "文件里带宏", "另存为不带宏的 .xlsx 或 .docx")
            elif any(_has_doctype(archive, member) for member in members):
                problems.add(1, "文件里有不该有的内容（DOCTYPE）", "重新另存一份；来路不明的文件不要用")
            else:
                return False
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        _broken(problems)
    return True


def sheets(data: bytes, problems: Problems) -> Iterator[tuple[str, list[Row]]]:
    """Every sheet with anything in it: its title and rows."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = [
                Row(number, tuple(_cell(value) for value in values))
                for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=_WIDEST), start=1)
                if any(value is not None for value in values)
            ]
            if rows:
                yield sheet.title, rows
    except _BROKEN:
        _broken(problems)


def word_document(data: bytes, problems: Problems) -> tuple[tuple[Line, ...], tuple[list[Row], ...]]:
    """Its paragraphs (numbered as they stand), and its tables."""
    lines: list[Line] = []
    tables: list[list[Row]] = []
    try:
        document = docx.Document(io.BytesIO(data))
        for number, block in enumerate(document.iter_inner_content(), start=1):
            if isinstance(block, Paragraph):
                lines.append(Line(number, block.text.strip(), _level(block)))
            elif isinstance(block, Table):
                tables.append(
                    [Row(at, tuple(c.text.strip() for c in row.cells)) for at, row in enumerate(block.rows, 1)]
                )
    except _BROKEN:
        _broken(problems)
        return (), ()
    return tuple(lines), tuple(tables)


def _level(paragraph: Paragraph) -> int:
    """Heading 1..6, in an English or a Chinese Word."""
    name = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if not paragraph.text.strip():
        return 0
    if name in ("title", "标题"):
        return 1
    kind, _, number = name.rpartition(" ")
    return min(int(number), 6) if kind in ("heading", "标题") and number.isdigit() else 0


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.strftime("%Y-%m-%d")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def _has_doctype(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Office never writes one; entities that grow without end need one."""
    if not member.filename.endswith((".xml", ".rels", ".vml")):
        return False
    with archive.open(member) as file:
        return b"<!DOCTYPE" in file.read(4096).upper()


def _broken(problems: Problems) -> None:
    problems.add(1, "文件坏了，打不开", "在办公软件里打开看看，重新另存一份")
