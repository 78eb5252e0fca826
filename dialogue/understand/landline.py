"""Landline numbers: area code, seven or eight digits, perhaps an extension. The value is `0571-87654321-123`."""

from __future__ import annotations

import re
import unicodedata

from dialogue.understand import validation_messages
from dialogue.understand.digits import Heard, hear, replace_tail
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK

_EXTENSION = re.compile(r"转(?:接)?(?:分机号?|内线)?|分机号?码?是?|内线")
_WORDS = re.compile(r"区号是?|座机号?码?是?|固话是?|固定电话是?|办公室|单位|家里|家庭|公司|的?电话号?码?是?")
_COUNTRY = re.compile(r"(?<!\d)\+?86[-\s]*(?=[1-9]\d{1,2}[-\s]?\d{7,8}(?!\d))")
#: 010 and 02x have three digits, all others four (0310, 0571, …).
_AREA = re.compile(r"010|02\d|0[3-9]\d\d")
#: 八八幺二三三零九，区号是零二八: the area code is said last.
_CODE_LAST = re.compile(r"^(?P<local>.+?)[，,、\s]*(?:前面|前头)?(?:的)?区号(?:是|为)?(?P<code>[^，,]{3,5})$")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST = 12


def read_landline(text: str, *, partial: str = "", area: str = "", least: int = 3) -> Reading:
    """`partial`: the number so far, with or without dashes; `area`: the area code where none is said."""
    main, *rest = _EXTENSION.split(unicodedata.normalize("NFKC", text), maxsplit=1)
    extension = hear(rest[0]).digits if rest else ""
    if not extension.isdigit() or len(extension) > 6:
        extension = ""
    kept, kept_extension = _split(partial)
    main = _CODE_LAST.sub(r"\g<code>，\g<local>", main)
    heard = hear(_local_again(_COUNTRY.sub("0", _WORDS.sub("", main))))
    said = heard.digits.replace("X", "")
    if heard.chatter or (len(said) < (1 if partial else least) and not (partial and extension)):
        return NOTHING
    number = _join(kept, heard, said) if said else kept
    return _judge(number, extension or kept_extension, area)


def _local_again(text: str) -> str:
    """零三七一，六五五一二三四，不对，六五五一二三四五: the number is said anew, and the area code stays."""
    before, *again = re.split(MARK, text)
    local = hear(again[-1]).digits if again else ""
    code = _AREA.match(hear(before).digits)
    return f"{code[0]}，{local}" if code and len(local) in (7, 8) and not local.startswith("0") else text


def _split(partial: str) -> tuple[str, str]:
    pieces = partial.split("-")
    return "".join(pieces[:2]), "".join(pieces[2:])


def _join(kept: str, heard: Heard, said: str) -> str:
    if not kept or heard.fresh or (said.startswith("0") and _AREA.match(said) and len(said) >= 10):
        return said
    if heard.repair:
        return "".join(replace_tail((kept,), heard.groups))
    if len(kept) >= 3 and said.startswith(kept):
        return said  # all of it again
    return kept + said


def _judge(number: str, extension: str, area: str) -> Reading:
    if _MOBILE.fullmatch(number):
        return Reading(message=validation_messages.LANDLINE_MOBILE)
    if not number.startswith("0") and len(number) in (7, 8):
        if not area:
            return Reading(message=validation_messages.LANDLINE_AREA)
        number = area + number
    if not number.startswith("0"):
        return Reading(partial=number) if len(number) < 7 else Reading(message=validation_messages.LANDLINE_SHAPE)
    code = _AREA.match(number)
    if code is None:
        return Reading(partial=number) if len(number) < 4 else Reading(message=validation_messages.LANDLINE_SHAPE)
    local = number[code.end() :]
    if len(local) < 7:
        return Reading(partial=number)
    if len(number) > _LONGEST or len(local) > 8:
        return Reading(message=validation_messages.ONE_TOO_MANY if len(local) == 9 else validation_messages.TOO_LONG)
    if len(code[0]) == 3 and len(local) == 7:
        return Reading(partial=number)  # where the area code has three digits, numbers have eight
    return Reading(value="-".join(piece for piece in (code[0], local, extension) if piece))
