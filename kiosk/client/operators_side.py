"""Reads JSON from the operators' listener of a hall that runs on this machine."""

from __future__ import annotations

import json
import socket
import ssl
import urllib.request
from typing import Any

from kiosk.config import Settings

#: Seconds that an answer may take.
_WITHIN_S = 2.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "[::]": "[::1]"}


def read_json(settings: Settings, path: str) -> Any:
    """What stands at `path`; None where no hall runs, or it answers otherwise. Blocking."""
    try:
        url = address_of(settings) + path
        with urllib.request.urlopen(url, timeout=_WITHIN_S, context=context_of(settings)) as answer:
            return json.load(answer)
    except (OSError, ValueError):  # OSError: URLError and HTTPError too
        return None


def is_there(settings: Settings) -> bool:
    """Something listens where the operators' listener would, though it may not answer in time. Blocking."""
    side = settings.operators
    try:
        with socket.create_connection((_EVERYWHERE.get(side.host, side.host).strip("[]"), side.port), _WITHIN_S):
            return True
    except OSError:
        return False


def address_of(settings: Settings) -> str:
    """The URL of the operators' listener, without a path."""
    side = settings.operators
    scheme = "http" if side.tls_cert is None else "https"
    return f"{scheme}://{_EVERYWHERE.get(side.host, side.host)}:{side.port}"


def context_of(settings: Settings) -> ssl.SSLContext | None:
    """Trusts the hall's own certificate, by whatever address it is called; None where it has none."""
    if settings.operators.tls_cert is None:
        return None
    context = ssl.create_default_context(cafile=settings.operators.tls_cert)
    context.check_hostname = False
    return context
