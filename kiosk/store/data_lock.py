"""Locks the data folder and the database file: two halls would overwrite each other's record, journal and speech cache.

The locks are the kernel's (`flock`), so they end with their process, however it ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class DataDirInUseError(OSError):
    """Another process uses this folder or database. The text names it and the fix."""


@contextlib.contextmanager
def sole_user_of(data_dir: Path, database: Path | None = None) -> Iterator[None]:
    """Holds `data_dir/lock` inside the `with`, and a lock beside the file `database`, which may lie elsewhere.

    Makes the folder. Raises `DataDirInUseError`, or OSError.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(f"data_dir {data_dir}", "data_dir", error) from None
    with contextlib.ExitStack() as stack:
        stack.enter_context(_held(data_dir / "lock", f"data_dir {data_dir}", "data_dir"))
        if database is not None:
            real = database.resolve()
            stack.enter_context(_held(real.with_name(f"{real.name}.lock"), f"the database {database}", "store.url"))
        yield


@contextlib.contextmanager
def _held(lock: Path, what: str, setting: str) -> Iterator[None]:
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unusable(what, setting, error) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise DataDirInUseError(
                f"{what} is in use by another hall (process {holder}). Stop that one first, or give this one a "
                f"{setting} of its own in its config.yaml."
            ) from None
        with contextlib.suppress(OSError):  # on a full disk the lock holds; only its holder's name is missing
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _unusable(what: str, setting: str, error: OSError) -> OSError:
    return OSError(f"{what} cannot be used ({error.strerror}): set {setting} to a folder that this user may write.")
