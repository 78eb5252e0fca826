"""A Markdown file as its reader sees it: lines without marks, and the tables that hold questions and answers.

What cannot be told by voice (HTML, words struck out) is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from dialogue.errors import Problems
from dialogue.knowledge.headed import Line
from dialogue.knowledge.table import Row, is_head

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)  # fullmatch only: a search among unclosed ones is quadratic
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: Marks that CommonMark leaves where they do not pair: they are not spoken.
_LEFT_OVER = re.compile(r"\*{2,}|~{2,}|(?<![\w_])__(?=[^_\s])|(?<=[^_\s])__(?!_)|^\[[ xX]\](?=\s)")
_NO_SPACE = re.compile(r"#{1,6}[^\s#\d]")


@dataclass(slots=True)
class MarkdownText:
    lines: list[Line] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)


def read_markdown(text: str, problems: Problems) -> MarkdownText:
    """All lines, numbered as in the file, but for tables with a column 问法 or 答案: those are `tables`."""
    found = MarkdownText()
    matter = _front_matter(text)
    found.lines += [Line(number, line.strip()) for number, line in enumerate(text.splitlines()[:matter], start=1)]
    _Reader(found, problems).read(_PARSER.parse("\n" * matter + "\n".join(text.splitlines()[matter:])))
    return found


def _front_matter(text: str) -> int:
    """How many lines it has, its fences included."""
    lines = [line.strip() for line in text.splitlines()]
    return lines.index("---", 1) + 1 if lines[:1] == ["---"] and "---" in lines[1:] else 0


class _Reader:
    """Walks the tokens once. `_label`: the number of a list's item, before its first line."""

    def __init__(self, found: MarkdownText, problems: Problems) -> None:
        self._found, self._problems = found, problems
        self._label = ""
        self._lists: list[str] = []
        self._level = 0
        self._cells: list[tuple[int, str]] | None = None  # of the table in hand: row's line and text
        self._row = 1

    def read(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            match token.type:
                case "heading_open":
                    self._level = int(token.tag[1])
                    if token.markup == "-":
                        fix = "标题写成“## …”；分隔线上面空一行"
                        self._problems.add(line, "这一行下面紧跟着“---”，会变成标题", fix)
                case "heading_close":
                    self._level = 0
                case "ordered_list_open" | "bullet_list_open" | "blockquote_open":
                    self._lists.append(token.type)
                case "ordered_list_close" | "bullet_list_close" | "blockquote_close":
                    self._lists.pop()
                case "list_item_open":
                    self._label = f"{token.info}{token.markup} " if self._lists[-1] == "ordered_list_open" else ""
                case "table_open":
                    self._cells = []
                case "tr_open" if self._cells is not None:
                    self._row = line
                case "table_close":
                    self._table(self._cells or [])
                    self._cells = None
                case "inline":
                    self._inline(token, line)
                case "fence" | "code_block":
                    self._code(token, line + (token.type == "fence"))
                case "html_block":
                    if _outside_comments(token.content).strip():
                        self._problems.add(line, "这里有 HTML，读不出来", "改成普通文字")

    def _inline(self, token: Token, line: int) -> None:
        lines = list(self._lines(token.children or [], line))
        if self._cells is not None:
            self._cells.append((self._row, " ".join(text for _, text in lines)))
        elif self._level:
            self._found.lines.append(Line(line, "".join(text for _, text in lines), self._level))
        else:
            for number, text in lines:
                if _NO_SPACE.match(text):
                    self._problems.add(number, "标题的 # 后面少了一个空格", "写成“## 标题”")
                self._found.lines.append(Line(number, self._label + text, free=bool(self._lists)))
                self._label = ""

    def _code(self, token: Token, line: int) -> None:
        for number, text in enumerate(token.content.splitlines(), start=line):
            if text.strip():
                self._found.lines.append(Line(number, text.strip(), free=True))

    def _table(self, cells: list[tuple[int, str]]) -> None:
        rows = [Row(line, tuple(text for _, text in group)) for line, group in groupby(cells, key=lambda cell: cell[0])]
        if rows and is_head(rows[0]):
            self._found.tables.append(rows)
            return
        head = rows[0].cells if rows else ()
        for row in rows[1:]:
            told = [f"{name}：{cell}" if name else cell for name, cell in zip(head, row.cells, strict=False) if cell]
            self._found.lines.append(Line(row.line, "，".join(told) + "。", free=True))

    def _lines(self, children: Sequence[Token], line: int) -> Iterator[tuple[int, str]]:
        """The text, without marks, line by line; empty lines left out."""
        text, number = "", line
        for child in children:
            match child.type:
                case "text" | "code_inline":
                    text += child.content if child.type == "code_inline" else _LEFT_OVER.sub("", child.content)
                case "softbreak" | "hardbreak":
                    yield from _filled(number, text)
                    text, number = "", number + 1
                case "html_inline" if _BREAK.fullmatch(child.content):
                    yield from _filled(number, text)
                    text = ""
                case "html_inline" if _COMMENT.fullmatch(child.content):
                    number += child.content.count("\n")
                case "html_inline":
                    self._problems.add(number, f"这里有 HTML（{child.content[:20]}），读不出来", "改成普通文字")
                case "s_open":
                    self._problems.add(number, "这里有删除线，读出来分不清", "删掉划去的字")
        yield from _filled(number, text)


def _outside_comments(html: str) -> str:
    """What a browser would take for HTML or text. A comment that is not closed stands as it is."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join((*kept, html[at:]))


def _filled(number: int, text: str) -> Iterator[tuple[int, str]]:
    if text := " ".join(text.replace("\xa0", " ").split(" ")).strip():
        yield number, text


class _ChineseState(StateInline):
    """Full-width punctuation beside ** is a letter: CommonMark would leave the marks of `**注意：**请` standing."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - as the library calls it
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        last = self.src[start - 1] if start else " "
        following = self.src[end] if end < self.posMax else " "
        space, mark = isWhiteSpace(ord(last)), isMdAsciiPunct(ord(last))
        next_space, next_mark = isWhiteSpace(ord(following)), isMdAsciiPunct(ord(following))
        left = not next_space and (not next_mark or space or mark)
        right = not space and (not mark or next_space or next_mark)
        can_open = left and (canSplitWord or not right or mark)
        can_close = right and (canSplitWord or not left or next_mark)
        return Scanned(can_open, can_close, end - start)


class _ChineseInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _ChineseState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _parser() -> MarkdownIt:
    parser = MarkdownIt()
    parser.inline = _ChineseInline()
    # Indented text is not code: clerks indent paragraphs. Bare addresses stay as they are.
    return parser.configure("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")


_PARSER = _parser()
