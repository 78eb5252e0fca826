"""Files that commands write where the user says: the record, its key and others' files are never overwritten."""

from __future__ import annotations

import asyncio
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.assess.report import chromium, html, write_pdf
from kiosk.assess.verdict import AssessedItem
from kiosk.commands.output_file import BACKUP, PDF, REPORT, OutputKind, output_file, written_whole
from kiosk.commands.paths import PathOptionError
from kiosk.config import Settings, load_settings
from kiosk.store import Store
from kiosk.store.backup.making import make_backup
from kiosk.store.keyfile import load

ITEM = AssessedItem("x", "题", ("条款",), "pass", "看到")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hall whose key and database lie outside its data folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "db").mkdir()
    path = tmp_path / "config.yaml"
    url = f"sqlite+aiosqlite:///{tmp_path / 'db' / 'hall.db'}"
    path.write_text(
        f"data_dir: data\nstore:\n  key_file: {tmp_path / 'keys' / 'hall.key'}\n  url: {url}\n", encoding="utf-8"
    )
    asyncio.run(_opened(load_settings(path, {})))
    (tmp_path / "linked").symlink_to(tmp_path / "data")
    (tmp_path / "link.html").symlink_to(tmp_path / "keys" / "hall.key")
    os.link(tmp_path / "db" / "hall.db", tmp_path / "hard.zip")
    (tmp_path / "notes.txt").write_text("明天开会", encoding="utf-8")
    return path


async def _opened(settings: Settings) -> None:
    await (await Store.open(settings)).close()


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "-shm" not in path.name}


TARGETS = [
    ("keys/hall.key", "the hall's key"), ("link.html", "the hall's key"), ("db/hall.db", "the hall's database"),
    ("db/../db/hall.db-wal", "the hall's database"), ("hard.zip", "the hall's database"),
    ("data/new.zip", "in the hall's data folder"), ("linked/new.zip", "in the hall's data folder"),
    ("notes.txt", "another file"), ("config.yaml", "another file"),
]  # fmt: skip


OTHERS = [
    "assess -o {}", "record export c1 --reason x --out {}", "phone recordings export c1 -o {}", "say 您好 -o {}",
    "say 您好 -o free.wav --face {}", "call 您好 --surface audiosocket -o {}", "services interfaces --openapi -o {}",
]  # fmt: skip
CASES = [("backup {}", *each) for each in TARGETS] + [(each, *TARGETS[1]) for each in OTHERS]


@pytest.mark.parametrize(("command", "target", "told"), CASES)
def test_refused_before_anything_is_written(config: Path, tmp_path: Path, command: str, target: str, told: str) -> None:
    before = content(tmp_path)
    result = CliRunner().invoke(app, [*command.format(target).split(), "--config", str(config)])
    assert isinstance(result.exception, PathOptionError), result.output
    assert told in str(result.exception)
    assert content(tmp_path) == before


@pytest.mark.parametrize("command", ["services schema -o notes.txt", "fleet make-kiosk --uninstall --to notes.txt"])
def test_another_file_is_refused_without_settings_too(config: Path, tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(app, command.split())
    assert isinstance(result.exception, PathOptionError), result.output
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "明天开会"


def test_an_earlier_one_is_replaced(config: Path, tmp_path: Path) -> None:
    settings = load_settings(config, {})
    file, report = tmp_path / "b.zip", tmp_path / "r.html"
    assert output_file(file, BACKUP, settings) == file
    make_backup(settings, load(settings.key_path), file, lambda *_: None)
    assert output_file(file, BACKUP, settings) == file
    report.write_text(html([ITEM], "大厅", "1", datetime(2026, 12, 1)), encoding="utf-8")
    assert output_file(report, REPORT, settings) == report
    with pytest.raises(PathOptionError, match="another file"):
        output_file(report, BACKUP, settings)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("photo.txt", "x")
    with pytest.raises(PathOptionError, match="another file"):
        output_file(tmp_path / "other.zip", BACKUP, settings)
    (tmp_path / "empty.zip").touch()
    assert output_file(tmp_path / "empty.zip", BACKUP, settings)


@pytest.mark.skipif(chromium() is None, reason="no Chromium")
def test_an_earlier_pdf_is_known(tmp_path: Path) -> None:
    page, pdf = tmp_path / "r.html", tmp_path / "r.pdf"
    page.write_text(html([ITEM], "大厅", "1", datetime(2026, 12, 1)), encoding="utf-8")
    assert write_pdf(page, pdf, chromium() or "")
    assert PDF.is_earlier(pdf)
    (tmp_path / "contract.pdf").write_bytes(b"%PDF-1.4 ...")
    assert not PDF.is_earlier(tmp_path / "contract.pdf")


def test_a_dangling_link_is_another_file(tmp_path: Path) -> None:
    (tmp_path / "a.zip").symlink_to(tmp_path / "nowhere")
    with pytest.raises(PathOptionError, match="another file"):
        output_file(tmp_path / "a.zip", OutputKind("a backup", b"PK"))


def test_an_error_leaves_the_earlier_one(tmp_path: Path) -> None:
    (file := tmp_path / "a.txt").write_text("earlier")

    def write() -> None:
        with written_whole(file) as fresh:
            fresh.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "earlier")]
