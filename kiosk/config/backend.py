"""The section `backend`: how the government back end is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.config.rules import NO_FILE, OPTIONAL_FILE, decimal, text, web_address
from kiosk.config.trust_store import TrustError, client_context, show_certificate

_PROXY = (r"|http://[^\s/@]+", '"" or an http:// address without user, password and path')


@dataclass(frozen=True, slots=True)
class BackendSettings:
    """The government back end's HTTP gateway. The token travels as a bearer token and is never shown.

    `mapping`: the file that says how its interfaces look (docs/backend.md); none: as that page says.
    `ca_file`: certificates in PEM that are trusted beside the system's, for a gateway with a private CA.
    `client_cert`, `client_key`: PEM files that the hall shows (mutual TLS). `client_key_password`: of an encrypted key.
    `proxy`: an HTTP proxy on the way to it; empty: none, whatever the environment says.
    """

    url: str = web_address("http://127.0.0.1:8090", r"https?://[^\s/]+\S*", "an http:// or https:// address")
    token: str = text("", secret=True)
    mapping: Path | None = field(default=None, metadata=NO_FILE)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    client_cert: Path | None = field(default=None, metadata=NO_FILE)
    client_key: Path | None = field(default=None, metadata=NO_FILE)
    client_key_password: str = text("", secret=True)
    proxy: str = web_address("", *_PROXY)
    timeout_s: float = decimal(8, 0.1, 120)  # of one attempt; a script's 超时 may be shorter


def mistakes(settings: BackendSettings) -> Iterator[tuple[str, str]]:
    """The name of the setting, and what is wrong with it beside the others."""
    cert, key = settings.client_cert, settings.client_key
    if cert and key:
        try:
            show_certificate(client_context(), cert, key, settings.client_key_password)
        except TrustError as error:
            yield "client_cert", f"backend.client_cert: expected a certificate with its key in PEM; {error}"
    elif cert or key:
        have, lack = ("client_cert", "client_key") if cert else ("client_key", "client_cert")
        yield have, f"backend.{have} is set: set backend.{lack} too; mutual TLS needs both"
