"""The key file: one `id hex` line per key; the last key seals, the others only open.

To rotate, append a line with the next id. Losing the file loses every personal value in the record.
`kiosk.store.new_key` goes on without a lost key.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from kiosk.store.crypto import KEY_BYTES, Keyring
from kiosk.store.errors import StoreError


class KeyFileError(StoreError):
    """The key file cannot be used. The text names the file and the fix, never a key."""

    def __init__(self, text: str) -> None:
        super().__init__("key", text)


class LostKeyError(KeyFileError):
    """What is sealed does not open with the key file, or there is none: it must be restored."""


def load_or_make(path: Path) -> Keyring:
    """The keys, created if missing: for an empty record. Blocking. Raises `KeyFileError`."""
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be used: {error.strerror}.") from None
    return load(path)


def add_new(path: Path, used: frozenset[int]) -> Keyring:
    """A new key with an id that nothing is sealed with (`used`): behind the lines of the file, or in a new one.

    A lost key that is found again can be put beside it. Blocking. Raises `KeyFileError`.
    """
    try:
        there = path.read_text(encoding="ascii") if path.exists() else ""
        before = load(path).keys if there else {}
        name = max((*used, *before), default=0) + 1
        if name > 255:
            raise KeyFileError(f"{path}: no key id is left (1 to 255); move the record and the key file away.")
        _write(path, f"{there.rstrip()}\n{name} {secrets.token_hex(KEY_BYTES)}\n".lstrip())
    except UnicodeDecodeError:
        raise KeyFileError(f"{path} is not a key file: expected lines `1 <64 hex digits>`.") from None
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be used: {error.strerror}.") from None
    return load(path)


def load(path: Path) -> Keyring:
    """The keys. Blocking. Raises `KeyFileError`."""
    try:
        _check_rights(path)
        return _parse(path, path.read_text(encoding="ascii"))
    except UnicodeDecodeError:
        raise KeyFileError(f"{path} is not a key file: expected lines `1 <64 hex digits>`.") from None
    except OSError as error:
        raise KeyFileError(f"The key file {path} cannot be used: {error.strerror}.") from None


def _make(path: Path) -> None:
    """Write the file atomically, readable by its owner only from the start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"1 {secrets.token_hex(KEY_BYTES)}\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)  # unlike a rename, fails if another process was first
    except FileExistsError:
        pass  # use that process's key
    finally:
        fresh.unlink()


def _write(path: Path, text: str) -> None:
    """Replace the file atomically; it is its owner's alone from the start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _check_rights(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyFileError(
            f"The key file {path} can be read by others (mode {mode:04o}); anyone who copied it can read the record. "
            f"Fix: chmod 600 {path}"
        )


def _parse(path: Path, source: str) -> Keyring:
    keys: dict[int, bytes] = {}
    current = 0
    for number, line in enumerate(source.splitlines(), 1):
        if not line.strip():
            continue
        try:
            name, digits = line.split()
            current, key = int(name), bytes.fromhex(digits)
        except ValueError:
            raise KeyFileError(f"{path}:{number}: expected `id <64 hex digits>`, got something else.") from None
        if len(key) != KEY_BYTES:
            raise KeyFileError(f"{path}:{number}: expected a key of {KEY_BYTES} bytes, got {len(key)}.")
        if not 1 <= current <= 255 or current in keys:
            raise KeyFileError(f"{path}:{number}: expected a new key id from 1 to 255, got {current}.")
        keys[current] = key
    if not keys:
        raise KeyFileError(f"{path} is empty; restore it from its copy; where nothing was recorded yet, delete it.")
    return Keyring(keys, current)
