"""The section `log`: what is logged, and where the lines go (docs/operations.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kiosk.config.rules import OPTIONAL_FILE, one_of, text, web_address

_SYSLOG = (
    r"|(udp|tcp)://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?|unix:/\S+",
    '"" or udp://HOST:PORT, tcp://HOST:PORT or unix:/dev/log',
)
_OTLP = (r"|https?://[^\s/@]+/\S+", '"" or a whole http:// or https:// address, such as http://collector:4318/v1/logs')
_FACILITY = (r"user|daemon|auth|local[0-7]", "user, daemon, auth or local0 to local7")


@dataclass(frozen=True, slots=True)
class LogSettings:
    """Lines go `to` a stream of the process in `format`, and as JSON to `syslog` (RFC 5424) and `otlp` (OTLP/HTTP with
    JSON, `otlp_token` as bearer token), each where it is set. `ca_file`: as `backend.ca_file`.
    """

    level: Literal["debug", "info", "warning", "error"] = one_of("info", "debug", "info", "warning", "error")
    format: Literal["text", "json"] = one_of("text", "text", "json")
    to: Literal["stderr", "stdout"] = one_of("stderr", "stderr", "stdout")
    syslog: str = text("", *_SYSLOG)
    syslog_facility: str = text("local0", *_FACILITY)
    otlp: str = web_address("", *_OTLP)
    otlp_token: str = text("", secret=True)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)


def mistakes(settings: LogSettings) -> Iterator[tuple[str, str]]:
    """The name of the setting, and what is wrong with it."""
    for name in ("syslog", "otlp"):
        try:
            _ = urlsplit(getattr(settings, name)).port
        except ValueError:
            yield name, f"log.{name}: expected a port of at most 65535"
    if settings.otlp_token and not settings.otlp:
        yield "otlp_token", "log.otlp_token is set: set log.otlp too"
