"""Passages from a text with headings: a heading with words under it is a question, those above it are its topics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dialogue.errors import Problems
from dialogue.knowledge.draft import Draft
from dialogue.script.fields import nearest

_KEYS = ("来源", "出处", "条款", "生效", "失效", "业务", "编号", "口播", "问法", "答什么")
_FIELD = re.compile(r"([\u4e00-\u9fff]{2,4})\s*[：:]\s*(.*)")
_CLAUSE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?")
_BULLET = re.compile(r"^\s*[-*+•●]\s+")
_BETWEEN = re.compile(r"[；;|｜]+")
_WORDS_BETWEEN = re.compile(r"[\s；;|｜，,、]+")


@dataclass(frozen=True, slots=True)
class Line:
    """`level` 1..6 for a heading, 0 for text. `free`: text that is part of an answer even if it looks like 键：值."""

    number: int
    text: str
    level: int = 0
    free: bool = False


@dataclass(slots=True)
class _Section:
    """A heading, and what stands under it up to the next."""

    heading: Line
    above: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)


def drafts(lines: Sequence[Line], problems: Problems) -> Iterator[Draft]:
    """What is set above the first question (front matter, a 来源 line) holds for all of the file."""
    common: dict[str, str] = {}
    for section in _sections(lines, problems):
        body = "\n".join(section.body).strip()
        if section.heading.level == 0 or not body:  # before the first heading, or a chapter's title
            common |= section.fields
            if section.heading.level == 0 and body:
                problems.add(_first_body(lines), "这段话上面没有标题", "加一行“## 群众会怎么问”")
            continue
        yield _draft(section, common, body)


def _draft(section: _Section, common: dict[str, str], body: str) -> Draft:
    given = common | section.fields
    title, clause = section.heading.text, ""
    if hit := _CLAUSE.match(title):
        clause, title = hit[0], title[hit.end() :].strip(" ：:，、")
    elif hit := _CLAUSE.match(body):
        clause = hit[0]
    asked = [title, *_BETWEEN.split(section.fields.get("问法", ""))]
    if not title:
        asked = [*asked[1:], body[:20]]
    return Draft(
        line=section.heading.number,
        questions=tuple(dict.fromkeys(part.strip() for part in asked if part.strip())),
        answer=body,
        speech=section.fields.get("口播", ""),
        source=given.get("出处") or given.get("来源", ""),
        clause=section.fields.get("条款") or clause or common.get("条款", ""),
        since=given.get("生效", ""),
        until=given.get("失效", ""),
        service=given.get("业务", ""),
        name=section.fields.get("编号", ""),
        topics=section.above,
        answers=tuple(part for part in _WORDS_BETWEEN.split(section.fields.get("答什么", "")) if part),
        lines=section.lines,
    )


def _sections(lines: Sequence[Line], problems: Problems) -> Iterator[_Section]:
    above: list[tuple[int, str]] = []
    section = _Section(Line(1, ""), ())
    matter = bool(lines) and lines[0].text == "---"
    for line in lines[1:] if matter else lines:
        if line.level:
            yield section
            above = [(level, text) for level, text in above if level < line.level]
            section = _Section(line, tuple(text for _, text in above))
            above.append((line.level, line.text))
        elif line.text == "---" and section.heading.level == 0:
            matter = False
        elif not line.free and (hit := _FIELD.fullmatch(line.text)) and (hit[1] in _KEYS or matter):
            _set(section, hit[1], hit[2].strip(), line.number, problems)
        elif line.text:
            section.body.append(_BULLET.sub("", line.text))
    yield section


def _set(section: _Section, key: str, value: str, number: int, problems: Problems) -> None:
    if key not in _KEYS:
        problems.add(number, f"文件开头不认识“{key}”", nearest(key, _KEYS), code="unknown-key")
    elif key in section.fields:
        problems.add(number, f"“{key}”写了两次", "删掉一个", code="duplicate-key")
    else:
        section.fields[key] = value
        section.lines[key] = number


def _first_body(lines: Iterable[Line]) -> int:
    return next(
        (
            line.number
            for line in lines
            if line.text and line.text != "---" and not line.level and (line.free or not _FIELD.fullmatch(line.text))
        ),
        1,
    )
