"""The settings of text messages (短信) to citizens: who sends them, and under which name (docs/messages.md)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.config.rules import OPTIONAL_FILE, one_of, text, web_address, whole

_URL = (r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address without user and password')
_NAME = (r"[^【】\s]{0,12}", "a name of 12 characters at most, without 【 】 and blanks, or nothing")


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """Used where `hall.sms` is `sender`. `url`: is posted each message, with `token` as bearer token, signed with
    `secret` (`kiosk.upstream.webhook`), which also signs the carrier's reports. `signature`: the name between 【 】;
    empty: the hall's. `receipt_template`, `unresolved_template`, `code_template`: the carrier's ids of the templates of
    receipts, of the numbers of submissions whose outcome is unknown, and of one-time codes. `receipt_link`: a receipt
    tells the address of its progress too, as the hole 链接. `keep_h`: hours after which a message that was not accepted
    is given up.
    """

    url: str = web_address("", *_URL)
    token: str = text("", secret=True)
    secret: str = text("", secret=True)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    signature: str = text("", *_NAME)
    receipt_template: str = text("receipt", r"[\w.:-]{1,64}", "the carrier's id of the template, such as SMS_12345678")
    unresolved_template: str = text(
        "unresolved", r"[\w.:-]{1,64}", "the carrier's id of the template, such as SMS_12345678"
    )
    receipt_link: Literal["off", "on"] = one_of("off", "off", "on")
    code_template: str = text("code", r"[\w.:-]{1,64}", "the carrier's id of the template, such as SMS_12345678")
    keep_h: int = whole(24, 1, 240)


def secret_mistake(name: str, secret: str) -> str | None:
    """What is wrong with a secret that signs; None: nothing."""
    if secret.startswith("whsec_"):
        try:
            base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            return f"{name}: expected base64 behind whsec_, got something else"
    return None
