"""`# lint: 不查 CODE 因为 …` on a line or the line above suppresses a finding, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogue.lint.finding import Finding

_MARK = re.compile(r"#\s*lint[:：]\s*不查\s*(?P<code>[a-z-]*)\s*(?P<why>.*)$")
_WHY = re.compile(r"因为\s*\S+")
#: The code of the finding for a mark that covers nothing.
UNUSED = "unused-suppression"


@dataclass(frozen=True, slots=True)
class Mark:
    """Covers its own line and the next one."""

    file: str
    line: int
    code: str
    why: str

    def covers(self, finding: Finding) -> bool:
        near = finding.line in (self.line, self.line + 1)
        return near and finding.file == self.file and finding.code == self.code and bool(self.why)


def suppressed(findings: Iterable[Finding], texts: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """What is left; a mark without a reason, and one that covers nothing, is a finding of its own."""
    found = list(findings)
    marks = [mark for file, lines in texts.items() for mark in _marks(file, lines)]
    yield from (finding for finding in found if not any(mark.covers(finding) for mark in marks))
    for mark in marks:
        if not mark.why:
            fix = "写成“# lint: 不查 CODE 因为 …”，说明为什么可以不改"
            yield Finding(mark.file, mark.line, "bare-suppression", "error", "“不查”没有写清楚查什么、为什么", fix)
        elif not any(mark.covers(finding) for finding in found):
            message = f"这里没有“{mark.code}”的问题，“不查”多余了"
            yield Finding(mark.file, mark.line, UNUSED, "warning", message, "删掉这条注释")


def _marks(file: str, lines: Iterable[str]) -> Iterator[Mark]:
    for number, line in enumerate(lines, start=1):
        if hit := _MARK.search(line):
            why = hit["why"] if hit["code"] and _WHY.match(hit["why"]) else ""
            yield Mark(file, number, hit["code"], why)
