"""Passwords of operators: hashed with argon2id, checked in a thread, and what a new one must be."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Characters of a password.
SHORTEST, LONGEST = 12, 128
#: Hashes at once: each takes 64 MiB and some 50 ms of a core.
_AT_ONCE = 2
#: Of a one-time password: no signs that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Passwords:
    """`hasher`: argon2id; its defaults are the second choice of RFC 9106 (64 MiB, 3 passes)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._of_nobody = ""

    async def hash(self, password: str) -> str:
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, plain(password))

    async def matches(self, hashed: str, password: str) -> bool:
        """`hashed` empty: there is no such account; takes as long, and is False."""
        if not hashed and not self._of_nobody:
            self._of_nobody = await self.hash(secrets.token_hex(16))
        async with self._places:
            return await asyncio.to_thread(self._verify, hashed or self._of_nobody, plain(password)) and bool(hashed)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


def one_time_password() -> str:
    """79 bits, in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def wrong_password(password: str, account: str, name: str) -> str | None:
    """None, or why it may not be this account's."""
    text = plain(password)
    if not SHORTEST <= len(text) <= LONGEST:
        return f"密码要 {SHORTEST} 到 {LONGEST} 个字。 Expected {SHORTEST} to {LONGEST} characters."
    folded = text.casefold()
    if len(set(folded)) < 5:
        return "密码里不同的字太少。 Expected at least 5 different characters."
    if folded in _common() or folded.rstrip("0123456789!@#.") in _common():
        return "这个密码太常见。 This password is among those that are tried first."
    if any(part and part.casefold() in folded for part in (account, name)):
        return "密码里不能有账号或姓名。 Expected no account and no name in it."
    return None


def plain(password: str) -> str:
    """One form of what keyboards write in several."""
    return unicodedata.normalize("NFC", password)


@cache
def _common() -> frozenset[str]:
    text = (files("kiosk.operators") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.split() if line)
