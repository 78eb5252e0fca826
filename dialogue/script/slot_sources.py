"""Where the value of a slot comes from, if not from words: a picture, or a list of the back end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dialogue.script.template import Template

#: What takes a picture: the kiosk's camera, or the citizen's own phone.
CaptureDevice = Literal["camera", "phone"]


@dataclass(frozen=True, slots=True)
class Capture:
    """Of the slot that a 拍照, 上传 or 签名 fills. `devices`: what may take it, none for a signature.

    `by_phone`: what becomes of the step on the phone. "say" tells the slot's phone prompt and goes on without
    a picture, "human" hands off, "" is a script's mistake where it is offered on the phone.
    """

    devices: frozenset[CaptureDevice]
    by_phone: Literal["say", "human", ""]


@dataclass(frozen=True, slots=True)
class PickSource:
    """Of the slot that a 挑选 fills: the list that its items are chosen from, and how an item is spoken and shown."""

    name: str
    fields: tuple[str, ...]
    wording: Template
