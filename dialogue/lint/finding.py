"""One finding of the linter, and the report of all findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.errors import ScriptError

#: note: not of the scripts but of the settings of this hall, under which they are checked.
Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem. `line` counts from 1; `quote` is what stands there, where the file is no text.

    `code` is public and never changes its meaning: 不查 names it.
    """

    file: str
    line: int
    code: str
    level: Level
    message: str
    fix: str = ""
    quote: str = ""

    @staticmethod
    def of(error: ScriptError, level: Level = "error") -> Finding:
        """What was found in reading a file: a mistake that keeps it from loading, or a warning."""
        return Finding(error.file, error.line, error.code, level, error.message, error.fix, error.quote)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"（{self.fix}）" if self.fix else "") + f" [{self.code}]"


#: Mistakes that often follow from another of the same file: a slot whose line cannot be read is missing elsewhere.
_CONSEQUENCES = frozenset(
    [
        "undefined-name",
        "unset-variable",
        "unused-slot",
        "unused-card",
        "unused-label",
        "unused-computed",
        "unreachable",
        "dead-end",
        "not-exhaustive",
        "no-such-option",
        "no-confirm",
        "no-failure",
        "no-tests",
        "untested-branch",
        "not-checked",
    ]
)


def by_cause(finding: Finding) -> tuple[str, bool, Finding]:
    """Sort key: the file; then causes before findings that may follow from another mistake; then the line."""
    return finding.file, finding.code in _CONSEQUENCES, finding


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of a whole folder: what keeps files from loading first, then the others, each by file and line.

    `files`: how many scripts and conversation tests were read; `knowledge_files`: how many files of knowledge.
    """

    findings: tuple[Finding, ...]
    files: int
    knowledge_files: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "warning")

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "note")

    @property
    def ok(self) -> bool:
        """No errors: the services may go live."""
        return not self.errors
