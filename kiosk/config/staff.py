"""The settings of calls for staff: who is told of a hand-off or a danger, and after how long the next one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kiosk.config.messages import secret_mistake
from kiosk.config.rules import OPTIONAL_FILE, decimal, one_of, text, whole

#: The address of a robot holds its key, so it is a secret.
_URL = (r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address without user and password')
#: The destinations, in the order in which they are told.
DESTINATIONS = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class StaffDestinationSettings:
    """A web address that is told of calls, in the form of `format` (docs/staff-calls.md). `url` empty: none.

    `token`: bearer token. `json` is signed with `secret` (`kiosk.upstream.webhook`). For a robot of dingtalk or
    feishu `secret` is that of 加签 or 签名校验; one of wecom has none. `mention`: whom the robot calls by name.
    """

    format: Literal["json", "wecom", "dingtalk", "feishu"] = one_of("json", "json", "wecom", "dingtalk", "feishu")
    url: str = text("", *_URL, secret=True)
    token: str = text("", secret=True)
    secret: str = text("", secret=True)
    mention: Literal["none", "all"] = one_of("none", "none", "all")


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """`first` and the bell pages are told at once. `after_s`: seconds without anybody who comes, then the next
    destination is told; behind the last the citizen is told that nobody came.

    `desk`: where citizens are sent when nobody can be called or nobody came. `callers`: `wait`: a caller who is handed
    off waits for a member of staff who says 我来, and is offered a call-back ticket otherwise; `transfer`: the exchange
    finds somebody. `keep_h`: hours after which a message that a destination did not accept is given up.
    `ca_file`: as `backend.ca_file`, for all destinations.
    """

    after_s: float = decimal(60, 5, 3600)
    first: StaffDestinationSettings = field(default_factory=StaffDestinationSettings)
    second: StaffDestinationSettings = field(default_factory=StaffDestinationSettings)
    third: StaffDestinationSettings = field(default_factory=StaffDestinationSettings)
    desk: str = text("服务台", r"[^【】\s]{1,20}", "a place of 20 characters at most, without 【 】 and blanks")
    callers: Literal["transfer", "wait"] = one_of("transfer", "transfer", "wait")
    keep_h: int = whole(4, 1, 240)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)

    @property
    def destinations(self) -> Mapping[str, StaffDestinationSettings]:
        """Those that are set, by name, in the order in which they are told."""
        named = {name: getattr(self, name) for name in DESTINATIONS}
        return {name: one for name, one in named.items() if one.url}


def mistakes(staff: StaffSettings) -> Iterator[tuple[str, str]]:
    """What is wrong with these values together: the setting, and what to do. Nothing secret is told."""
    for name in DESTINATIONS:
        one: StaffDestinationSettings = getattr(staff, name)
        at = f"staff.{name}"
        if not _reaches_a_host(one.url):
            yield f"{name}.url", f"{at}.url: expected an address with a host and a port of at most 65535"
        if not one.url and (one.token or one.secret):
            given = "secret" if one.secret else "token"
            yield f"{name}.{given}", f"{at}.{given} is set: set {at}.url too"
        if one.format == "json" and (wrong := secret_mistake(f"{at}.secret", one.secret)):
            yield f"{name}.secret", wrong
        if one.format == "wecom" and one.secret:
            yield f"{name}.secret", f"{at}.format is wecom: such a robot has no secret; its key is in {at}.url"


def _reaches_a_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return not url or (bool(parts.hostname) and parts.port != 0 and bool((parts.hostname or "").encode("idna")))
    except ValueError:
        return False
