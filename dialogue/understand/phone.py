"""Mainland mobile numbers: 11 digits, 1[3-9]…, spoken in one go or in pieces."""

from __future__ import annotations

import re

from dialogue.understand import validation_messages
from dialogue.understand.digits import goes_on, hear, replace_tail
from dialogue.understand.digits_by_sound import digits_by_sound
from dialogue.understand.reading import NOTHING, Reading

LENGTH = 11
_MOBILE = re.compile(r"1[3-9]\d{9}")


def read_phone(text: str, *, partial: str = "", least: int = 3) -> Reading:
    reading = _read(text, partial, least)
    if not reading.value and not partial and _MOBILE.fullmatch(bold := digits_by_sound(text)):
        return Reading(value=bold, doubtful=True)
    return reading


def _read(text: str, partial: str, least: int) -> Reading:
    heard = hear(text, want=LENGTH)
    said = heard.digits.replace("X", "")
    if len(said) < (1 if partial else least) or heard.chatter:
        return NOTHING
    if len(said) > LENGTH and said.startswith("86"):
        said = said[2:]
    if not partial and 8 <= len(said) < LENGTH and not heard.repair:
        # Citizens do not pause after eight digits or more: recognition lost a digit, and which one is unknown.
        return Reading(
            message=validation_messages.ONE_TOO_FEW if len(said) == LENGTH - 1 else validation_messages.SOME_MISSING
        )
    if heard.fresh or len(said) >= LENGTH or not partial:
        number = said
    elif heard.repair:
        number = "".join(replace_tail((partial,), heard.groups, LENGTH))
    else:
        number = goes_on(partial, said, LENGTH)
    return judge(number)


def judge(number: str) -> Reading:
    if len(number) > LENGTH:
        return Reading(
            message=validation_messages.ONE_TOO_MANY if len(number) == LENGTH + 1 else validation_messages.TOO_LONG
        )
    if len(number) < LENGTH:
        return (
            Reading(partial=number)
            if re.fullmatch(r"1([3-9]\d*)?", number)
            else Reading(message=validation_messages.PHONE_SHAPE)
        )
    return Reading(value=number) if _MOBILE.fullmatch(number) else Reading(message=validation_messages.PHONE_SHAPE)
