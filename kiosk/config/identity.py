"""The settings of proving who a citizen is at the kiosk (docs/identity.md, `dialogue.script.assurance`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dialogue.script.assurance import ProofMeans, ProofPolicy
from kiosk.config.rules import NO_FILE, OPTIONAL_FILE, one_of, text, web_address, whole

if TYPE_CHECKING:
    from kiosk.config.backend import BackendSettings
    from kiosk.config.settings import Settings

_KEY = (r"|[^\s]{16,200}", "at least 16 characters without blanks, or nothing")
_URL = (r"|https?://[^\s/]+\S*", '"" or an http:// or https:// address')
_PROXY = (r"|http://[^\s/@]+", '"" or an http:// address without user, password and path')


@dataclass(frozen=True, slots=True)
class VerifierSettings:
    """What answers `identity.qr` and `identity.face`, where it is not the back end. `url` empty: the back end does.
    The others as of `BackendSettings`.
    """

    url: str = web_address("", *_URL)
    token: str = text("", secret=True)
    mapping: Path | None = field(default=None, metadata=NO_FILE)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    proxy: str = web_address("", *_PROXY)


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """`reader`: which card readings of the page are believed. off: none; bridge: those that the program beside the
    browser (`kiosk devices`) has signed with `reader_key`.

    `data`: whether the back end compares what a caller tells of himself (interface `identity.match`), for scripts with
    身份: 资料核对. first: before a code by text message; else where none can be sent.

    `qr`: the level that the QR code of an app proves at most (interface `identity.qr`); off: none is asked for. `face`:
    whether a service compares faces (`identity.face`), named `face_operator` to the citizen. `face_else`: how a citizen
    goes on who declines, or where it cannot be done. `staff_level`: the level of a person for whom a member of staff
    vouches on the bell page, for `staff_minutes`.
    """

    reader: Literal["off", "bridge"] = one_of("off", "off", "bridge")
    reader_key: str = text("", *_KEY, secret=True)
    data: Literal["off", "on", "first"] = one_of("off", "off", "on", "first")
    qr: Literal["off", "sms", "card"] = one_of("off", "off", "sms", "card")
    face: Literal["off", "on"] = one_of("off", "off", "on")
    face_operator: str = text("")
    face_else: Literal["staff", "sms"] = one_of("staff", "staff", "sms")
    staff_level: Literal["off", "sms", "card", "face"] = one_of("off", "off", "sms", "card", "face")
    staff_minutes: int = whole(15, 1, 240)
    verifier: VerifierSettings = field(default_factory=VerifierSettings)


def proof_means(settings: Settings) -> frozenset[ProofMeans]:
    """How this hall can prove who a citizen is."""
    identity = settings.identity
    found: dict[ProofMeans, bool] = {
        "sms": settings.hall.sms == "sender",
        "card": identity.reader != "off",
        "data": identity.data != "off",
        "qr": identity.qr != "off",
        "face": identity.face != "off",
        "staff": identity.staff_level != "off",
    }
    return frozenset(way for way, there in found.items() if there)


def proof_policy(settings: IdentitySettings) -> ProofPolicy:
    return ProofPolicy(
        qr="none" if settings.qr == "off" else settings.qr,
        staff="none" if settings.staff_level == "off" else settings.staff_level,
        staff_minutes=settings.staff_minutes,
        instead_of_face=settings.face_else,
        face_operator=settings.face_operator,
    )


def verifier_of(settings: Settings) -> BackendSettings:
    """How `identity.qr` and `identity.face` are reached."""
    own = settings.identity.verifier
    if not own.url:
        return settings.backend
    return replace(
        settings.backend, url=own.url, token=own.token, mapping=own.mapping, ca_file=own.ca_file, proxy=own.proxy,
        client_cert=None, client_key=None, client_key_password="",
    )  # fmt: skip


def mistakes(settings: Settings) -> Iterator[tuple[str, str]]:
    """The name of the setting, and what is wrong with it beside the others."""
    identity = settings.identity
    if identity.reader == "bridge" and not identity.reader_key:
        yield "reader", "identity.reader is bridge: set identity.reader_key too, which signs each card reading"
    if identity.face == "on" and identity.reader == "off" and identity.qr != "card":
        yield (
            "face",
            "identity.face is on: set identity.reader, or identity.qr: card; a face is compared with a card",
        )
    if identity.face == "on" and not identity.face_operator:
        yield "face", "identity.face is on: set identity.face_operator too, the citizen is told who gets the picture"
    if identity.face == "on" and identity.face_else == "sms" and settings.hall.sms != "sender":
        yield "face_else", "identity.face_else is sms: set hall.sms: sender too, or face_else: staff"
