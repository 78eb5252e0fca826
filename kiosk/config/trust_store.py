"""The certificates trusted in calls to servers: the system's, those of `SSL_CERT_FILE`, a private CA's; and the hall's
own, shown where a server asks who calls (mutual TLS).
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path


class TrustError(Exception):
    """Certificates that were named cannot be used. The text names the file and says why."""


def client_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """For connections to a server. `ca_file`: certificates in PEM, trusted beside the system's. Raises `TrustError`."""
    context = ssl.create_default_context()  # OpenSSL reads SSL_CERT_FILE and SSL_CERT_DIR
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise TrustError(f"{ca_file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)") from None
        except OSError as error:
            raise TrustError(f"{ca_file} cannot be read: {error.strerror}") from None
    return context


def show_certificate(context: ssl.SSLContext, cert: Path, key: Path, password: str = "") -> None:
    """Connections of `context` show this certificate. Raises `TrustError`."""
    try:
        context.load_cert_chain(cert, key, password or _no_password)
    except ssl.SSLError:
        raise TrustError(
            f"{cert} and {key} are no certificate and its key in PEM, or the key's password is wrong"
        ) from None
    except OSError as error:
        raise TrustError(f"{cert} or {key} cannot be read: {error.strerror}") from None


def _no_password() -> str:
    """OpenSSL would ask on the terminal for the password of an encrypted key."""
    return "-"


def check_environment(env: Mapping[str, str]) -> None:
    """Raises `TrustError` for a wrong `SSL_CERT_FILE`, which OpenSSL ignores silently, trusting no certificate."""
    if name := env.get("SSL_CERT_FILE"):
        client_context(Path(name))
    for name in filter(None, env.get("SSL_CERT_DIR", "").split(os.pathsep)):
        if not Path(name).is_dir():
            raise TrustError(f"{name} is not a folder")
