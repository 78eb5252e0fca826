"""The section `operators`: the listener of the people who run the hall."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config.oidc import OidcSettings
from kiosk.config.rules import HOST, NO_FILE, text, whole


@dataclass(frozen=True, slots=True)
class OperatorsSettings:
    """The operators' side: console, metrics, health. Its own port, so that a network can keep citizens' devices away.

    A session of the console ends when nobody used it for `idle_minutes`, and after `session_hours` whatever happens.
    """

    host: str = text("127.0.0.1", *HOST)
    port: int = whole(8081, 0, 65535)
    tls_cert: Path | None = field(default=None, metadata=NO_FILE)
    tls_key: Path | None = field(default=None, metadata=NO_FILE)
    idle_minutes: int = whole(15, 1, 480)
    session_hours: int = whole(12, 1, 24)
    oidc: OidcSettings = field(default_factory=OidcSettings)
