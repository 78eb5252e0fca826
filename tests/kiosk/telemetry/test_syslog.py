"""Syslog against receivers on real sockets, and against rsyslog where it is installed."""

from __future__ import annotations

import json
import logging
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.telemetry.shipping import LogLine
from kiosk.telemetry.syslog import SyslogSender, severity, shortened
from support.ports import free_port

LINE = LogLine(1_790_000_000.123456, logging.WARNING, "kiosk", '{"event": "业务 told", "conversation": "c1"}')
#: RFC 5424: priority, version, time, host, application, process, message id, structured data.
_HEAD = re.compile(rb"<(\d{1,3})>1 (\S+) (\S+) kiosk (\d+) (\S+) - (.*)", re.DOTALL)


def taken(message: bytes) -> tuple[int, str, dict[str, str]]:
    found = _HEAD.fullmatch(message)
    assert found is not None, message
    return int(found[1]), found[2].decode(), json.loads(found[6])


def test_a_message_is_as_the_standard_has_it() -> None:
    priority, at, fields = taken(SyslogSender("udp://127.0.0.1:1", "local3").message(LINE, 8000))
    assert priority == 19 * 8 + 4
    assert at == "2026-09-21T14:13:20.123456Z"
    assert fields["event"] == "业务 told"
    assert [severity(level) for level in (10, 20, 30, 40, 50)] == [7, 6, 4, 3, 2]


def test_udp() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(30)
        sender = SyslogSender(f"udp://127.0.0.1:{receiver.getsockname()[1]}", "local0")
        long = LogLine(1.0, 20, "kiosk", json.dumps({"event": "x", "exception": "长" * 30_000}, ensure_ascii=False))
        assert sender.send([LINE, long]) == 0
        assert taken(receiver.recv(65_536))[2]["conversation"] == "c1"
        cut = receiver.recv(65_536)
        assert len(cut) < 8_200
        assert taken(cut)[2]["exception"].endswith("长…")
        sender.close()


def test_a_local_socket(tmp_path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as receiver:
        receiver.bind(str(tmp_path / "log"))
        receiver.settimeout(30)
        sender = SyslogSender(f"unix:{tmp_path / 'log'}", "daemon")
        sender.send([LINE])
        assert taken(receiver.recv(65_536))[0] == 3 * 8 + 4
        sender.close()


def framed(connection: socket.socket) -> Generator[bytes]:
    """Messages with octet counting."""
    with connection.makefile("rb") as stream:
        while digits := b"".join(iter(lambda: stream.read(1), b" ")):
            yield stream.read(int(digits))


def test_tcp_and_a_receiver_that_is_started_anew() -> None:
    port = free_port()
    sender = SyslogSender(f"tcp://127.0.0.1:{port}", "local0")
    with pytest.raises(ConnectionRefusedError):
        sender.send([LINE])
    for _ in range(2):
        with closing(socket.create_server(("127.0.0.1", port))) as server:
            try:
                sender.send([LINE, LINE])
            except ConnectionResetError:  # the connection before is seen to be closed, and made anew
                sender.send([LINE, LINE])
            connection, _ = server.accept()
            with closing(connection):
                connection.settimeout(30)
                messages = framed(connection)
                assert [taken(next(messages))[2]["conversation"] for _ in range(2)] == ["c1", "c1"]
                messages.close()
    sender.close()


@pytest.mark.parametrize("longest", [60, 100, 1000])
def test_a_shortened_line_is_json_still(longest: int) -> None:
    text = json.dumps({"event": "broke", "exception": 'a"\\\n汉' * 500, "count": 3}, ensure_ascii=False)
    cut = shortened(text, longest)
    assert len(cut.encode()) <= longest
    assert json.loads(cut)["count"] == 3
    assert shortened('{"event": "x"}', longest) == '{"event": "x"}'


@pytest.mark.skipif(shutil.which("rsyslogd") is None, reason="rsyslogd is not installed (apt-get install rsyslog)")
@pytest.mark.parametrize("kind", ["udp", "tcp"])
def test_rsyslog_reads_it(tmp_path: Path, kind: str) -> None:
    port, out = free_port(), tmp_path / "got"
    (tmp_path / "conf").write_text(
        f'module(load="im{kind}")\ninput(type="im{kind}" port="{port}")\n'
        'template(name="t" type="string" string="%syslogfacility-text% %syslogseverity-text% %app-name% '
        '%timereported:::date-rfc3339% %msg%\\n")\n'
        f'action(type="omfile" file="{out}" template="t" asyncWriting="off" flushOnTXEnd="on")\n'
    )
    command = ["rsyslogd", "-n", "-f", str(tmp_path / "conf"), "-i", str(tmp_path / "pid")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
        sender, there = SyslogSender(f"{kind}://127.0.0.1:{port}", "local3"), threading.Event()
        try:
            for _ in range(100):
                try:
                    sender.send([LINE])
                except OSError:
                    sender.close()
                if out.exists() and out.read_text(encoding="utf-8").strip():
                    break
                there.wait(0.1)
            facility, level, application, at, message = out.read_text(encoding="utf-8").splitlines()[0].split(" ", 4)
        finally:
            sender.close()
            daemon.terminate()
    assert (facility, level, application) == ("local3", "warning", "kiosk")
    assert at.startswith("2026-09-21T14:13:20.123456")
    assert json.loads(message)["event"] == "业务 told"
