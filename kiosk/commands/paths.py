"""Files and folders of the command line, checked before any long work begins."""

from __future__ import annotations

import os  # os.path: it gives False where pathlib raises, as for a name that is too long
from pathlib import Path


class PathOptionError(Exception):
    """A file or folder that cannot be used. One line: what was expected, and what was found."""


def file_to_read(path: Path, what: str) -> Path:
    """`what`: the kind of file, such as `a sound file`. Raises PathOptionError."""
    if os.path.isdir(path):
        raise PathOptionError(f"{shown(path)}: expected {what}; this is a folder")
    if not os.path.lexists(path):
        raise PathOptionError(f"{shown(path)}: expected {what}; there is no such file")
    if not os.access(path, os.R_OK):
        raise PathOptionError(f"{shown(path)}: expected {what}; this cannot be read")
    return path


def folder_to_read(path: Path, what: str) -> Path:
    """`what`: the kind of folder, such as `a folder of recordings`. Raises PathOptionError."""
    if not os.path.lexists(path):
        raise PathOptionError(f"{shown(path)}: expected {what}; there is no such folder")
    if not os.path.isdir(path):
        raise PathOptionError(f"{shown(path)}: expected {what}; this is a file")
    if not os.access(path, os.R_OK | os.X_OK):
        raise PathOptionError(f"{shown(path)}: expected {what}; this cannot be read")
    return path


def file_to_write(path: Path, what: str) -> Path:
    """An existing file is overwritten. Raises PathOptionError."""
    if os.path.isdir(path):
        raise PathOptionError(f"{shown(path)}: expected a name for {what}; this is a folder")
    if not os.path.isdir(path.parent):
        raise PathOptionError(f"{shown(path)}: expected a name for {what} in a folder that exists; make the folder")
    if not os.access(path if os.path.exists(path) else path.parent, os.W_OK):
        raise PathOptionError(f"{shown(path)}: expected a name for {what}; this cannot be written")
    return path


def folder_to_write(path: Path, what: str) -> Path:
    """It need not exist yet. Raises PathOptionError."""
    there = next(folder for folder in (path, *path.absolute().parents) if os.path.lexists(folder))
    if not os.path.isdir(there):
        raise PathOptionError(f"{shown(path)}: expected a folder for {what}; {shown(there)} is a file")
    if not os.access(there, os.W_OK):
        raise PathOptionError(f"{shown(path)}: expected a folder for {what}; this cannot be written")
    return path


def same(one: Path, other: Path) -> bool:
    """Whether both paths name the same file."""
    if os.path.exists(one) and os.path.exists(other):
        return os.path.samefile(one, other)
    return os.path.realpath(one) == os.path.realpath(other)


def shown(path: Path) -> str:
    """The path without control characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(path)[:200])
