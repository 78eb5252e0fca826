"""Certificate and key of a listener: read and checked; each error is one line that names the setting."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from kiosk.config import ListenerSettings, OperatorsSettings, Settings


class TlsError(Exception):
    """A listener cannot speak https. The text names the setting, the file, and what to do."""


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """The names and addresses of a certificate, and its end of validity (UTC)."""

    names: tuple[str, ...]
    until: datetime
    self_signed: bool = False


def server_contexts(settings: Settings) -> tuple[ssl.SSLContext | None, ssl.SSLContext | None]:
    """Of the public listener and of the operators'; None where it speaks plain http. Raises TlsError."""
    return server_context("public", settings.public), server_context("operators", settings.operators)


def server_context(name: str, side: ListenerSettings | OperatorsSettings) -> ssl.SSLContext | None:
    """`name`: the section of the settings. Raises TlsError."""
    if side.tls_cert is None or side.tls_key is None:
        return None
    examine_certificate(name, side)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(side.tls_cert, side.tls_key)
    except (ssl.SSLError, OSError) as error:
        raise TlsError(f"{name}.tls_cert: {side.tls_cert} cannot be used: {error}") from error
    return context


def examine_certificate(
    name: str, side: ListenerSettings | OperatorsSettings, now: datetime | None = None
) -> CertificateFacts:
    """The certificate's contents, if it and its key are usable at `now`. Raises TlsError."""
    assert side.tls_cert is not None
    assert side.tls_key is not None
    cert_of, key_of = f"{name}.tls_cert: {side.tls_cert}", f"{name}.tls_key: {side.tls_key}"
    certificate = _certificate(cert_of, _read(cert_of, side.tls_cert))
    key = _key(key_of, _read(key_of, side.tls_key))
    form = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    if certificate.public_key().public_bytes(*form) != key.public_bytes(*form):
        raise TlsError(f"{key_of} is not the key of the certificate {side.tls_cert}; give the two that belong together")
    now = now or datetime.now(UTC)
    begins, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > until:
        raise TlsError(
            f"{cert_of} expired on {until:%Y-%m-%d}; put a new one there (self-made: kiosk tls make --force)"
        )
    if now < begins:
        raise TlsError(f"{cert_of} is not valid before {begins:%Y-%m-%d}; is this machine's clock right?")
    return CertificateFacts(_names(certificate), until, certificate.issuer == certificate.subject)


def _read(where: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise TlsError(f"{where} is not there; a self-made one: kiosk tls make") from None
    except OSError as error:
        raise TlsError(f"{where} cannot be read: {error.strerror}") from error


def _certificate(where: str, data: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(data)[0]
    except ValueError:
        hint = (
            "it holds a private key: are the two files exchanged?"
            if b"PRIVATE KEY-----" in data
            else "got something else"
        )
        raise TlsError(f"{where}: expected PEM text with -----BEGIN CERTIFICATE-----; {hint}") from None


def _key(where: str, data: bytes) -> PublicKeyTypes:
    """The public half of the key."""
    try:
        return load_pem_private_key(data, None).public_key()
    except TypeError:
        raise TlsError(f"{where} is protected by a password; take it off: openssl pkey -in KEY -out NEW") from None
    except ValueError:
        hint = (
            "it holds a certificate: are the two files exchanged?"
            if b"BEGIN CERTIFICATE" in data
            else "got something else"
        )
        raise TlsError(f"{where}: expected PEM text with -----BEGIN PRIVATE KEY-----; {hint}") from None


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = names.get_values_for_type(x509.IPAddress)
    return (*names.get_values_for_type(x509.DNSName), *(str(address) for address in addresses))
