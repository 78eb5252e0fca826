"""Spoken digits -> a string: 幺 腰 洞 拐 勾, 叉 for X, 双五, 三个零, dates in the middle, and repairs on the way.

The recogniser writes digits as Arabic or Chinese, with commas where the citizen breathed. Repairs need these groups.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from dialogue.understand.contrast import read_contrast
from dialogue.understand.digit_phrases import in_digits, without_explanation, without_repeat
from dialogue.understand.number_words import without_words_after_digits, without_words_beside_digits
from dialogue.understand.repair import MARK
from mandarin.pinyin import exact

_DIGIT: dict[str, str] = {
    **{character: str(value) for value, character in enumerate("0123456789")},
    **{character: str(value) for value, character in enumerate("零一二三四五六七八九")},
    **{character: str(value) for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "洞": "0", "幺": "1", "腰": "1", "妖": "1", "夭": "1", "么": "1", "邀": "1", "要": "1", "两": "2", "俩": "2",
    "拐": "7", "勾": "9", "钩": "9", "○": "0",
    "x": "X", "X": "X", "叉": "X", "×": "X", "✕": "X", "乂": "X", "*": "X", "差": "X", "插": "X", "茶": "X", "e": "1",
}  # fmt: skip
#: Everyday words that are digits only among digits: 要 is one of ten thousand words, and 幺 in 要三八.
_WEAK = frozenset("么要邀两俩差插茶勾钩e")
_MARKS_OF_X = frozenset("xX叉×✕乂*插茶差e")
#: Toneless sound -> digit, for characters among digits that are misrecognised digits (四 heard as 是, 七 as 其).
_SOUND: dict[str, str] = {
    "ling": "0", "dong": "0", "yi": "1", "yao": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "shi": "4",
    "wu": "5", "liu": "6",
    "qi": "7", "guai": "7", "ba": "8", "jiu": "9", "gou": "9",
}  # fmt: skip
_LAST_SOUND = frozenset({"cha", "chan", "ca"})  # 叉 at the very end
_WORDS = re.compile(r"艾克斯|爱克斯|埃克斯|叉叉|ex|eks|大写x|字母x|英文x|叉号|打叉|乘号|星号", re.IGNORECASE)
#: Words around a number; the short ones only where the words outweigh the digits, for 是 may be a 四 and 号 a 好.
_WORDS_AROUND = re.compile(
    r"(?:重复|再说|再报|再念)一遍|前?面?加个?零|对?就(?:是)?(?:这个|它|他)|我说一下|说一下|记一下|一下|我的|出生(?:日期|年月日?)是?|生日是?"
    r"|(?:最后面?|末尾|后面|前面|后|前|中间|开头)的?[一二两三四五六七八1-8几](?:位(?:数字?|号码?)?|个数字?)(?:是)?"
    r"|身份证号码是?|身份证号是?|身份证是?|手机号码是?|手机号是?|手机是?|电话号码是?|电话是?|号码是?|是的|就是"
    r"|那个|这个"
    r"|然后是?|接着是?|后面是?|前面是?"
    r"|最后一[位个](?:数字?)?是?|最后是?|末位|第一位|开头是?|尾号是?|还有|剩下的?是?|您好|你好|请记一下|听好|好的|加八六|\+86|^(?:零零八六|0086)(?=[一1])"
    r"|(?:一共|总共|共)?(?:是)?(?:[六七八九6-9]|十[一八]|1[18])位数?(?:吧|的|啊|呢)?$"
)
_SMALL_WORDS = re.compile(r"[我嗯呃额啊呀哦了吧呢的好是号]")
_DATE = re.compile(
    r"((?:19|20)\d\d|(?:[一幺][九勾]|[二两][零〇洞])[一二两三四五六七八九零〇幺洞勾拐双]{2}|(?<!\d)\d{2}|[一二三四五六七八九零〇]{2})年(\d{1,2}|[零一二三四五六七八九十]{1,3})月(\d{1,2}"
    r"|[零一二三四五六七八九十]{1,3})[日号]?"
)
_REPEAT = re.compile(
    r"(?:([两二三四五六七八九2-9]|(?<=[\d零〇一二三四五六七八九幺])一)[个個]|(双))([0-9零〇一二三四五六七八九幺腰洞拐])"
)
#: 三个八，再一个K，一个二: one of each, and no digit 1.
_ONE_MORE = re.compile(
    r"(?:[，,、\s]+(?:再|又|然后|还有|后面|最后|接着)*(?:来|是|加|跟)?|(?:再|又|还有)(?:来|加)?)一[个個](?=[a-z0-9零〇一二三四五六七八九幺洞拐])|一[个個](?=[a-z])"
)
_TAIL_FIRST = re.compile(
    r"^(?P<lead>[^\d零〇一二三四五六七八九幺洞]*?)"
    r"(?P<tail>(?:尾号|后面|最后|末尾|后)的?(?:[一二三四五六七八1-8]位)?.+?)"
    r"(?P<head>(?:前[面头边]?|开头|头里)的?(?:[一二三四五六七八1-8]位)?是?[\d零〇一二三四五六七八九幺洞双].*)$"
)
#: 三三七，哦少了一位，三三七八: the last group is said again, whole.
_LOST_ONE = r"(?:哦|噢|哎呀?|啊|呃)?(?:少|漏|落|缺)了?(?:[说念报]了)?(?:一|个|一个)(?:位|数字?|号)?(?=[，,。\s])"
_REPAIR = re.compile(rf"(?:{MARK}|{_LOST_ONE})(?:了)?[，,。\s]*(?:应该)?(?:是)?")
_GOES_ON = re.compile(r"(?:后面|接着|然后|剩下)")
_AGAIN = re.compile(r"重新说|重说|重来|从头来|从头说|再来一遍|重新来|我再说一遍")
#: Digits of what was said before, at least, that are said again and do not go on.
_REPEATED = 3
_BREAK = re.compile(r"[，,。.、:；;\s\-—_/]+")


@dataclass(frozen=True, slots=True)
class Heard:
    """Digits (and X) in breath groups. `repair`: they replace the tail of what was said before, `fresh`: all of it.

    `noise`: characters that were no digits: an utterance that is mostly noise is not a number.
    """

    groups: tuple[str, ...]
    noise: int = 0
    repair: bool = False
    fresh: bool = False

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def chatter(self) -> bool:
        """Whether this is talk with a digit in it (我想一想, 三楼怎么走) and no part of a number."""
        count = len(self.digits)
        return self.noise > count // 2 + (2 if count >= 3 else 0)


def hear(text: str, *, want: int = 0, read: Callable[[str], Heard] | None = None) -> Heard:
    """All digits of an utterance, its own repairs applied. `want`: the full length, which settles what is replaced.

    `read`: what makes breath groups of a piece without repairs, where it is more than digits.
    """
    read = read or _read
    ready = _ONE_MORE.sub("，", in_digits(unicodedata.normalize("NFKC", text).lower()))
    again = list(_AGAIN.finditer(ready))
    fresh = bool(again)
    if again:
        ready = ready[again[-1].end() :]
    ready = _TAIL_FIRST.sub(r"\g<lead>\g<head>，\g<tail>", ready)  # 尾号1234，前面是1865555
    pieces = _REPAIR.split(read_contrast(ready, "digits").affirmed)
    first = read(pieces[0])
    repair = len(pieces) > 1 and not first.groups
    groups, noise = list(first.groups), first.noise
    for piece in pieces[1:]:
        said = read(piece)
        noise += said.noise
        if groups and (lost := _with_the_lost(tuple(groups), said.groups, want)):
            groups = list(lost)
        elif groups and _GOES_ON.match(piece) and len("".join(groups)) + len(said.digits) == want:
            groups += said.groups
        else:
            groups = list(replace_tail(tuple(groups), said.groups, want)) if groups else list(said.groups)
    whole = "".join(groups)
    if want and len(whole) > want:
        groups = without_repeat(groups, want)
        for other in {without_words_after_digits(ready), without_explanation(ready)} - {ready}:
            without = hear(other, want=want, read=read)
            if len(without.digits) == want:  # 26110042一起查
                return without
    if want and len(whole) == 2 * want and whole[:want] == whole[want:]:
        groups = [whole[:want]]  # said twice
    return Heard(tuple(groups), noise, repair, fresh)


def _with_the_lost(before: tuple[str, ...], said: tuple[str, ...], want: int) -> tuple[str, ...]:
    """The last group of an unfinished number said again with the digit that it lacked, if the number is whole then."""
    *kept, last = before
    new = "".join(said)
    lacked = len(new) > len(last) and new.startswith(last) and len(last) > 1
    return (*kept, new) if lacked and want and len("".join(kept)) + len(new) == want else ()


def replace_tail(before: tuple[str, ...], said: tuple[str, ...], want: int = 0) -> tuple[str, ...]:
    """Apply a repair: `said` replaces the tail so that the number is whole, else as long as its first group."""
    old, new = "".join(before), "".join(said)
    if not new:
        return before
    if want and len(new) >= want:
        return said
    over = len(old) + len(new) - want if want else 0
    length = over if want and 0 < over <= len(old) and len(said) > 1 else len(said[0])
    if want and len(old) == want and len(new) < want:
        length = len(new)
    kept = old[: max(0, len(old) - length)]
    return ((kept,) if kept else ()) + said


def joined(partial: str, heard: Heard, length: int) -> str:
    """The number of `length` characters so far: what is said now goes on from `partial`, repairs it or begins anew."""
    said = heard.digits
    if not partial or heard.fresh or len(said) >= length:
        return said
    if heard.repair:
        return "".join(replace_tail((partial,), heard.groups, length))
    return goes_on(partial, said, length)


def says_again(partial: str, said: str) -> bool:
    """Whether `said` begins with all of `partial` once more. 000 and 000 are six digits."""
    least = _REPEATED if len(said) > len(partial) else _REPEATED + 1
    return len(partial) >= least and len(set(partial)) >= _REPEATED and said.startswith(partial)


def goes_on(partial: str, said: str, length: int) -> str:
    """The number of `length` characters so far. `said` goes on from `partial`, where the number is whole then or
    nothing speaks against it; it replaces what it repeats: all of `partial`, its beginning, or its end.
    """
    number = partial + said
    if len(number) == length:
        return number
    if len(said) >= length or says_again(partial, said):
        return said
    if len(number) > length:
        if len(partial) >= _REPEATED and said.startswith(partial[:_REPEATED]):
            return said  # began again from the start
        for at in range(1, len(partial)):
            if at + len(said) == length and said.startswith(partial[at:]):
                return partial[:at] + said
    return number


def _read(text: str) -> Heard:
    return read_groups(_DATE.sub(_date, _WORDS.sub("X", without_words_beside_digits(text))), _part)


def read_groups(text: str, part_of: Callable[[str], tuple[str, int]]) -> Heard:
    """Breath group by breath group, repeats (双五, 三个零) written out."""
    text = _REPEAT.sub(_repeat, text)
    groups: list[str] = []
    noise = 0
    for part in _BREAK.split(text):
        digits, other = part_of(part)
        noise += other
        if digits:
            groups.append(digits)
    return Heard(tuple(groups), noise)


def _part(part: str) -> tuple[str, int]:
    """The digits of one breath group, and how many characters were none."""
    part = _WORDS_AROUND.sub("", part)
    if 2 * _count(part) < len(part):
        part = _SMALL_WORDS.sub("", part)
    pure = _count(part) == len(part)
    mostly = 5 * _count(part) >= 3 * len(part)
    digits, noise = "", 0
    for index, character in enumerate(part):
        if character == "十":
            digits += _ten(part, index)
        elif character in _DIGIT and (pure or character not in _WEAK or _beside(part, index)):
            digits += _DIGIT[character]
        elif digits and mostly and (sound := "".join(exact(character))) in _SOUND:
            digits += _SOUND[sound]
        elif digits and index == len(part) - 1 and mostly and sound in _LAST_SOUND:
            digits += "X"
        elif not _SMALL_WORDS.fullmatch(character):
            noise += 1
    return digits, noise


def digits_of(character: str) -> str:
    """The digit that a character surely is, `` for any other."""
    return _DIGIT.get(character, "") if character not in _WEAK and character not in _MARKS_OF_X else ""


def weak_digit(character: str) -> str:
    """The digit that an everyday character is among digits (要, 两, 叉), `` for any other."""
    return _DIGIT.get(character, "")


def digit_by_sound(sound: tuple[str, ...]) -> str:
    """The digit that one syllable sounds like, `` for any other."""
    return _SOUND.get("".join(sound), "")


def _count(part: str) -> int:
    return sum(character in _DIGIT for character in part)


def _beside(part: str, index: int) -> bool:
    """Whether a neighbour is surely a digit."""
    around = part[max(0, index - 1) : index] + part[index + 1 : index + 2]
    return any(character in _DIGIT and character not in _WEAK for character in around)


def _ten(part: str, index: int) -> str:
    """十 between two digits is silent (三十一 -> 31), else a 1 before (十二 -> 12), a 0 after (三十 -> 30), or both."""
    before = index > 0 and part[index - 1] in "一二三四五六七八九"
    after = index + 1 < len(part) and part[index + 1] in "一二三四五六七八九"
    return {(True, True): "", (False, True): "1", (True, False): "0", (False, False): "10"}[before, after]


def number(text: str) -> int:
    """A small whole number, Arabic or Chinese up to 99, or digit by digit. Raises ValueError if it is not one."""
    if text.isascii():
        return int(text)
    digits, noise = _part(text)
    if noise or not digits.isdigit():
        raise ValueError(text)
    return int(digits)


def _date(hit: re.Match[str]) -> str:
    year, _ = _part(hit[1])
    year = {2: "20" if year < "30" else "19"}.get(len(year), "") + year  # 八五年六月十二
    return f"{year}{number(hit[2]):02d}{number(hit[3]):02d}"


def _repeat(hit: re.Match[str]) -> str:
    count = 2 if hit[2] else int(_DIGIT[hit[1]])
    return _DIGIT[hit[3]] * count
