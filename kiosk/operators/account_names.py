"""What an account may be called, so that none looks like another one. Sans-I/O."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from mandarin.pinyin import HANZI

#: What people sign in with: plain letters, so that no other script has one that looks the same, and Chinese characters.
_ACCOUNT = re.compile(rf"[a-z0-9_.@{HANZI}-]{{2,32}}")
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ONE = str.maketrans({"0": "o", "〇": "o", "1": "l", "i": "l", "5": "s", "2": "z", "_": "-", ".": "-", "一": "-"})


def account_name(text: str) -> str:
    """One form of what people write in several, to sign in with."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def wrong_account(text: str) -> str:
    """Why there can be no account of this name, Chinese and English; empty: there can."""
    if text != text.strip():
        return "账号前后有空格，请去掉。 Expected no space before or behind the account."
    if unicodedata.normalize("NFKC", text) != text:
        return "账号里有全角字符或者别的写法，请用半角的。 Expected plain letters and digits, not full-width ones."
    if not _ACCOUNT.fullmatch(text.casefold()):
        foreign = next((c for c in text if c.isalpha() and not _ACCOUNT.fullmatch(c.casefold() * 2)), "")
        if foreign:
            known = unicodedata.name(foreign, "none")
            told = f"账号里的“{foreign}”不是普通的英文字母，看起来却可能一样，请换掉。"
            return f"{told} Expected letters a to z: {foreign!r} is {known}."
        return "账号用英文字母、数字、汉字、点、横线，2 到 32 个。 Expected 2 to 32 letters, digits, dots or hyphens."
    return ""


def alike(account: str, others: Iterable[str]) -> str:
    """The first of `others` that looks like `account`, such as adm1n like admin; empty: none. The same one is not."""
    looks = _look(account)
    return next((other for other in others if other != account and _look(other) == looks), "")


def _look(account: str) -> str:
    look = account_name(account)
    for pair, one in _ALIKE:
        look = look.replace(pair, one)
    return look.translate(_ONE)
