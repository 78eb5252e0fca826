"""`kiosk models` as it is typed, against a hub on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk.__main__ import app
from kiosk.models.catalogue import MEDIUM, SENSEVOICE
from kiosk.models.download import ModelDownloadError
from support.made_sherpa import lay, sense_voice
from support.made_whisper import make_whisper
from support.model_hub import ModelHub, model_hub


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    with model_hub() as found:
        monkeypatch.setenv("HF_ENDPOINT", found.url)
        monkeypatch.setenv("KIOSK_MODELS", str(tmp_path / "models"))
        monkeypatch.chdir(tmp_path)
        made = make_whisper(tmp_path / "made" / "whisper")
        found.add(MEDIUM.repository, {path.name: path.read_bytes() for path in made.iterdir()})
        made = lay(tmp_path / "made" / "sense", sense_voice(), name="model.int8.onnx")
        found.add(SENSEVOICE.repository, {path.name: path.read_bytes() for path in made.iterdir()})
        yield found


def kiosk(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["models", *arguments], env={"COLUMNS": "200"})


def test_a_model_is_fetched_listed_and_verified(hub: ModelHub, tmp_path: Path) -> None:
    result = kiosk("fetch", "whisper-medium")
    assert result.exit_code == 0, result.output
    assert "100 % verifying" in result.output
    listed = {line.split()[0]: line for line in kiosk("list").output.splitlines() if line.strip()}
    assert listed["whisper-medium"].rstrip().endswith("ready")
    assert "1620 MB" in listed["whisper-large-v3-turbo"]
    assert kiosk("verify", "whisper-medium").exit_code == 0
    (tmp_path / "models" / "whisper-medium" / "model.bin").write_bytes(b"x")
    assert kiosk("verify", "whisper-medium").exit_code == 1


def test_a_licence_is_shown_and_must_be_accepted(hub: ModelHub) -> None:
    result = kiosk("fetch", "sensevoice")
    assert isinstance(result.exception, ModelDownloadError)
    assert "--accept-licence" in str(result.exception)
    assert SENSEVOICE.licence in result.output
    assert SENSEVOICE.licence_url in result.output
    result = kiosk("fetch", "sensevoice", "--accept-licence")
    assert result.exit_code == 0, result.output
    assert SENSEVOICE.licence_url in result.output
    assert "licence" not in kiosk("fetch", "sensevoice").output, "once is enough"


@pytest.mark.parametrize("names", [(), ("kokoro",), ("whisper-medium", "sensevoice")])
def test_a_revision_is_of_one_model(hub: ModelHub, names: tuple[str, ...]) -> None:
    result = kiosk("fetch", *names, "--revision", "main")
    assert result.exit_code == 2
    assert hub.requests == []


def test_another_revision(hub: ModelHub) -> None:
    first = hub.repositories[MEDIUM.repository].main
    files = hub.repositories[MEDIUM.repository].commits[first]
    hub.add(MEDIUM.repository, files | {"config.json": files["config.json"] + b" "})
    assert kiosk("fetch", "whisper-medium", "--revision", first).exit_code == 0
    assert kiosk("fetch", "whisper-medium", "--revision", "no-such-branch").exit_code == 1
    assert kiosk("verify", "whisper-medium").exit_code == 0
