"""An issued number (of a case, a letter, a bill): a fixed count of digits, in one utterance or several."""

from __future__ import annotations

from dialogue.understand import validation_messages
from dialogue.understand.digits import goes_on, hear, replace_tail
from dialogue.understand.digits_by_sound import digits_by_sound
from dialogue.understand.reading import NOTHING, Reading


def read_number(text: str, length: int, *, partial: str = "", least: int = 3) -> Reading:
    """`partial`: the digits kept so far. There is no check digit, so only `length` digits are a value."""
    reading = _read(text, length, partial, least)
    if not reading.value and not partial and len(bold := digits_by_sound(text)) == length and bold.isdigit():
        return Reading(value=bold, doubtful=True)
    return reading


def _read(text: str, length: int, partial: str, least: int) -> Reading:
    heard = hear(text, want=length)
    said = heard.digits.replace("X", "")
    if len(said) < (1 if partial else least) or heard.chatter:
        return NOTHING
    if not partial or heard.fresh or len(said) >= length:
        number = said
    elif heard.repair:
        number = "".join(replace_tail((partial,), heard.groups, length))
    else:
        number = goes_on(partial, said, length)
    if len(number) > length:
        return Reading(
            message=validation_messages.ONE_TOO_MANY if len(number) == length + 1 else validation_messages.TOO_LONG
        )
    if len(number) < length:
        return Reading(partial=number)
    return Reading(value=number, doubtful=heard.noise > 0)
