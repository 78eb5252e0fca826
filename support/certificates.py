"""A private CA, and certificates signed by it for a server at 127.0.0.1 and for its callers, in files."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_CA = "Hall CA"


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """PEM files: the CA's certificate; certificate and key together of the server and of a client."""

    ca: Path
    server: Path
    client: Path


def make_certificates(folder: Path) -> CertificateFiles:
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = signed(_CA, ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=None))
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    for name in ("server", "client"):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = signed(name, key, ca_key, address)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    return CertificateFiles(folder / "ca.pem", folder / "server.pem", folder / "client.pem")


def signed(
    name: str, key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
) -> x509.Certificate:
    """For a day from yesterday on."""
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _CA)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
    )
    return builder.sign(by, hashes.SHA256())
