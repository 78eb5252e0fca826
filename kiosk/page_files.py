"""The built page: where its files lie, and which build they are."""

from __future__ import annotations

import hashlib
import importlib.resources
from functools import lru_cache
from pathlib import Path


def page_dir() -> Path | None:
    """The built page, or None before `make web`."""
    folder = Path(str(importlib.resources.files("kiosk"))) / "static"
    return folder if (folder / "index.html").exists() else None


@lru_cache(1)
def page_build() -> str:
    """Names the build that this process serves: its index names every other file by a hash. Empty without a page."""
    folder = page_dir()
    return hashlib.sha256((folder / "index.html").read_bytes()).hexdigest()[:16] if folder else ""
