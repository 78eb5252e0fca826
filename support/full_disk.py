"""A database on a disk that is full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Pool, event


@contextmanager
def full_disk() -> Iterator[None]:
    """Inside the `with`, an SQLite database grows no further; what is in it can be read and overwritten."""

    def keep_size(connection: Any, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        cursor.close()

    event.listen(Pool, "checkout", keep_size)
    try:
        yield
    finally:
        event.remove(Pool, "checkout", keep_size)
