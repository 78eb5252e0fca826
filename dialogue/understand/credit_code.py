"""Unified social credit codes (GB 32100): 18 digits and letters, spoken in one go or in pieces.

The standard has no I, O, S, V, Z: an I heard is a 1, an O is a 0. Letters come as Latin ones or as the Chinese
characters that they sound like (诶 for A, 达不溜 for W). The check character is python-stdnum's.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc

from dialogue.understand import validation_messages
from dialogue.understand.digits import Heard, digits_of, hear, read_groups, replace_tail
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
#: Names of letters that take more than one character, longest first.
_NAMES = {
    "双优": "W", "双u": "W",
    "达不溜": "W", "达不流": "W", "打不溜": "W", "大不溜": "W",
    "答不溜": "W", "达布溜": "W", "大不留": "W", "达不留": "W",
    "艾克斯": "X", "爱克斯": "X", "埃克斯": "X", "叉叉": "X", "艾弗": "F", "艾夫": "F", "爱福": "F", "埃弗": "F",
    "艾尺": "H", "诶尺": "H", "爱吃": "H", "诶吃": "H", "艾勒": "L", "爱勒": "L", "埃勒": "L", "艾儿": "L", "埃姆": "M",
    "艾姆": "M", "爱慕": "M", "爱姆": "M", "诶姆": "M", "埃恩": "N", "艾恩": "N", "阿尔": "R", "阿儿": "R", "啊儿": "R",
}  # fmt: skip
_LETTER = {
    **dict.fromkeys("诶欸哎埃", "A"),
    **dict.fromkeys("必逼比币毕笔彼", "B"),
    **dict.fromkeys("西吸希惜", "C"),
    **dict.fromkeys("地弟迪蒂滴帝", "D"),
    **dict.fromkeys("伊衣依", "E"),
    **dict.fromkeys("鸡记寄吉基季", "G"),
    **dict.fromkeys("杰街姐接阶", "J"),
    **dict.fromkeys("开凯", "K"),
    **dict.fromkeys("恩嗯", "N"),
    **dict.fromkeys("屁皮批劈匹", "P"),
    **dict.fromkeys("丘秋扣球抠", "Q"),
    **dict.fromkeys("阿啊", "R"),
    **dict.fromkeys("踢提题体梯", "T"),
    **dict.fromkeys("优由油友有", "U"),
    **dict.fromkeys("歪外", "Y"),
    "叉": "X",
    "i": "1",
    "o": "0",
}
_NAME = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))
#: Q是扣扣的Q, 北京的B: a letter explained is said once.
_EXPLAINED = re.compile(r"([a-z])[，,\s]*(?:\1?是?[\u4e00-\u9fff]{1,4}的\1)|[\u4e00-\u9fff]{2,4}的([a-z])")
_CODE = re.compile(r"[0-9a-z]")


def read_credit_code(text: str, *, partial: str = "", least: int = 3) -> Reading:
    """`partial`: characters kept from earlier utterances; `least`: fewer than this are no start of a code."""
    heard = hear(text, want=LENGTH, read=_read)
    said = heard.digits
    if len(said) < (1 if partial else least) or heard.chatter:
        return NOTHING
    if not partial and sum(character.isdigit() for character in said) < 2:
        return NOTHING  # the first eight are digits: letters alone are talk
    return _judge(_join(partial, heard))


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


def _join(partial: str, heard: Heard) -> str:
    said = heard.digits
    if not partial or heard.fresh or len(said) >= LENGTH:
        return said
    if heard.repair:
        return "".join(replace_tail((partial,), heard.groups, LENGTH))
    joined = partial + said
    return said if len(joined) > LENGTH and len(partial) >= 4 and said.startswith(partial[:4]) else joined


def _read(text: str) -> Heard:
    text = _EXPLAINED.sub(lambda hit: hit[1] or hit[2], text)
    return read_groups(_NAME.sub(lambda hit: _NAMES[hit[0]], _AROUND.sub("", text)), _part)


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
        elif character in _LETTER and (_all_code(part) or _beside(part, index)):
            found += _LETTER[character]
        else:
            noise += 1
    return found, noise


def _all_code(part: str) -> bool:
    return all(_CODE.fullmatch(c.lower()) or c in _LETTER or digits_of(c) for c in part)


def _beside(part: str, index: int) -> bool:
    around = part[max(0, index - 1) : index] + part[index + 1 : index + 2]
    return any(_CODE.fullmatch(character.lower()) or digits_of(character) for character in around)
