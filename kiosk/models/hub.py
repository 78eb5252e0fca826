"""Fetches a model of the catalogue from the hub: locked to a commit, resumed, verified, in place whole or not at all.

    models_dir/.hub-NAME/COMMIT/FILE.part    what has come of a file; kept for the next run
    models_dir/.hub-NAME/COMMIT/FILE         whole, and its hash is right
    models_dir/NAME.lock.json                commit and hashes, written before the folder appears
    models_dir/NAME/                         all files, moved here at once

The first fetch takes the hashes that the hub, or the mirror, declares. They protect against a broken download, not
against a mirror that lies about the file and its hash alike: compare the lock file with the hub's own page, or copy it
from a machine where that was done.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk.models import hub_client
from kiosk.models.catalogue import CATALOGUE, HubModel
from kiosk.models.download import ModelDownloadError
from kiosk.models.files import Progress, is_good, is_ready, only_one, stamp
from kiosk.models.hub_client import HubFile, Listing
from kiosk.models.hub_errors import ANOTHER
from kiosk.models.lock_file import LockedModel, LockFileError, lock_path, read_lock, write_lock
from kiosk.models.manifest import ModelFile

#: Space (bytes) that a download leaves free on the disk.
_SPARE = 256 << 20
_CHUNK = 1 << 20


def fetch_from_hub(
    name: str,
    directory: Path,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    *,
    revision: str = "",
    licence_accepted: bool = False,
) -> bool:
    """Complete `directory`/`name`; False where it was complete. Blocking; may be repeated after any failure.

    `revision`: another commit or branch than the locked one; the lock file is replaced once it has been fetched whole.
    Raises `ModelDownloadError`: unknown name, licence not accepted, network, wrong hash, disk.
    """
    model = CATALOGUE[name]
    try:
        with only_one(directory):
            return _Fetch(model, directory, on_progress).run(revision, licence_accepted)
    except LockFileError as error:
        raise ModelDownloadError(str(error)) from error
    except OSError as error:
        raise ModelDownloadError(
            f"{directory} cannot be written ({error.strerror}); free space or set KIOSK_MODELS to a folder that can."
        ) from error


class _Fetch:
    def __init__(self, model: HubModel, directory: Path, on_progress: Callable[[Progress], None]) -> None:
        self.model, self.directory, self.on_progress = model, directory, on_progress
        self.folder = directory / model.name
        self.again = f"kiosk models fetch {model.name}"
        self.before = self.total = 0

    def run(self, revision: str, licence_accepted: bool) -> bool:
        locked = read_lock(self.directory, self.model.name)
        if locked is None and self.folder.exists():
            raise ModelDownloadError(
                f"{self.folder} holds a model that was put there by hand; move it away to fetch one, or go on with it."
            )
        accepted = self._accepted(locked, licence_accepted)
        listing = self._listing(locked, revision)
        same = locked is not None and locked.revision == listing.revision
        if same and is_ready(self.model.name, self.directory):
            return False
        staging = self._staging(listing.revision)
        lacking = [file for file in listing.files if not (same and self._has(file))]
        self._check_room(lacking, staging)
        files = [self._fetched(file, listing, staging) for file in lacking]
        if same:
            self._repair(files, staging)
        else:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            source = (listing.repository, listing.revision)
            fresh = LockedModel(self.model.name, *source, tuple(files), hub_client.endpoint(), now, accepted)
            self._install(fresh, staging)
        shutil.rmtree(staging.parent, ignore_errors=True)
        return True

    def _accepted(self, locked: LockedModel | None, now: bool) -> str:
        """The day on which the licence was accepted; empty where none has to be."""
        if not self.model.licence_notice:
            return ""
        if locked is not None and locked.licence_accepted:
            return locked.licence_accepted
        if not now:
            raise ModelDownloadError(
                f"{self.model.name} is under the {self.model.licence} ({self.model.licence_url}); read it, and if you "
                f"accept it, run `{self.again} --accept-licence`."
            )
        return datetime.now(UTC).date().isoformat()

    def _listing(self, locked: LockedModel | None, revision: str) -> Listing:
        """The files to have: those of the lock file, without asking the hub, unless another revision is named."""
        if locked is not None and revision in ("", locked.revision):
            files = tuple(HubFile(file.name, file.size, file.sha256) for file in locked.files)
            return Listing(locked.repository, locked.revision, files)
        found = hub_client.list_files(self.model.repository, revision or "main", self.again)
        wanted = tuple(file for file in found.files if self.model.wants(file.name))
        if lacks := self.model.lacks(tuple(file.name for file in wanted)):
            raise ModelDownloadError(
                f"{self.model.repository} at {found.revision[:12]} has no {', '.join(lacks)}; name a commit that has "
                f"it (`{self.again} --revision COMMIT`), or another mirror in HF_ENDPOINT."
            )
        return Listing(found.repository, found.revision, wanted)

    def _staging(self, revision: str) -> Path:
        """The folder in which this commit is put together. What another one left is deleted."""
        parent = self.directory / f".hub-{self.model.name}"
        parent.mkdir(exist_ok=True)
        for other in parent.iterdir():
            if other.name != revision:
                shutil.rmtree(other, ignore_errors=True)
        staging = parent / revision
        staging.mkdir(exist_ok=True)
        return staging

    def _has(self, file: HubFile) -> bool:
        return is_good(self.folder, ModelFile(file.name, file.size, file.sha256, ()), trust_stamp=False)

    def _check_room(self, lacking: list[HubFile], staging: Path) -> None:
        have = sum(_length(staging / file.name) or _length(_part(staging, file)) for file in lacking)
        self.total = sum(file.size for file in lacking)
        need, free = self.total - have + _SPARE, shutil.disk_usage(staging).free
        if need > free:
            raise ModelDownloadError(
                f"{self.model.name} needs {need / 1e9:.1f} GB in {self.directory}, and {free / 1e9:.1f} GB are free; "
                f"free some space, or set KIOSK_MODELS to another disk, then run `{self.again}`."
            )

    def _fetched(self, file: HubFile, listing: Listing, staging: Path) -> ModelFile:
        """The file, whole and verified in `staging`. Raises `ModelDownloadError`."""
        whole, part = staging / file.name, _part(staging, file)
        if whole.is_file():
            part = whole
        else:
            self._came(file, _length(part))
            self._download(file, listing, part)
        self._tell(f"verifying {file.name}", file.size)
        digest = _hashes_of(part, file.size)
        if digest is None or (digest[0] != file.sha256 if file.sha256 else digest[1] != file.git_sha1):
            part.unlink(missing_ok=True)
            raise ModelDownloadError(
                f"{file.name} of {listing.repository} is not the file that {self._source(file)} (SHA-256 "
                f"{digest[0][:12] if digest else 'none'}…), so it was deleted; run `{self.again}`, and if that comes "
                f"again, {ANOTHER}."
            )
        part.chmod(0o644)
        os.replace(part, whole)
        self.before += file.size
        return ModelFile(file.name, file.size, digest[0], ())

    def _download(self, file: HubFile, listing: Listing, part: Path) -> None:
        def on_length(length: int) -> None:
            self._came(file, length)

        hub_client.download_file(listing.repository, listing.revision, file, part, on_length, self.again)

    def _source(self, file: HubFile) -> str:
        """What the file is held against, for the text of an error."""
        path = lock_path(self.directory, self.model.name)
        expected = file.sha256 or file.git_sha1
        return f"{path.name} names ({expected[:12]}…)" if path.exists() else f"the hub declares ({expected[:12]}…)"

    def _came(self, file: HubFile, length: int) -> None:
        self._tell(f"downloading {file.name}", min(length, file.size))

    def _tell(self, what: str, of_file: int) -> None:
        self.on_progress(Progress(self.model.name, what, self.before + of_file, self.total))

    def _repair(self, files: list[ModelFile], staging: Path) -> None:
        """Put single files back into a folder whose others are good."""
        self.folder.mkdir(exist_ok=True)
        for file in files:
            os.replace(staging / file.name, self.folder / file.name)
        stamp(self.folder, files)

    def _install(self, locked: LockedModel, staging: Path) -> None:
        """The lock file first: a folder without one would look like one that was put there by hand."""
        for left in staging.iterdir():
            if left.name not in {file.name for file in locked.files}:
                left.unlink()
        stamp(staging, locked.files)
        old = staging.with_name(f"old-{uuid.uuid4().hex[:8]}")
        write_lock(self.directory, locked)
        if self.folder.exists():
            os.replace(self.folder, old)
        os.replace(staging, self.folder)


def _part(staging: Path, file: HubFile) -> Path:
    return staging / f"{file.name}.part"


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _hashes_of(path: Path, size: int) -> tuple[str, str] | None:
    """SHA-256, and Git's SHA-1 of a blob. None where the file has another length than `size`."""
    if _length(path) != size:
        return None
    sha256, git_sha1 = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            sha256.update(chunk)
            git_sha1.update(chunk)
    return sha256.hexdigest(), git_sha1.hexdigest()
