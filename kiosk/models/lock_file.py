"""The lock file of a model from the hub: the commit it was taken from, and the SHA-256 of each file.

It lies beside the model's folder (`models_dir/NAME.lock.json`), so that it outlives the folder: a later fetch takes the
same commit and refuses other bytes. Copied to another machine, it makes that machine fetch the same files.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kiosk.models.manifest import ModelFile


@dataclass(frozen=True, slots=True)
class LockedModel:
    """`revision`: the commit, 40 hexadecimal digits. `endpoint`, `fetched`: where from and when, for people to read.

    `licence_accepted`: the day on which the licence was accepted, empty where none had to be.
    """

    name: str
    repository: str
    revision: str
    files: tuple[ModelFile, ...]
    endpoint: str = ""
    fetched: str = ""
    licence_accepted: str = ""


class LockFileError(Exception):
    """A lock file that is there and cannot be read. The text is a sentence that names the fix."""


def lock_path(directory: Path, name: str) -> Path:
    return directory / f"{name}.lock.json"


def read_lock(directory: Path, name: str) -> LockedModel | None:
    """None where there is no lock file. Raises `LockFileError`: a damaged pin must not read as no pin."""
    path = lock_path(directory, name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LockFileError(f"{path} cannot be read ({error}); {_FIX}") from error
    try:
        return _parsed(json.loads(text), name)
    except (ValueError, TypeError, KeyError) as error:
        raise LockFileError(f"{path} is not a lock file of {name} ({error}); {_FIX}") from error


def write_lock(directory: Path, locked: LockedModel) -> None:
    """Replaces the file atomically. Raises OSError."""
    path = lock_path(directory, locked.name)
    entries = asdict(locked)
    entries["files"] = [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in locked.files]
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(fresh, path)


_FIX = "restore it from a copy, or delete it to take a new version."


def _parsed(entries: Any, name: str) -> LockedModel:
    """Raises ValueError, TypeError, KeyError."""
    files = tuple(ModelFile(str(f["name"]), int(f["size"]), str(f["sha256"]), ()) for f in entries["files"])
    texts = {key: str(entries.get(key, "")) for key in ("endpoint", "fetched", "licence_accepted")}
    locked = LockedModel(str(entries["name"]), str(entries["repository"]), str(entries["revision"]), files, **texts)
    if locked.name != name or not files:
        raise ValueError(f"expected {name} and its files")
    if not re.fullmatch(r"[0-9a-f]{40}", locked.revision):
        raise ValueError(f"{locked.revision!r} is not a commit")
    for file in files:
        if not is_plain_name(file.name) or file.size < 0 or not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
            raise ValueError(f"{file.name!r} has no usable name, size or SHA-256")
    return locked


def is_plain_name(name: str) -> bool:
    """Whether `name` is a file directly in a folder: no path, nothing hidden."""
    return PurePosixPath(name).name == name and not name.startswith(".") and "\\" not in name and name.isprintable()
