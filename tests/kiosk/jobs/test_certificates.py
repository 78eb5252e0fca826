"""A renewed certificate is in use without a restart; one that cannot be used changes nothing."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from structlog.testing import capture_logs

from kiosk.config import ListenerSettings, OperatorsSettings, Settings
from kiosk.jobs.certificates import ListenerCertificate, renew
from kiosk.net import self_signed
from kiosk.server.server import Server
from support.halls import make_hall


def write(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    cert, key = folder / "cert.pem", folder / "key.pem"
    self_signed.write(self_signed.make([name, "localhost"], 30), cert, key, force=True)
    return cert, key


async def served(port: int, cert: bytes) -> bool:
    """Whether this listener shows this certificate, to a client that trusts nothing else."""
    trusted = ssl.create_default_context(cadata=cert.decode())
    try:
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"https://localhost:{port}/healthz", ssl=trusted) as answer,
        ):
            return answer.status == 200
    except aiohttp.ClientConnectorCertificateError:
        return False


async def test_both_listeners_take_a_renewed_certificate_and_refuse_half_of_one(tmp_path: Path) -> None:
    cert, key = write(tmp_path)
    before = cert.read_bytes()
    pair: dict[str, Any] = {"port": 0, "tls_cert": cert, "tls_key": key}
    hall = make_hall(Settings(public=ListenerSettings(**pair), operators=OperatorsSettings(**pair), embeddings="off"))
    server, log = Server(hall), structlog.get_logger("kiosk")
    async with server.listening():
        ports = (server.public_port, server.operators_port)
        assert [one.name for one in server.certificates] == ["public", "operators"]
        assert [await served(port, before) for port in ports] == [True, True]
        write(tmp_path)
        renewed = cert.read_bytes()
        for one in server.certificates:
            await renew(one, log)
        assert [await served(port, renewed) for port in ports] == [True, True]
        assert [await served(port, before) for port in ports] == [False, False]
        made = self_signed.make(["localhost"], 30)
        key.write_bytes(made.key)  # the certificate is not there yet
        with capture_logs() as logs:
            for _ in range(3):
                for one in server.certificates:
                    await renew(one, structlog.get_logger("kiosk"))
        assert [entry["log_level"] for entry in logs] == ["error", "error"], "told once for each listener"
        assert "is not the key of the certificate" in logs[0]["reason"]
        assert [await served(port, renewed) for port in ports] == [True, True], "the one before goes on"
        cert.write_bytes(made.cert)
        for one in server.certificates:
            await renew(one, log)
        assert [await served(port, made.cert) for port in ports] == [True, True]
        await server.drain()
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_without_tls_there_is_nothing_to_renew() -> None:
    hall = make_hall(Settings(public=ListenerSettings(port=0), operators=OperatorsSettings(port=0), embeddings="off"))
    server = Server(hall)
    async with server.listening():
        assert server.certificates == ()
        await server.drain()
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_files_that_are_gone_for_a_moment_are_told_and_come_back(tmp_path: Path) -> None:
    cert, key = write(tmp_path)
    used: list[ssl.SSLContext] = []
    one = ListenerCertificate("public", ListenerSettings(tls_cert=cert, tls_key=key), used.append)
    cert.unlink()
    with capture_logs() as logs:
        await renew(one, structlog.get_logger("kiosk"))
    assert "is not there" in logs[0]["reason"]
    write(tmp_path)
    await renew(one, structlog.get_logger("kiosk"))
    assert len(used) == 1
