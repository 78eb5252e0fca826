"""What a single setting may be: one rule per kind of value, each with a description of what it expects.

A rule reads the *text* of a scalar together with the kind that YAML gives it, so that `port: "8080"` (text),
`port: 08080` (octal to YAML 1.1) and `port: 12:30` (base sixty to YAML 1.1) are mistakes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

#: The YAML tag of a plain scalar; `env`: a value from the environment, which is always text.
Kind = str

_INT = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
#: Digits of the longest number that is read, and characters of a wrong value that an error shows.
_DIGITS, _SHOWN = 20, 80
_USER = re.compile(r"//[^/\s]*@")
_WORDS = {"int": "the number", "float": "the number", "bool": "the yes/no value", "timestamp": "the date"}


class WrongValueError(Exception):
    """The value does not fit; the text says what came, and a hint where there is one."""


class Rule(Protocol):
    @property
    def expected(self) -> str:
        """What fits, in words: `a whole number from 0 to 65535`."""
        ...

    def read(self, raw: str, kind: Kind, base: Path) -> object:
        """The value, or `WrongValueError`. `base` is the folder that relative paths start from."""
        ...


def without_password(text: str) -> str:
    """A text in which a URL's user and password are left out: `http://…@host/`."""
    return _USER.sub("//…@", text)


def came(raw: str, kind: Kind) -> str:
    """What came, in words: without a URL's password, and at most `_SHOWN` characters."""
    raw = without_password(raw)
    raw = raw if len(raw) <= _SHOWN else raw[: _SHOWN - 1] + "…"
    if kind == "null":
        return "nothing"
    if kind in ("str", "env"):
        return f"the text {raw!r}" if kind == "str" else repr(raw)
    return f"{_WORDS.get(kind, kind)} {raw}"


@dataclass(frozen=True, slots=True)
class WholeRule:
    low: int
    high: int

    @property
    def expected(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def read(self, raw: str, kind: Kind, base: Path) -> int:
        if kind not in ("int", "env") or not _INT.fullmatch(raw) or len(raw) > _DIGITS:
            hint = "; take the quotes away" if kind == "str" and _INT.fullmatch(raw) else ""
            raise WrongValueError(came(raw, kind) + hint)
        value = int(raw)
        if not self.low <= value <= self.high:
            raise WrongValueError(raw)
        return value


@dataclass(frozen=True, slots=True)
class DecimalRule:
    low: float
    high: float

    @property
    def expected(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    def read(self, raw: str, kind: Kind, base: Path) -> float:
        if kind not in ("int", "float", "env") or not _FLOAT.fullmatch(raw) or len(raw) > _DIGITS:
            hint = "; take the quotes away" if kind == "str" and _FLOAT.fullmatch(raw) else ""
            raise WrongValueError(came(raw, kind) + hint)
        value = float(raw)
        if not self.low <= value <= self.high:
            raise WrongValueError(raw)
        return value


@dataclass(frozen=True, slots=True)
class DecimalOrWordRule:
    """A number within bounds, or one word, which is read as None."""

    low: float
    high: float
    word: str

    @property
    def expected(self) -> str:
        return f"{DecimalRule(self.low, self.high).expected}, or {self.word!r}"

    def read(self, raw: str, kind: Kind, base: Path) -> float | None:
        if raw == self.word and kind in ("str", "env"):
            return None
        return DecimalRule(self.low, self.high).read(raw, kind, base)


@dataclass(frozen=True, slots=True)
class TextRule:
    """Text; `pattern` must match the whole of it. `secret` text is never repeated in an error."""

    pattern: str = ".*"
    expected: str = "text"
    secret: bool = False

    def read(self, raw: str, kind: Kind, base: Path) -> str:
        if kind not in ("str", "env"):
            if self.secret:
                raise WrongValueError("a value that is not text; put quotes around it")
            hint = '; write "" where you mean empty'
            if kind != "null":
                hint = f'; put quotes around it: "{raw}"' if len(raw) <= _SHOWN else "; put quotes around it"
            raise WrongValueError(came(raw, kind) + hint)
        if not re.fullmatch(self.pattern, raw, re.DOTALL):
            raise WrongValueError("something else" if self.secret else came(raw, kind))
        return raw


@dataclass(frozen=True, slots=True)
class WebAddressRule:
    """An http:// or https:// address with a host and a valid port; `pattern` must match the whole of it."""

    pattern: str
    expected: str

    def read(self, raw: str, kind: Kind, base: Path) -> str:
        TextRule(self.pattern, self.expected).read(raw, kind, base)
        try:
            parts = urlsplit(raw)
            good = not raw or (bool(parts.hostname) and parts.port != 0)
            (parts.hostname or "x").encode("idna")
        except ValueError:
            good = False
        if not good:
            raise WrongValueError(came(raw, kind))
        return raw


@dataclass(frozen=True, slots=True)
class OneOfRule:
    choices: tuple[str, ...]

    @property
    def expected(self) -> str:
        *others, last = self.choices
        return f"{', '.join(others)} or {last}" if others else last

    def read(self, raw: str, kind: Kind, base: Path) -> str:
        if raw not in self.choices:
            raise WrongValueError(came(raw, kind))
        return raw


@dataclass(frozen=True, slots=True)
class FolderRule:
    """A path; `~` is the user's home, a relative path starts at the folder of the file that names it."""

    expected: str = "a path"

    def read(self, raw: str, kind: Kind, base: Path) -> Path:
        if kind not in ("str", "env") or not raw.strip() or "\0" in raw:
            raise WrongValueError(came(raw, kind))
        expanded = os.path.expanduser(raw)
        if expanded.startswith("~"):
            raise WrongValueError(f"{raw!r}, and there is no home folder to put in place of ~")
        return Path(os.path.abspath(base / expanded))


@dataclass(frozen=True, slots=True)
class OptionalFileRule:
    """A path, or empty text for the built-in place or for none."""

    expected: str = 'a path, or "" for the usual place'

    def read(self, raw: str, kind: Kind, base: Path) -> Path | None:
        if kind in ("str", "env") and raw == "":
            return None
        return FolderRule().read(raw, kind, base)


# ---- the same as dataclass fields: the rule travels in the field's metadata ------------------------------------------


def _ruled(rule: Rule, default: Any, *, shown: bool = True) -> Any:
    return field(default=default, metadata={"rule": rule}, repr=shown)


def whole(default: int, low: int, high: int) -> int:
    value: int = _ruled(WholeRule(low, high), default)
    return value


def decimal(default: float, low: float, high: float) -> float:
    value: float = _ruled(DecimalRule(low, high), default)
    return value


def decimal_or_word(default: float | None, low: float, high: float, word: str) -> float | None:
    value: float | None = _ruled(DecimalOrWordRule(low, high, word), default)
    return value


def text(default: str, pattern: str = ".*", expected: str = "text", *, secret: bool = False) -> str:
    value: str = _ruled(TextRule(pattern, expected, secret), default, shown=not secret)
    return value


def web_address(default: str, pattern: str, expected: str) -> str:
    value: str = _ruled(WebAddressRule(pattern, expected), default)
    return value


def one_of(default: str, *choices: str) -> Any:
    return _ruled(OneOfRule(choices), default)


#: Pattern and words of where a listener listens.
HOST = (
    r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})*\.?|\[?[0-9A-Fa-f:.]+\]?",
    "a host name or an address, such as 127.0.0.1 or 0.0.0.0",
)
#: Metadata of a path setting. The default goes through the same rule on loading, so `~` may stand in it.
FOLDER: Mapping[str, Rule] = {"rule": FolderRule()}
OPTIONAL_FILE: Mapping[str, Rule] = {"rule": OptionalFileRule()}
NO_FILE: Mapping[str, Rule] = {"rule": OptionalFileRule('a path, or "" for none')}


def rule_of(metadata: Mapping[str, Any]) -> Rule:
    rule: Rule = metadata["rule"]
    return rule
