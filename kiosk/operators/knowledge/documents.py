"""Passages and documents that are put into a draft's folder of knowledge. Blocking, no record."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import date
from pathlib import Path

from dialogue import sources
from dialogue.errors import Problems
from dialogue.knowledge import load_passages
from kiosk.operators.knowledge.answers import DocumentProblem, PassageBody, ReadDocument, told_passage
from kiosk.operators.routes import RequestRefusedError

#: The file into which the console writes new passages.
ADDED = f"{sources.KNOWLEDGE}/控制台补充.yaml"
#: Bytes of a document, and of a body that brings one: base64, and the rest of it.
LARGEST = 8 << 20
DOCUMENT_BYTES = LARGEST * 4 // 3 + 4096
_HEAD = "# 在控制台新增的知识。也可以挪到业务自己的文件里。\n问答:\n"
_NAME = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff .（）()《》\-]{0,99}\.(?:docx|xlsx|md|csv|yaml)")
#: Passages and problems that one answer tells.
_MOST = 200


def read_document(name: str, data: bytes, today: date) -> ReadDocument:
    """Raises `RequestRefusedError` for a name that no file of the folder may have."""
    if not _NAME.fullmatch(name) or not sources.is_source(name):
        text = (
            "文件名用汉字、字母、数字，以 .docx、.xlsx、.md、.csv 或 .yaml 结尾；旧格式请另存。"
            " Expected a name that ends with .docx, .xlsx, .md, .csv or .yaml."
        )
        raise RequestRefusedError(400, "bad_name", text)
    with tempfile.TemporaryDirectory(prefix="knowledge-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        problems = Problems(path)
        found = load_passages(path, problems)
    return ReadDocument(
        passages=[told_passage(one, today) for one in found[:_MOST]],
        problems=[DocumentProblem(line=one.line, message=one.message, fix=one.fix) for one in problems.errors[:_MOST]],
    )


def with_passage(text: str | None, body: PassageBody) -> str:
    """The file's text with one more entry. `text` None: there is no such file yet."""
    before = _HEAD if text is None else text.rstrip("\n") + "\n"
    fields = {
        "出处": body.source, "条款": body.clause, "口播": body.speech, "业务": body.service, "生效": body.since,
        "失效": body.until,
    }  # fmt: skip
    wordings = ", ".join(map(_quoted, dict.fromkeys(question.strip() for question in body.questions)))
    lines = [f"  - 问法: [{wordings}]", f"    答案: {_quoted(body.answer)}"]
    lines += [f"    {key}: {_quoted(value)}" for key, value in fields.items() if value.strip()]
    return before + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text.strip(), ensure_ascii=False)
