"""The client of the back end as the settings describe it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from dialogue.script.interfaces import InterfaceUse
from dialogue.script.proof_interfaces import FACE, QR
from kiosk.config import Settings
from kiosk.config.identity import verifier_of
from kiosk.config.trust_store import client_context, show_certificate
from kiosk.dialect.reader import load_dialect
from kiosk.upstream.gateway import BackendGateway


@dataclass(frozen=True, slots=True)
class CalledServer:
    """`settings`: with the server as their back end, for `gateway_of`. `uses`: the interfaces that are called there."""

    name: str
    settings: Settings
    uses: tuple[InterfaceUse, ...]


def called_servers(settings: Settings, uses: Iterable[InterfaceUse]) -> tuple[CalledServer, ...]:
    """The back end first, and the verifying service (`identity.verifier`) where there is one that is called."""
    verified = frozenset({QR, FACE}) if settings.identity.verifier.url else frozenset()
    every = tuple(uses)
    own = tuple(use for use in every if use.api not in verified)
    others = tuple(use for use in every if use.api in verified)
    servers = [CalledServer("back end", settings, own)]
    if others:
        servers.append(CalledServer("verifying service", replace(settings, backend=verifier_of(settings)), others))
    return tuple(servers)


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
