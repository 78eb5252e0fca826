"""Secrets of a mapping file, out of the environment or a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kiosk.dialect.model import SecretSource

#: Bytes of the longest file with a secret.
_LONGEST = 65_536


class SecretError(OSError):
    """A secret cannot be had. The text says where it was looked for, and holds nothing of it."""


def read_secret(source: SecretSource, env: Mapping[str, str]) -> str:
    """The secret without surrounding blanks. Raises `SecretError`."""
    if source.kind == "env":
        value = env.get(source.name, "").strip()
        if not value:
            raise SecretError(f"The environment variable {source.name} is not set; the back end's mapping needs it.")
        return value
    try:
        value = Path(source.name).read_bytes()[: _LONGEST + 1].decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise SecretError(f"{source.name} cannot be read ({why}): the mapping of the back end needs it.") from None
    if not value or len(value) > _LONGEST:
        raise SecretError(f"{source.name} is empty or longer than {_LONGEST} bytes: expected one secret.")
    return value
