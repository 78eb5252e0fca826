"""What is said in place of an identity proof: the number is wrong, no card or phone is at hand, no code came."""

from __future__ import annotations

import re
from typing import Literal

#: `number`: a number that was given is wrong; `mobile`: the code should go to another number; `no_phone`: the phone
#: cannot be used; `no_card`: no card is at hand, or it cannot be read; `anew`: no code came, or it is too old.
ProofAside = Literal["", "number", "mobile", "no_phone", "no_card", "anew"]

_WRONG = r"(?:不对|不正确|有误|(?:输|填|写|打|说|报|念)?错)"
_NUMBER = r"(?:身份证(?:号码?)?|手机(?:号码?)?|号码|证号)"
_PATTERNS: tuple[tuple[ProofAside, re.Pattern[str]], ...] = (
    ("number", re.compile(rf"{_NUMBER}[^，。]{{0,4}}{_WRONG}|{_WRONG}了?[^，。]{{0,3}}{_NUMBER}")),
    ("number", re.compile(r"(?:改|换|修改|更正)[^，。]{0,3}(?:身份证号?|证号)")),
    ("mobile", re.compile(r"换一?[个下]?[^，。]{0,3}(?:手机|号)|(?:改|换|发)[^，。]{0,4}(?:手机号?|号码|别的手机)")),
    (
        "no_phone",
        re.compile(
            r"手机(?:号码?)?[^，。]{0,3}(?:换|丢|坏|停|不在|没在|没带|没电|不用)|(?:号码?|手机)换了|没[有带]手机|收不了短信"
        ),
    ),
    ("anew", re.compile(r"重[新发]|再发|没收到|没有收到|收不到|过期|没来|换一?个")),
    ("no_card", re.compile(r"没[有带拿]|忘[了带]|丢了|不在(?:身边|手边)|找不到|读不[出了]|刷不[出了]")),
)


def read_proof_aside(text: str) -> ProofAside:
    """The first that `text` says, in the order of `ProofAside`; empty: none."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), "")
