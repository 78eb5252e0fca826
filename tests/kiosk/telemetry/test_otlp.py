"""OpenTelemetry logs against an HTTP receiver on a real socket."""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from kiosk.net import self_signed
from kiosk.telemetry.otlp import OtlpSender
from kiosk.telemetry.shipping import LogLine
from support.ports import free_port

LINE = LogLine(
    1_790_000_000.5, logging.ERROR, "kiosk",
    json.dumps({"event": "told", "level": "error", "timestamp": "x", "service": "社保卡挂失", "count": 3,
                "seconds": 1.5, "done": True}),
)  # fmt: skip


class Collector:
    """Answers with `answers`, one after the other, then with 200."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers, self.got = list(answers), list[tuple[dict[str, str], Any]]()

    @contextmanager
    def listening(self, tls: ssl.SSLContext | None = None) -> Iterator[int]:
        collector = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                collector.got.append((dict(self.headers) | {"path": self.path}, body))
                status, text = collector.answers.pop(0) if collector.answers else (200, "{}")
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: object) -> None: ...

        server = HTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def sender(port: int, token: str = "", tls: ssl.SSLContext | None = None) -> OtlpSender:
    scheme = "https" if tls else "http"
    return OtlpSender(f"{scheme}://localhost:{port}/v1/logs?x=1", token, {"service.name": "hall-clerk"}, tls)


def test_a_batch_is_as_the_protocol_has_it() -> None:
    collector = Collector()
    with collector.listening() as port:
        one = sender(port, "secret")
        assert one.send([LINE, LINE]) == 0
        assert one.send([LINE]) == 0  # on the same connection
        one.close()
    headers, body = collector.got[0]
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Content-Type"] == "application/json"
    assert headers["path"] == "/v1/logs?x=1"
    (logs,) = body["resourceLogs"]
    assert logs["resource"]["attributes"] == [{"key": "service.name", "value": {"stringValue": "hall-clerk"}}]
    first, _ = logs["scopeLogs"][0]["logRecords"]
    assert first == {
        "timeUnixNano": "1790000000500000000",
        "severityNumber": 17,
        "severityText": "ERROR",
        "body": {"stringValue": "told"},
        "attributes": [
            {"key": "service", "value": {"stringValue": "社保卡挂失"}},
            {"key": "count", "value": {"intValue": "3"}},
            {"key": "seconds", "value": {"doubleValue": 1.5}},
            {"key": "done", "value": {"boolValue": True}},
        ],
    }
    assert len(collector.got) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(status: int) -> None:
    with Collector((status, "")).listening() as port:
        one = sender(port)
        with pytest.raises(ConnectionError, match=str(status)):
            one.send([LINE])
        assert one.send([LINE]) == 0
        one.close()


def test_what_is_refused_is_counted() -> None:
    partly = json.dumps({"partialSuccess": {"rejectedLogRecords": "1", "errorMessage": "no"}})
    with Collector((400, "no"), (302, ""), (200, partly), (200, "no JSON")).listening() as port:
        one = sender(port)
        assert [one.send([LINE, LINE]) for _ in range(4)] == [2, 2, 1, 0]
        one.close()


def test_nobody_there_is_an_os_error() -> None:
    with pytest.raises(ConnectionRefusedError):
        sender(free_port()).send([LINE])


def test_over_tls_with_a_private_ca(tmp_path: Path) -> None:
    pair = self_signed.make(["localhost"], 30, None)
    self_signed.write(pair, tmp_path / "cert.pem", tmp_path / "key.pem", force=True)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with Collector().listening(server) as port:
        trusting = sender(port, tls=ssl.create_default_context(cafile=tmp_path / "cert.pem"))
        assert trusting.send([LINE]) == 0
        trusting.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            sender(port, tls=ssl.create_default_context()).send([LINE])
