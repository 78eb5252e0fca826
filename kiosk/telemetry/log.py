"""Log lines that hold nothing personal, by construction.

- A field that is not on `ALLOWED` is dropped, and its *name* is kept in `dropped`, so that a log line never breaks a
  conversation. In strict mode (tests) it raises `PersonalFieldError` instead.
- Text that looks like a citizen's (a long run of digits; Chinese, outside the fields that name services) is withheld.
- Exceptions are logged by type and place, without their messages, which often repeat the wrong value.
- Lines of other libraries pass the same filter: their message with those arguments that cannot be personal
  (`kiosk.telemetry.log_arguments`).
- A repeated line is written a few times a minute (`kiosk.telemetry.log_throttle`).
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

import structlog

from kiosk.telemetry.log_arguments import WITHHELD, filled
from kiosk.telemetry.log_throttle import Throttle
from kiosk.telemetry.shipping import ShippingHandler

__all__ = ["ALLOWED", "WITHHELD", "PersonalFieldError", "set_up"]

#: Field names that may appear. Add one only if no value it can ever take says anything about a citizen.
ALLOWED = frozenset(
    {
        "api", "attempt", "channel", "code", "conversation", "count", "device", "done", "ending", "error", "event",
        "exception", "hash", "host", "kind", "level", "logger", "mistake", "model", "ms", "outcome", "package",
        "path", "port", "reason", "repeated", "sample", "seconds", "service", "sessions", "signal", "stage", "state",
        "status", "timestamp", "total", "turn", "utterance", "version", "voice", "what",
    }
)  # fmt: skip
#: These name services and voices of the hall, or what is wrong with a script, in Chinese.
_CHINESE = frozenset({"service", "voice", "model", "path", "mistake"})
#: Identifiers and digests, in which digits mean nothing.
_RANDOM = frozenset({"conversation", "hash", "timestamp"})

_DIGITS = re.compile(r"\d[\d\s-]{5,}[\dXx]")
_HAN = re.compile(r"[\u3400-\u9fff]")

Fields = MutableMapping[str, Any]


class PersonalFieldError(Exception):
    """Strict mode only: a log call carries a field that is not on the allow-list."""


def set_up(
    level: Literal["debug", "info", "warning", "error"] = "info",
    format: Literal["text", "json"] = "text",
    *,
    to: Literal["stderr", "stdout"] = "stderr",
    stream: IO[str] | None = None,
    outputs: Sequence[logging.Handler] = (),
    strict: bool = False,
) -> None:
    """Send every log line of the process to a stream, as text or one JSON object a line, and as JSON to `outputs`.

    `stream`: instead of `to`.
    """
    out = stream or (sys.stdout if to == "stdout" else sys.stderr)
    as_json: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    as_text: Any = structlog.dev.ConsoleRenderer(colors=out.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handlers = [logging.StreamHandler(out), *outputs]
    for handler in handlers:
        renderer = as_text if format == "text" and handler is handlers[0] else as_json
        handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[*shared, _foreign],
                processors=[
                    _repeated,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _told,
                    _Gate(strict),
                    renderer,
                ],
                use_get_message=False,  # the template: `_foreign` looks at the arguments before it fills them in
                pass_foreign_args=True,
            )
        )
        handler.addFilter(Throttle())
    root = logging.getLogger()
    for before in root.handlers:
        if isinstance(before, ShippingHandler):
            before.close()
    root.handlers = handlers
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = strict  # else a broken log call prints its arguments
    for chatty in ("alembic", "aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(max(root.level, logging.WARNING))
    gate = [_Gate(strict)] if strict else []  # raise at the call, not inside logging
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level, *shared, *gate, structlog.stdlib.ProcessorFormatter.wrap_for_formatter
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )  # fmt: skip


class _Gate:
    """Pass only the allowed fields, with their values checked."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict

    def __call__(self, logger: object, method: str, fields: Fields) -> Fields:
        unknown = sorted(set(fields) - ALLOWED - {"exc_info", "stack_info", "_record", "_from_structlog"})
        if unknown and self._strict:
            raise PersonalFieldError(f"log fields not on the allow-list: {', '.join(unknown)}")
        kept = {name: _value(name, value) for name, value in fields.items() if name not in unknown}
        if unknown:
            kept["dropped"] = ",".join(unknown)
        return kept


def _value(name: str, value: object) -> object:
    if value is None or isinstance(value, bool) or name in ("exc_info", "exception", "_record"):
        return value
    if isinstance(value, int | float):
        return value if abs(value) < 10**10 or name in _RANDOM else WITHHELD  # eleven digits: a phone number
    text = str(value)
    if name not in _RANDOM and _DIGITS.search(text):
        return WITHHELD
    if name not in _CHINESE and _HAN.search(text):
        return WITHHELD
    return text


def _foreign(logger: object, method: str, fields: Fields) -> Fields:
    """Another library's line: the first line of its template; the rest often shows objects with their contents."""
    fields["event"] = filled(str(fields.get("event", "")).split("\n", 1)[0], fields.pop("positional_args", None))
    return fields


def _repeated(logger: object, method: str, fields: Fields) -> Fields:
    """Add how many such lines were left out before this one (`kiosk.telemetry.log_throttle`)."""
    if repeated := getattr(fields.get("_record"), "repeated", 0):
        fields["repeated"] = repeated
    return fields


def _told(logger: object, method: str, fields: Fields) -> Fields:
    """`exc_info` becomes `exception`: types and places."""
    info = fields.pop("exc_info", None)
    fields.pop("stack_info", None)
    if info:
        error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info is True else info[1]
        if error is not None:
            fields["exception"] = "\n".join(_tell(error))
    return fields


def _tell(error: BaseException, depth: int = 0) -> Iterator[str]:
    pad = "  " * depth
    yield f"{pad}{type(error).__module__}.{type(error).__qualname__}"
    yield from (f"{pad}  at {place}" for place in _places(error.__traceback__))
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _tell(inner, depth + 1)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and depth < 8:
        yield f"{pad}  because of"
        yield from _tell(cause, depth + 1)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        code = frame.f_code
        yield f"{'/'.join(Path(code.co_filename).parts[-2:])}:{line} {code.co_name}"
