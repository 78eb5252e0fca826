"""Resident identity numbers (GB 11643): 18 characters, spoken in one go or in pieces.

The check digit and the birth date are checked with python-stdnum. Its birth-place check is not used: it rejects valid
numbers whose county was founded after the birth date. The province code is checked.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from dialogue.understand import validation_messages
from dialogue.understand.digits import digits_of, hear, joined, says_again
from dialogue.understand.digits_by_sound import digits_by_sound
from dialogue.understand.reading import NOTHING, Reading

LENGTH = 18
_PROVINCES = frozenset(
    str.split(
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
    )
)
#: A letter and seven to nine digits: a passport, a permit. 幺 heard as E stands before many more digits.
_OTHER = re.compile(r"(?<![A-Z])[A-WYZ]{1,2}\d{7,9}(?!\d)")
#: 我是六五年四月二号的，号码…: the day of birth told for itself.
_BORN = re.compile(
    r"^[^，,\d]{0,6}?(?:\d{2,4}|[零〇一二三四五六七八九幺]{2,4})年[^，,]{1,8}?(?:的|生的?|出生的?|生人)[，,\s]+(?=\S{0,8}[\d零〇一二三四五六七八九幺])"
)
_PLACE_CODE = 6  # digits of the place; a part so long that is said again is no number's next part
_MOST_LOST = 2  # more digits than this cannot be guessed back, nor more doubled ones taken out


def read_id_number(text: str, *, partial: str = "", today: date | None = None, least: int = 3) -> Reading:
    """`partial`: digits kept from earlier utterances; `least`: with fewer digits nothing is read."""
    if not partial and _other_document(text):
        return Reading(message=validation_messages.NOT_AN_ID)
    reading = _read(text, partial, today, least)
    if not reading.value and not partial and not check_id_number(by_sound := digits_by_sound(text), today):
        return Reading(value=by_sound, doubtful=True)
    return reading


def _other_document(text: str) -> bool:
    bare = re.sub(r"[\s，,。、\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return bool(_OTHER.search("".join(digits_of(one) or one for one in bare)))


def _read(text: str, partial: str, today: date | None, least: int) -> Reading:
    heard = hear(_BORN.sub("", text), want=LENGTH)
    said = heard.digits
    if len(said) < (1 if partial else least) or heard.chatter:
        return NOTHING
    reading = _judge(joined(partial, heard, LENGTH), said, today)
    again = len(partial) >= _PLACE_CODE and says_again(partial, said)
    return _judge(said, said, today) if again and not reading.value else reading


def check_id_number(number: str, today: date | None = None) -> str:
    """Empty when `number` is right, else what is wrong, for the citizen."""
    if len(number) != LENGTH or not number[:-1].isdigit():
        return validation_messages.ID_LENGTH
    if number[:2] not in _PROVINCES:
        return validation_messages.ID_PLACE
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return validation_messages.ID_BORN
    if born.year < 1900 or (today is not None and born > today):
        return validation_messages.ID_BORN
    if ric.calc_check_digit(number) != number[-1]:
        return validation_messages.ID_CHECK
    return ""


def _judge(number: str, said: str, today: date | None) -> Reading:
    if "X" in number[:-1]:
        number = number.rstrip("X").replace("X", "") + ("X" if number.endswith("X") else "")
    if len(number) == LENGTH:
        wrong = check_id_number(number, today)
        return Reading(message=wrong) if wrong else Reading(value=number)
    if len(number) > LENGTH:
        if len(said) == LENGTH and not check_id_number(said, today):
            return Reading(value=said)
        if whole := _without_doubles(number, today):
            return Reading(value=whole, doubtful=True)
        return Reading(
            message=validation_messages.ONE_TOO_MANY if len(number) == LENGTH + 1 else validation_messages.TOO_LONG
        )
    if number.endswith("X") or (len(number) >= 14 and not _dated(number)):
        if whole := _restore(number, today):
            return Reading(value=whole, doubtful=True)
        return Reading(
            message=validation_messages.ONE_TOO_FEW if len(number) == LENGTH - 1 else validation_messages.SOME_MISSING
        )
    return Reading(partial=number)


def _restore(number: str, today: date | None) -> str:
    """The only valid number that `number` becomes by doubling digits (零零 is recognised as one 0), or empty."""
    lost = LENGTH - len(number)
    if not 1 <= lost <= _MOST_LOST:
        return ""
    grown = {number}
    for _ in range(lost):
        grown = {text[:at] + text[at] + text[at:] for text in grown for at in range(len(text)) if text[at] != "X"}
    right = [text for text in grown if not check_id_number(text, today)]
    return right[0] if len(right) == 1 else ""


def _without_doubles(number: str, today: date | None) -> str:
    """The only valid number that `number` becomes by taking one of two equal neighbours out (八八 is recognised as
    八八八), or empty.
    """
    over = len(number) - LENGTH
    if not 1 <= over <= _MOST_LOST:
        return ""
    shrunk = {number}
    for _ in range(over):
        shrunk = {
            text[:at] + text[at + 1 :] for text in shrunk for at in range(len(text) - 1) if text[at] == text[at + 1]
        }
    right = [text for text in shrunk if not check_id_number(text, today)]
    return right[0] if len(right) == 1 else ""


def _dated(number: str) -> bool:
    """Whether characters 7 to 14 are a date. If not, a digit before them is missing."""
    try:
        return ric.get_birth_date(number.ljust(LENGTH, "0")).year >= 1900
    except ValidationError:
        return False
