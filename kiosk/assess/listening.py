"""Whether what is reached beyond this machine is encrypted: by the settings, and by the running hall's own sockets."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import ListenerSettings, OperatorsSettings, Settings

#: Days within which a certificate must not end.
_CERTIFICATE_DAYS = 14
#: In `/proc/net/tcp`: a socket that listens.
_LISTENS = "0A"


def listeners(settings: Settings) -> AssessedItem:
    public, operators, phone = settings.public, settings.operators, settings.phone
    problems = [*_listener("public", public), *_listener("operators", operators)]
    for name, state, port in (("AudioSocket", phone.audiosocket, phone.port), ("SIP", phone.sip, phone.sip_port)):
        if state == "on" and not _loopback(phone.host):
            problems.append(f"电话（{name}）在 {phone.host}:{port}，没有 TLS")
    held = _running(settings)
    looked = "只看了设置（大厅没有在运行，或者看不到它的端口）" if held is None else "看了设置和正在运行的大厅"
    tls = {side.port for side in (public, operators) if side.tls_cert is not None}
    told = {side.port for side in (public, operators) if not _loopback(side.host)} | {phone.port}
    for address, port in sorted(held or ()):
        if not _loopback(address) and port not in tls | told:
            problems.append(f"正在运行的大厅在 {address}:{port} 听着，设置里没有写，没有 TLS")
    return judged(
        "listeners", "监听地址和传输加密", (v.IDENTITY, v.CONFIDENTIALITY), problems,
        f"{looked}：群众端 {public.host}:{public.port}，运维端 {operators.host}:{operators.port}；"
        "出了本机的都用 TLS，证书现在有效、和密钥是一对",
        "配置 tls_cert 和 tls_key（kiosk tls），或者把 host 改回 127.0.0.1，由反向代理加密；"
        "电话放进单独的网段，或者走加密隧道",
    )  # fmt: skip


def _listener(name: str, side: ListenerSettings | OperatorsSettings) -> Iterator[str]:
    if side.tls_cert is None:
        if not _loopback(side.host):
            yield f"{name}.host 是 {side.host}，没有 TLS"
        return
    try:
        chain = x509.load_pem_x509_certificates(side.tls_cert.read_bytes())
    except (OSError, ValueError):
        yield f"{name}.tls_cert 读不出来"
        return
    now = datetime.now(UTC)
    for at, one in enumerate(chain):
        what = f"{name} 的证书" if at == 0 else f"{name} 的中间证书（第 {at + 1} 张）"
        if one.not_valid_before_utc > now:
            yield f"{what} {one.not_valid_before_utc:%Y-%m-%d} 才生效"
        if one.not_valid_after_utc - now < timedelta(days=_CERTIFICATE_DAYS):
            yield f"{what} {one.not_valid_after_utc:%Y-%m-%d} 到期"
    try:
        key = load_pem_private_key(side.tls_key.read_bytes() if side.tls_key is not None else b"", None)
    except (OSError, ValueError, TypeError):
        yield f"{name}.tls_key 没有，或者读不出来"
        return
    if key.public_key() != chain[0].public_key():
        yield f"{name}.tls_key 不是这张证书的密钥"


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _running(settings: Settings) -> set[tuple[str, int]] | None:
    """Addresses and ports that the process that holds the data folder listens at (TCP); None: there is none, or its
    sockets cannot be seen.
    """
    try:
        holder = int((settings.data_dir / "lock").read_text(encoding="ascii").strip())
        process = Path(f"/proc/{holder}")
        if b"kiosk" not in (process / "cmdline").read_bytes():
            return None  # the number is another program's by now
        return sockets_of(process)
    except (OSError, ValueError):
        return None


def sockets_of(process: Path) -> set[tuple[str, int]]:
    """Raises OSError, ValueError."""
    inodes = {os.readlink(link) for link in (process / "fd").iterdir() if os.path.islink(link)}
    tables = [process / "net" / name for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    return {address_of(row[1]) for row in rows if row[3] == _LISTENS and f"socket:[{row[9]}]" in inodes}


def address_of(told: str) -> tuple[str, int]:
    """`0100007F:1F90`: each 32-bit word of the address with its least byte first."""
    packed, _, port = told.partition(":")
    words = bytes.fromhex(packed)
    ordered = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
    return str(ipaddress.ip_address(ordered)), int(port, 16)
