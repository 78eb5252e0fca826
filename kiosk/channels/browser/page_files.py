"""The built page: its files, and the name of its build."""

from __future__ import annotations

import hashlib
import importlib.resources
import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from aiohttp import web


class PageFile(web.FileResponse):
    """An existing file. Where it cannot be opened (no file descriptor is left): 503, where aiohttp answers 404."""

    def set_status(self, status: int, reason: str | None = None) -> None:
        if status == HTTPStatus.NOT_FOUND:
            status, self.headers["Retry-After"] = HTTPStatus.SERVICE_UNAVAILABLE, "10"
        super().set_status(status, reason)


#: The folder of the operators' console in the built page.
CONSOLE = "console"
#: The pages of citizens. The build has pages of operators too, which their listener alone serves.
CITIZENS_PAGES = frozenset({"index.html", "upload.html"})


def page_file(folder: Path, name: str, pages: frozenset[str] = frozenset()) -> PageFile | None:
    """The page's file at path `name` below its folder; None where there is none. HTML: only of `pages`.

    Of the operators' console nothing: its folder is given as `folder`, by their listener alone.
    """
    parts = PurePosixPath(name).parts
    if not parts or parts[0].lower() == CONSOLE or any(part.startswith((".", "/")) for part in parts):
        return None
    if parts[-1].endswith(".html") and "/".join(parts) not in pages:
        return None
    try:
        path = folder.joinpath(*parts)
        return PageFile(path) if path.is_file() else None
    except OSError:  # a name too long for a file
        return None


def console_dir() -> Path | None:
    """The built page of the operators' console, or None before `make web`."""
    folder = page_dir()
    return folder / CONSOLE if folder and (folder / CONSOLE / "index.html").exists() else None


def page_dir() -> Path | None:
    """The built page, or None before `make web`."""
    folder = Path(str(importlib.resources.files("kiosk"))) / "static"
    return folder if (folder / "index.html").exists() else None


@lru_cache(1)
def page_build() -> str:
    """A hash that names the served build: of its index, which names every other file by a hash. "" without a page."""
    folder = page_dir()
    return hashlib.sha256((folder / "index.html").read_bytes()).hexdigest()[:16] if folder else ""


@lru_cache(1)
def page_scripts() -> tuple[str, ...]:
    """File names of the scripts that the served index names; a page tells which it was loaded with. ()
    without a page.
    """
    folder = page_dir()
    index = (folder / "index.html").read_text(encoding="utf-8") if folder else ""
    return tuple(re.findall(r'src="[^"]*?([^"/]+\.js)"', index))
