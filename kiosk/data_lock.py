"""One hall to a data folder: two would write over each other's record, journal and speech cache.

The lock is the kernel's (`flock`), so it is gone with its process, however that ends.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class DataDirInUseError(OSError):
    """Another process serves from this folder. The text names it and the fix."""


@contextlib.contextmanager
def sole_user_of(data_dir: Path) -> Iterator[None]:
    """Holds `data_dir/lock` inside the `with`. Makes the folder. Raises `DataDirInUseError`, or OSError."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OSError(
            f"data_dir {data_dir} cannot be used ({error.strerror}): set it to a folder that this user may write."
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise DataDirInUseError(
                f"data_dir {data_dir} is in use by another hall (process {holder}). Stop that one first, or give this "
                "one a data_dir of its own in its config.yaml."
            ) from None
        with contextlib.suppress(OSError):  # on a full disk: the lock holds, and only its holder's name is missing
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
