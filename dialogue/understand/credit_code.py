"""Unified social credit codes (GB 32100): 18 digits and letters, spoken in one go or in pieces.

The standard has no I, O, S, V, Z: an I heard is a 1, an O is a 0. Letters come as Latin ones or as the Chinese
characters that they sound like (`letters`). The check character is python-stdnum's.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc

from dialogue.understand import validation_messages
from dialogue.understand.digits import Heard, digits_of, hear, joined, read_groups
from dialogue.understand.letters import letters_of, with_letters_named, without_explanations
from dialogue.understand.reading import NOTHING, Reading

LENGTH = 18
_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_AROUND = re.compile(
    r"我们?(?:公司|单位|店|企业|厂)?的?|公司的?|单位的?|营业执照上?的?|统一社会信用代码|社会信用代码|统一代码"
    r"|信用代码|代码|税号"
    r"|执照号码?|编号|号码|(?:最后面?|前面|后面|前|后|中间|开头)的?[一二三四五六七八九十1-9]{1,2}位|最后面?|前面|后面|中间|开头|然后|接着|还有"
    r"|(?:英文)?(?:大写|小写)的?|英文的?|字母"
    r"|我说一下|记一下|一下|就是|那个|这个|您好|你好|请|上写的?|写的"
)
_SMALL = re.compile(r"[是的呢吧了呀啊哦噢呃额]")
_CODE = re.compile(r"[0-9a-z]")


def read_credit_code(text: str, *, partial: str = "", least: int = 3) -> Reading:
    """`partial`: characters kept from earlier utterances; `least`: fewer than this are no start of a code."""
    heard = hear(text, want=LENGTH, read=_read)
    said = heard.digits
    if len(said) < (1 if partial else least) or heard.chatter:
        return NOTHING
    if not partial and sum(character.isdigit() for character in said) < 2:
        return NOTHING  # the first eight are digits: letters alone are talk
    return _judge(joined(partial, heard, LENGTH))


def check_credit_code(code: str) -> str:
    """Empty when `code` is right, else what is wrong, for the citizen."""
    if len(code) != LENGTH:
        return validation_messages.CODE_LENGTH
    if not code[:8].isdigit() or not _ALPHABET.issuperset(code):
        return validation_messages.CODE_SHAPE
    return "" if uscc.calc_check_digit(code) == code[-1] else validation_messages.CODE_CHECK


def _judge(code: str) -> Reading:
    if len(code) < LENGTH:
        return Reading(partial=code)
    if len(code) > LENGTH:
        return Reading(
            message=validation_messages.ONE_TOO_MANY if len(code) == LENGTH + 1 else validation_messages.TOO_LONG
        )
    wrong = check_credit_code(code)
    return Reading(message=wrong) if wrong else Reading(value=code)


def _read(text: str) -> Heard:
    return read_groups(with_letters_named(_AROUND.sub("", without_explanations(text))), _part)


def _part(part: str) -> tuple[str, int]:
    """The characters of one breath group, and how many were none.

    西, 有, 啊 are letters only in a group that holds nothing but a code, or beside a Latin letter; a lone 嗯 is an N
    only where nothing else is said (the last character), so fillers between groups are dropped by the caller's order.
    """
    part = _SMALL.sub("", part) if not _all_code(part) else part
    found, noise = "", 0
    for index, character in enumerate(part):
        if _CODE.fullmatch(character.lower()):
            found += {"i": "1", "o": "0"}.get(character.lower(), character.upper())
        elif digit := digits_of(character):
            found += digit
        elif _letter(character) and (_all_code(part) or _beside(part, index)):
            found += _letter(character)
        else:
            noise += 1
    return found, noise


def _letter(character: str) -> str:
    return next((letter for letter in letters_of(character) if letter in _ALPHABET), "")


def _all_code(part: str) -> bool:
    return all(_CODE.fullmatch(c.lower()) or _letter(c) or digits_of(c) for c in part)


def _beside(part: str, index: int) -> bool:
    around = part[max(0, index - 1) : index] + part[index + 1 : index + 2]
    return any(_CODE.fullmatch(character.lower()) or digits_of(character) for character in around)
