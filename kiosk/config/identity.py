"""The settings of proving who a citizen is at the kiosk (docs/trust.md, `dialogue.script.assurance`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dialogue.script.assurance import ProofMeans
from kiosk.config.rules import one_of, text

if TYPE_CHECKING:
    from kiosk.config.settings import Settings

_KEY = (r"|[^\s]{16,200}", "at least 16 characters without blanks, or nothing")


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """`reader`: which card readings of the page are believed. off: none; bridge: those that the program beside the
    browser (`kiosk devices`) has signed with `reader_key`.

    `data`: whether the back end compares what a caller tells of himself (interface `identity.match`), for scripts with
    身份: 资料核对. first: before a code by text message; else where none can be sent.
    """

    reader: Literal["off", "bridge"] = one_of("off", "off", "bridge")
    reader_key: str = text("", *_KEY, secret=True)
    data: Literal["off", "on", "first"] = one_of("off", "off", "on", "first")


def proof_means(settings: Settings) -> frozenset[ProofMeans]:
    """How this hall can prove who a citizen is."""
    identity = settings.identity
    found: dict[ProofMeans, bool] = {
        "sms": settings.hall.sms == "sender",
        "card": identity.reader != "off",
        "data": identity.data != "off",
    }
    return frozenset(way for way, there in found.items() if there)
