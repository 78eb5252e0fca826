"""The client of the back end as the settings describe it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.config import Settings
from kiosk.config.trust_store import client_context, show_certificate
from kiosk.dialect.reader import load_dialect
from kiosk.upstream.gateway import BackendGateway


def gateway_of(
    settings: Settings, on_call: Callable[[str, str, float], None] = lambda api, outcome, seconds: None
) -> BackendGateway:
    """Opens no connection. Raises `ScriptErrors` for a wrong mapping, `SecretError` for a secret that it lacks."""
    backend = settings.backend
    tls = client_context(backend.ca_file)
    if backend.client_cert and backend.client_key:
        show_certificate(tls, backend.client_cert, backend.client_key, backend.client_key_password)
    return BackendGateway(
        backend.url,
        backend.token,
        backend.timeout_s,
        tls=tls,
        proxy=backend.proxy,
        dialect=load_dialect(backend.mapping),
        on_call=on_call,
    )
