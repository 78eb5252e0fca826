"""A self-signed certificate, with which kiosks on the hall's network get a secure origin."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: The certificate is valid from this long ago, for kiosks whose clocks are slow.
_BACKDATED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SelfSigned:
    """PEM texts, and the SHA-256 of the public key in base64, which a Chromium option accepts."""

    cert: bytes
    key: bytes
    pin: str


def make(hosts: Iterable[str], days: int, now: datetime | None = None) -> SelfSigned:
    """For `hosts` (names and IP addresses, at least one), valid for `days` days. Raises ValueError for any other."""
    names = [_general(host) for host in dict.fromkeys(hosts)]
    now = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hall-clerk")])
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only",
         "decipher_only"), False
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)  # a root for trust stores
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, **usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SelfSigned(
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        base64.b64encode(hashlib.sha256(public).digest()).decode(),
    )


def write(made: SelfSigned, cert: Path, key: Path, *, force: bool = False) -> None:
    """The key can be read by its owner alone. Raises FileExistsError unless `force`, and other OSErrors."""
    if not force and (there := next((path for path in (cert, key) if path.exists()), None)):
        raise FileExistsError(f"{there} is there already; --force replaces it (kiosks that trust it must be told anew)")
    for path, data, mode in ((key, made.key, 0o600), (cert, made.cert, 0o644)):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
        fresh.replace(path)


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    if not host or not all(label and len(label) <= 63 and not label.startswith("-") for label in host.split(".")):
        raise ValueError(f"expected a host name or an IP address; got {host!r}")
    if not all(c.isalnum() or c in "-._*" for c in host) or "://" in host:
        raise ValueError(f"expected a host name or an IP address, without https:// and port; got {host!r}")
    return x509.DNSName(host.encode("idna").decode() if not host.isascii() else host)
