"""https through the commands: `kiosk tls make`, then `kiosk serve` with what it wrote."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from kiosk import __main__
from kiosk.server import server
from support.halls import make_hall

CONFIG = """public: {{port: 0, token: of-others, tls_cert: {cert}, tls_key: {key}}}
operators: {{port: 0}}
data_dir: data
"""


def kiosk(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit status of the command."""
    monkeypatch.setattr("sys.argv", ["kiosk", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    return ended.value.code if isinstance(ended.value.code, int) else int(ended.value.code is not None)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file beside the certificate that `kiosk tls make` made."""
    monkeypatch.chdir(tmp_path)
    assert kiosk(monkeypatch, "tls", "make", "--host", "kiosk.hall", "--folder", tmp_path) == 0
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG.format(cert="cert.pem", key="key.pem"), encoding="utf-8")
    return file


def test_make_says_what_to_do_next_and_replaces_nothing(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = (config.parent / "key.pem").read_bytes()
    assert kiosk(monkeypatch, "tls", "make", "--host", "kiosk.hall", "--folder", config.parent, "--force") == 0
    assert (config.parent / "key.pem").read_bytes() != made
    told = capsys.readouterr().out
    for line in (
        f"tls_cert: {config.parent / 'cert.pem'}",
        f"tls_key: {config.parent / 'key.pem'}",
        "https://kiosk.hall:",
    ):
        assert line in told
    assert kiosk(monkeypatch, "tls", "make", "--host", "kiosk.hall", "--folder", config.parent) == 2
    assert "--force" in capsys.readouterr().err


def test_make_names_every_host_with_the_port_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("public: {port: 8443}\ndata_dir: mine\n", encoding="utf-8")
    assert kiosk(monkeypatch, "tls", "make", "--host", "kiosk.hall", "--host", "10.1.2.3", "--host", "fd00::1") == 0
    told = capsys.readouterr().out
    for line in (
        "https://kiosk.hall:8443/", "https://10.1.2.3:8443/", "https://[fd00::1]:8443/", "      host: 0.0.0.0 ",
        f"✓ {tmp_path / 'mine' / 'tls' / 'cert.pem'}",
    ):  # fmt: skip
        assert line in told
    (tmp_path / "config.yaml").write_text("public: {host: 0.0.0.0}\n", encoding="utf-8")
    assert kiosk(monkeypatch, "tls", "make", "--host", "kiosk.hall") == 0
    told = capsys.readouterr().out
    assert "https://kiosk.hall:8080/" in told
    assert "host: 0.0.0.0" not in told


def test_serve_speaks_https_with_every_other_setting_kept(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    async def open_hall(settings: Any, stack: Any, on_step: Any) -> Any:
        hall = make_hall(settings)
        stack.push_async_callback(hall.segmenter_hub.close)
        return hall

    async def nothing(self: Any, *_: Any) -> None:
        pass

    async def ask(self: server.Server) -> None:
        """In place of waiting for SIGTERM."""
        seen["token"] = self.hall.settings.public.token
        trusted = ssl.create_default_context(cafile=config.parent / "cert.pem")
        async with aiohttp.ClientSession() as http:
            async with http.get(f"https://127.0.0.1:{self.public_port}/healthz", ssl=trusted) as answer:
                seen["https"] = answer.status
            async with http.get(f"http://127.0.0.1:{self.operators_port}/healthz") as answer:
                seen["operators"] = answer.status

    monkeypatch.setattr(server, "open_hall", open_hall)
    for name in ("warm", "background_jobs"):
        monkeypatch.setattr(server.Server, name, nothing)
    monkeypatch.setattr(server.Server, "wait_for_signal", ask)
    assert kiosk(monkeypatch, "serve", "--config", config, "--port", 0, "--host", "127.0.0.1") == 0
    assert seen == {"token": "of-others", "https": 200, "operators": 200}


@pytest.mark.parametrize("which", ["cert", "key"])
def test_serve_refuses_a_wrong_file_before_it_loads_anything(
    which: str, config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (config.parent / f"{which}.pem").write_text("nothing of the kind", encoding="utf-8")

    async def never(*_: Any) -> Any:
        raise AssertionError("the models are being loaded")

    monkeypatch.setattr(server, "open_hall", never)
    capsys.readouterr()
    assert kiosk(monkeypatch, "serve", "--config", config) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert f"public.tls_{which}: {config.parent / f'{which}.pem'}" in line
