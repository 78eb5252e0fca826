"""Reads JSON from the operators' listener of a hall that runs on this machine."""

from __future__ import annotations

import json
import ssl
import urllib.request
from typing import Any

from kiosk.config import Settings

#: Seconds that an answer may take.
_WITHIN_S = 2.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "[::]": "[::1]"}


def read_json(settings: Settings, path: str) -> Any:
    """What stands at `path`; None where no hall runs, or it answers otherwise. Blocking."""
    side = settings.operators
    secure = side.tls_cert is not None
    url = f"{'https' if secure else 'http'}://{_EVERYWHERE.get(side.host, side.host)}:{side.port}{path}"
    try:
        with urllib.request.urlopen(url, timeout=_WITHIN_S, context=_own(settings) if secure else None) as answer:
            return json.load(answer)
    except (OSError, ValueError):  # OSError: URLError and HTTPError too
        return None


def _own(settings: Settings) -> ssl.SSLContext:
    """Trusts the hall's own certificate, by whatever address it is called."""
    context = ssl.create_default_context(cafile=settings.operators.tls_cert)
    context.check_hostname = False
    return context
