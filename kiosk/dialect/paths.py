"""Reads and writes places in nested JSON objects."""

from __future__ import annotations

from typing import Any

from kiosk.dialect.model import FieldPath


class MissingValueError(LookupError):
    """Nothing stands at the path."""


def read_path(text: str) -> FieldPath:
    """`data.card.state` in parts. Raises ValueError for an empty part."""
    parts = tuple(part.strip() for part in text.split("."))
    if not all(parts):
        raise ValueError(f"an empty part in the path {text!r}")
    return parts


def pick(found: object, path: FieldPath) -> Any:
    """What stands at `path`; a number in the path counts items of a list from 0. Raises `MissingValueError`."""
    for part in path:
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            raise MissingValueError(".".join(path))
    return found


def place(target: dict[str, Any], path: FieldPath, value: object) -> None:
    """Put `value` at `path`, with the objects on the way to it. Raises ValueError where the way is taken by a value."""
    for part in path[:-1]:
        target = target.setdefault(part, {})
        if not isinstance(target, dict):
            raise ValueError(f"{'.'.join(path)}: {part} is a value and an object")
    target[path[-1]] = value
