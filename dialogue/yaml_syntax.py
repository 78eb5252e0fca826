"""What is wrong with a text that YAML refuses, in a clerk's words: the line where the mistake is, and what to type.

The parser's mark stands where it gave up, which is often the line after the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from dialogue.errors import Code
from dialogue.yaml_indent import misaligned


@dataclass(frozen=True, slots=True)
class Slip:
    """One typing mistake. `line` counts from 1; `english` is one clause, for logs and for settings."""

    line: int
    message: str
    fix: str
    english: str
    code: Code


_PLACES = {
    "block mapping": "这一段",
    "block collection": "这个列表",
    "flow mapping": "花括号 { } 里",
    "flow sequence": "方括号 [ ] 里",
}
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_QUOTE = "给整句话加上英文引号"


def character_slips(text: str, known_keys: Iterable[str]) -> Iterator[Slip]:
    """Characters that look like others: tabs and full-width blanks that indent, and `colon_slips`."""
    for number, line in enumerate(text.splitlines(), start=1):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            yield Slip(
                number, "行首有制表符（Tab）", "改用空格缩进", "a tab indents this line; use spaces", code="indent"
            )
        if "\u3000" in indent:
            yield Slip(
                number,
                "行首有全角空格",
                "改用半角空格缩进",
                "a full-width blank indents this line; use spaces",
                code="indent",
            )
    yield from colon_slips(text, known_keys)
    yield from blank_slips(text, known_keys)


def blank_slips(text: str, known_keys: Iterable[str]) -> Iterator[Slip]:
    """Keys of `known_keys` whose colon has no blank after it: YAML reads 服务:挂失 as one word."""
    keys = "|".join(sorted((re.escape(key) for key in known_keys), key=len, reverse=True))
    if not keys:
        return
    tight = re.compile(rf"(?:^\s*(?:-\s+)*|[{{,]\s*)({keys}):(?=[^\s:/\\,}}\]])")
    for number, line in enumerate(text.splitlines(), start=1):
        if ":" in line and (hit := tight.search(_COMMENT.sub("", line))):
            fix = f"写成“{hit[1]}: ”，冒号后面空一格"
            english = f"no blank after the colon of {hit[1]}"
            yield Slip(number, f"“{hit[1]}:”的冒号后面少了一个空格", fix, english, code="not-yaml")


def colon_slips(text: str, known_keys: Iterable[str]) -> Iterator[Slip]:
    """Keys of `known_keys` with a full-width colon, outside comments. YAML may read such a line as plain text."""
    keys = "|".join(sorted((re.escape(key) for key in known_keys), key=len, reverse=True))
    if not keys:
        return
    wide = re.compile(rf"(?:^\s*(?:-\s+)?|[{{,，]\s*)({keys})\s*：")
    for number, line in enumerate(text.splitlines(), start=1):
        if "：" in line and (hit := wide.search(_COMMENT.sub("", line))):
            yield _wide_colon(number, hit[1])


def syntax_slip(error: yaml.MarkedYAMLError, text: str) -> Slip:
    """The mistake behind a parser's error."""
    mark, lines = error.problem_mark or error.context_mark, text.splitlines()
    at, column = (mark.line, mark.column) if mark else (0, 0)
    problem, context = error.problem or "", error.context or ""
    if "could not find expected ':'" in problem and error.context_mark:
        return _no_colon(lines, error.context_mark.line)
    if "mapping values are not allowed" in problem:
        return _key_too_many(lines, at, column)
    begins = "<block mapping start>" in problem or "<block sequence start>" in problem
    if begins and (found := misaligned(lines, at)):
        return Slip(found.line, found.message, found.fix, found.english, code="indent")
    if "found character" in problem and "cannot start any token" in problem:
        english = "this character cannot begin a value; put quotes around the whole value"
        return Slip(at + 1, "这个字符不能放在开头", _QUOTE, english, code="not-yaml")
    if "alias" in context:
        return Slip(
            at + 1,
            "以 * 开头的内容有特殊含义",
            _QUOTE,
            "a value that begins with * needs quotes around it",
            code="not-yaml",
        )
    return _unfinished(error, at, problem, context)


def _unfinished(error: yaml.MarkedYAMLError, at: int, problem: str, context: str) -> Slip:
    """An opening without its end: told where it was opened, for the parser notices far below."""
    english = f"{problem}; check indentation, brackets and quotes"
    opened = error.context_mark.line if error.context_mark else at
    if "quoted scalar" in context:
        return Slip(opened + 1, "这一行的引号没有成对", "补上后一个引号，或者删掉前一个", english, code="not-yaml")
    if "flow" in context:
        place = next((chinese for words, chinese in _PLACES.items() if words in context), "这一项")
        fix = "补上后一个括号；每两项之间用英文逗号“,”"
        return Slip(opened + 1, f"从这一行起，{place}没有写完", fix, english, code="not-yaml")
    if "block" in context:
        place = next((chinese for words, chinese in _PLACES.items() if words in context), "这一项")
        fix = f"和第 {opened + 1} 行左边对齐；同一层的每一行缩进一样多"
        return Slip(at + 1, f"这一行的缩进和上面对不上，{place}从第 {opened + 1} 行开始", fix, english, code="indent")
    return Slip(at + 1, "这一行读不懂", "检查缩进、括号和引号；拿不准就给整句话加上英文引号", english, code="not-yaml")


def _key_too_many(lines: Sequence[str], at: int, column: int) -> Slip:
    """A colon with a blank where a value goes on: a second one in the line, or a line that is not aligned."""
    line = lines[at] if at < len(lines) else ""
    if ": " not in line[:column]:
        before = next((n for n in range(at - 1, -1, -1) if _COMMENT.sub("", lines[n]).strip()), None)
        if before is not None and not re.search(r":(?:\s|$)", lines[before]) and _start(lines[before]) >= _start(line):
            return _no_colon(lines, before)
        if found := misaligned(lines, at):
            return Slip(found.line, found.message, found.fix, found.english, code="indent")
    english = "two colons with a blank after them in one line; put quotes around the value"
    return Slip(at + 1, "一行里有两个冒号加空格，分不清哪个是键", _QUOTE, english, code="not-yaml")


def _start(line: str) -> int:
    """The column of a line's words, after the dashes of a list."""
    return len(line) - len(line.lstrip(" -"))


def _no_colon(lines: Sequence[str], at: int) -> Slip:
    line = lines[at] if at < len(lines) else ""
    if hit := re.match(r"\s*(?:-\s+)?([\w.-]{1,30})\s*：", line):
        return _wide_colon(at + 1, hit[1])
    fix = "写成“键: 值”，冒号是半角的，后面空一格"
    return Slip(
        at + 1, "这一行少了冒号和它后面的空格", fix, "expected `key: value`, with a colon and a blank", code="not-yaml"
    )


def _wide_colon(line: int, key: str) -> Slip:
    english = f"a full-width colon stands after {key}; write `{key}: ` with a blank after it"
    return Slip(line, f"“{key}”后面是全角冒号", f"改成半角冒号加一个空格：“{key}: ”", english, code="full-width-colon")
