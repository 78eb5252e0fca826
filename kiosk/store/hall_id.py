"""The id of a hall among those that share a database: random, created once, stored in its data folder."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{16}")


def hall_id(path: Path) -> str:
    """The id in `path`, created where there is none. Blocking.

    Where it cannot be stored (a full disk), it is valid until the process ends: afterwards its conversations count as
    another hall's, and are closed as those are.
    """
    try:
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    if _NAME.fullmatch(kept):
        return kept
    made = secrets.token_hex(8)
    fresh = path.with_name(f".{path.name}.{made}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{made}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except OSError:
        fresh.unlink(missing_ok=True)
    return made
