"""Errors of the dialogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: What a mistake in a file is about: the codes that the lint shows, and that `# lint: 不查 CODE` names. They are public
#: and never change their meaning. `script-error`: none of the others.
Code = Literal[
    "bad-value", "broken-condition", "broken-hole", "dead-end", "duplicate-key", "duplicate-says", "full-width-colon",
    "filled-down", "full-width-comma", "indent", "long-sentence", "loop", "missing-key", "no-confirm", "no-consent",
    "no-empty", "no-failure", "no-idempotency", "no-phone-way", "no-source", "no-such-option", "not-exhaustive",
    "not-read", "not-yaml",
    "screen-on-phone", "script-error", "two-steps-in-one", "undefined-name", "unknown-filter", "unknown-key",
    "unreachable", "unset-variable", "unused-slot",
]  # fmt: skip


class DialogueError(Exception):
    """Any error of the dialogue."""


class MachineError(DialogueError):
    """The machine was driven wrongly (a turn after the end, a state of another library)."""


@dataclass(frozen=True, slots=True, order=True)
class ScriptError:
    """One mistake in one file, written for the person who wrote the file. `line` counts from 1.

    `quote`: what stands at the place, where the file is no text to quote from.
    """

    file: str
    line: int
    message: str
    fix: str = ""
    code: Code = "script-error"
    quote: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (f"（{self.fix}）" if self.fix else "")


class ScriptErrors(DialogueError):  # noqa: N818 - it holds many
    """Every mistake found in the files of one library, sorted by file and line."""

    def __init__(self, errors: Iterable[ScriptError]) -> None:
        self.errors = tuple(sorted(errors))
        super().__init__("\n".join(str(error) for error in self.errors))


class Problems:
    """Collects the mistakes of one file while it is read, so that all are reported at once."""

    def __init__(self, file: Path | str) -> None:
        self.file = str(file)
        self.errors: list[ScriptError] = []
        #: What does not keep the file from being read, and should be told.
        self.warnings: list[ScriptError] = []
        self._known: set[ScriptError] = set()

    def warn(self, line: int, message: str, fix: str = "", *, code: Code, quote: str = "") -> None:
        self.warnings.append(ScriptError(self.file, line, message, fix, code, quote))

    def add(self, line: int, message: str, fix: str = "", *, code: Code = "script-error", quote: str = "") -> None:
        error = ScriptError(self.file, line, message, fix, code, quote)
        if error not in self._known:  # a file may hold as many mistakes as lines: a search of the list is quadratic
            self._known.add(error)
            self.errors.append(error)

    def forget(self, count: int) -> None:
        """Drop all but the first `count` mistakes, before the file is parsed again by another parser."""
        self._known.difference_update(self.errors[count:])
        del self.errors[count:]
