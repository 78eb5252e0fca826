"""Whether a zip archive that calls itself an Office file may be opened: anybody may have made it."""

from __future__ import annotations

import io
import zipfile
import zlib

from docx.opc.exceptions import OpcError
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from dialogue.errors import Problems

#: Bytes when unpacked, and how many times the packed size that may be.
_UNPACKED, _TIMES = 100_000_000, 200
_MEMBERS = 5_000
_OLE = b"\xd0\xcf\x11\xe0"
#: What the two libraries raise on a file that is not what it says it is. Both raise SyntaxError on broken XML.
BROKEN = (
    zipfile.BadZipFile, zlib.error, OpcError, InvalidFileException, etree.LxmlError, SyntaxError, KeyError, ValueError,
    IndexError, EOFError, AttributeError, TypeError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


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
        told_broken(problems)
    return True


def _has_doctype(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Office never writes one; entities that grow without end need one."""
    if not member.filename.endswith((".xml", ".rels", ".vml")):
        return False
    with archive.open(member) as file:
        return b"<!DOCTYPE" in file.read(4096).upper()


def told_broken(problems: Problems) -> None:
    """The file could not be read at all."""
    problems.add(1, "文件坏了，打不开", "在办公软件里打开看看，重新另存一份")
