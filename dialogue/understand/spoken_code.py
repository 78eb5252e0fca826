"""Reads issued numbers of letters and digits (plates, passports, permits, cases) by the shapes that they may have.

Every place of a shape says what may stand there, so 诶 is a letter where one is due and 一 a digit. A character read by
its sound, or left out, makes the value doubtful. A shape is filled in one utterance or in several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from dialogue.understand import validation_messages
from dialogue.understand.code_shape import Shape, fits, single
from dialogue.understand.digits import Heard, digit_by_sound, digits_of, hear, read_groups, replace_tail, weak_digit
from dialogue.understand.letters import letters_of, with_letters_named, without_explanations
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import corrects_itself
from mandarin.pinyin import exact, tone

#: What a text that fills a shape is: a value, one to be read back, the beginning of a longer one, or none.
Verdict = Literal["value", "doubtful", "more", "none"]

_AROUND = re.compile(
    r"(?:我|我们|本人|他|她|对方|你|您)的?(?=[a-z0-9零〇一二三四五六七八九幺])"
    r"|(?:英文|大写|小写|拼音|字母|数字|阿拉伯)(?:字母|数字)?的?(?:是|像)?|号码|编号|证号|证件"
    r"|(?:最后面?|末尾|结尾|尾巴|前面|开头|中间|后面|后头|前头|后|前)的?(?:[一二两三四五六七八九十1-9]{1,2}位)?(?:数字|字母)?(?:再?加上?|带个?|跟着?个?|是个?|还有个?)?"
    r"|[四五六七八九4-9]个(?:阿拉伯)?(?:数字?|号码)|字头|打头|开头|带头|然后是?|接着是?|再加上?|加上|还有|就是|应该是|我?记得是?|说一下|记一下|一下|您?听好|那个|这个|您好|你好|谢谢|请"
)
#: 零是数字不是字母; 是数字零，不是字母O.
_SAID_TWICE = re.compile(
    r"[，,。\s]*[a-z零〇一0-9]是(?:阿拉伯)?(?:数字|字母|英文)[^，,。]*|(?<=[，,。\s])是(?:阿拉伯)?(?:数字|字母|英文)[^，,。]*[，,。]*不是[^，,。]*"
)
_FILLERS = frozenset("的是呢吧了呀啊哦噢呃额嗯诶哎欸喔嘛个对好我")
_SOUND, _LEFT_OUT = 1, 2  # costs
#: Characters of a breath group that is no talk although nothing in it is sure, and of such a run among sure ones.
_SHORT, _LOOSE = 3, 2


@dataclass(frozen=True, slots=True)
class _Symbol:
    """One character that was heard, and what it may be."""

    own: str
    digit: str  # surely, or as an everyday word that is a digit among digits
    sounds_like: str  # letters and digits
    sound: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return self.own.isascii() or bool(digits_of(self.own))


@dataclass(frozen=True, slots=True)
class _Aligned:
    text: str
    cost: int
    whole: bool


@dataclass(frozen=True, slots=True)
class CodeGrammar:
    """What a kind of number looks like and how it is talked about.

    `prepare` takes the kind's own words out of a text in lower case. `judge`: of a text that fills a shape. `wrong`:
    the message for a number of another shape. `same_start`: a beginning common to all numbers may be left out.
    """

    shapes: tuple[Shape, ...]
    prepare: Callable[[str], str] = str
    judge: Callable[[str], Verdict] = lambda code: "value"
    wrong: str = validation_messages.CODE_OTHER_SHAPE
    same_start: bool = False


@lru_cache(maxsize=64)
def _han(shapes: tuple[Shape, ...]) -> tuple[frozenset[str], int]:
    """The Chinese characters that are part of some number, and how many of any kind one may have."""
    places = (place for shape in shapes for place in shape if place)
    literals = frozenset(character for place in places for character in place if not character.isascii())
    return literals, max(sum(place is None for place in shape) for shape in shapes)


def read_code(text: str, grammar: CodeGrammar, *, partial: str = "") -> Reading:
    """`partial`: what was kept so far."""
    lengths = {len(partial)} if fits(partial, grammar.shapes) else {len(shape) for shape in grammar.shapes}
    wants = sorted(lengths) if corrects_itself(text) else [max(lengths)]
    found = [_read(text, grammar, partial, want, hesitates) for want in wants for hesitates in (True, False)]
    return min(found, key=lambda one: (not one.value, one.doubtful, not one.partial, not one.message))


def _read(text: str, grammar: CodeGrammar, partial: str, want: int, hesitates: bool) -> Reading:
    """`want`: the number's length, by which repairs are placed. `hesitates`: 诶 alone is no letter."""
    literals, han = _han(grammar.shapes)

    def groups(piece: str) -> Heard:
        piece = without_explanations(grammar.prepare(_SAID_TWICE.sub("", piece)))
        named = with_letters_named(_AROUND.sub("", piece))
        return read_groups(named, lambda part: _kept(part, literals, han, hesitates))

    heard = hear(text, want=want, read=groups)
    said = heard.digits.upper()
    if not said or heard.chatter or not (partial or _tells(said, literals)):
        return NOTHING
    before = fits(partial, grammar.shapes)
    aligned = [best for one in _candidates(heard, said, partial, before, want) if (best := _best(one, grammar))]
    for one in aligned:
        if one.whole and (verdict := grammar.judge(one.text)) in ("value", "doubtful"):
            return Reading(value=one.text, doubtful=verdict == "doubtful" or one.cost > 0 or heard.noise > 0)
    if before:
        return NOTHING
    begun = [one for one in aligned if (not one.whole or grammar.judge(one.text) == "more") and one.cost <= _LEFT_OUT]
    if begun and (partial or len(begun[0].text) > 1 or not heard.noise):
        return Reading(partial=begun[0].text)
    if sum(_symbol(character).sure for character in said) < 3:
        return NOTHING
    return Reading(message=_why(partial + said, grammar))


def _candidates(heard: Heard, said: str, partial: str, before: bool, want: int) -> Iterator[str]:
    """The whole text, likeliest first. `before`: `partial` was whole."""
    half = len(said) // 2
    if half > 2 and said[:half] * 2 == said:
        yield said[:half]
    if partial and heard.repair and not heard.fresh:
        yield "".join(replace_tail((partial,), tuple(group.upper() for group in heard.groups), want))
    elif partial and not heard.fresh and not before:
        yield partial + said
    yield said
    if partial and not before and not heard.fresh:
        yield from (partial[:at] + said for at in range(1, len(partial)) if said.startswith(partial[at:]))
    if before and not heard.repair:
        yield partial + said


def _tells(said: str, literals: frozenset[str]) -> bool:
    """Whether there is more in it than sounds."""
    return any(character in literals or _symbol(character).sure for character in said)


def _why(text: str, grammar: CodeGrammar) -> str:
    """Why `text` fills no shape: it goes on behind one, or is another number."""
    for over in range(1, 4):
        best = _best(text[:-over], grammar)
        if best and best.whole and not best.cost:
            return validation_messages.ONE_TOO_MANY if over == 1 else validation_messages.TOO_LONG
    return grammar.wrong


# ---- from characters to a shape -----------------------------------------------------------------------------------


def _kept(part: str, literals: frozenset[str], han: int, hesitates: bool) -> tuple[str, int]:
    """The characters of one breath group that may belong to the number, and how many do not. Talk gives none."""
    symbols = [_symbol(character) for character in part]
    firm = [one.sure or one.own in literals for one in symbols]
    may_be = [
        firm[at] or bool(one.digit or one.sounds_like or han or _sounds_as(one, literals))
        for at, one in enumerate(symbols)
    ]
    if not any(one.sure for one in symbols):  # 京诶, or talk: 教练车, 新车
        fillers = all(one.own in _FILLERS for one in symbols)
        short = len(symbols) <= max(_SHORT, han) and all(may_be) and not (fillers and hesitates)
        return (part, 0) if short else ("", 0)
    kept, noise = "", 0
    for loose, run in groupby(range(len(symbols)), key=lambda at: not firm[at]):
        places = list(run)
        own = "".join(symbols[at].own for at in places)
        sides = (places[0] > 0) + (places[-1] < len(symbols) - 1)
        fillers = all(character in _FILLERS for character in own)
        fits_in = len(own) <= max(_LOOSE, han) and all(may_be[at] for at in places)
        if not loose or (fits_in and sides > (fillers and hesitates)):
            kept += own
        else:
            noise += sum(character not in _FILLERS for character in own)
    return ("", 0) if noise > len(kept) else (kept, noise)


def _sounds_as(one: _Symbol, characters: frozenset[str]) -> bool:
    return any(_symbol(character).sound == one.sound for character in characters)


def _best(text: str, grammar: CodeGrammar) -> _Aligned | None:
    """The cheapest way to fill a shape, else to begin one."""
    symbols = [_symbol(character) for character in text]
    found = [one for shape in grammar.shapes if (one := _align(symbols, shape, grammar.same_start))]
    found = [one for one in found if one.cost <= _LEFT_OUT + len(symbols) // 3]
    return min(found, key=lambda one: (not one.whole, one.cost, -len(one.text)), default=None)


def _align(symbols: list[_Symbol], shape: Shape, same_start: bool) -> _Aligned | None:
    """All of `symbols` on the first places of `shape`. Marks such as a dash are not spoken, and written in."""
    ways: dict[int, tuple[int, str]] = {}
    _reach(ways, shape, 0, 0, "")
    prefix = next((at for at, place in enumerate(shape) if place is None or not single(place)), 0)
    if prefix and same_start:
        _reach(ways, shape, prefix, _LEFT_OUT, _same(shape[:prefix]))
    for one in symbols:
        following: dict[int, tuple[int, str]] = {}
        for at, (cost, text) in ways.items():
            if at < len(shape):
                for character, price in _readings(one, shape[at]):
                    _reach(following, shape, at + 1, cost + price, text + character)
            if not one.sure:
                _reach(following, shape, at, cost + (_SOUND if one.own in _FILLERS else _LEFT_OUT), text)
        ways = following
    if not ways:
        return None
    at = max(ways) if len(shape) in ways else min(ways, key=lambda place: (ways[place][0], -place))
    return _Aligned(ways[at][1], ways[at][0], at == len(shape))


def _reach(ways: dict[int, tuple[int, str]], shape: Shape, at: int, cost: int, text: str) -> None:
    while at < len(shape) and single(shape[at]) and not _same(shape[at : at + 1]).isalnum():
        text, at = text + _same(shape[at : at + 1]), at + 1
    if at not in ways or cost < ways[at][0]:
        ways[at] = (cost, text)


def _same(places: Shape) -> str:
    return "".join(character for place in places for character in place or ())


def _readings(one: _Symbol, place: frozenset[str] | None) -> Iterator[tuple[str, int]]:
    if place is None:
        if "\u4e00" <= one.own <= "\u9fff":
            yield one.own, 0
        return
    if one.own in place:
        yield one.own, 0
    elif one.digit and one.digit in place:
        yield one.digit, 0
    elif (other := {"O": "0", "I": "1"}.get(one.own)) and other in place:
        yield other, 0  # where the letter cannot stand
    elif heard := next((letter for letter in one.sounds_like if letter in place), ""):
        yield heard, _SOUND
    elif one.own.isascii() and not one.own.isalnum():
        return
    else:
        alike = [character for character in place if not character.isascii() and _symbol(character).sound == one.sound]
        if alike and not one.own.isascii():
            yield min(alike, key=lambda character: (tone(character) != tone(one.own), character)), _SOUND


@lru_cache(maxsize=4096)  # of single characters: nothing of what was said stays in it
def _symbol(character: str) -> _Symbol:
    if character.isascii():
        return _Symbol(character, character if character.isdigit() else "", "", ())
    sound = exact(character)
    return _Symbol(
        own=character,
        digit=(digit := digits_of(character)) or weak_digit(character),
        sounds_like="" if digit else letters_of(character) + digit_by_sound(sound),
        sound=sound,
    )
