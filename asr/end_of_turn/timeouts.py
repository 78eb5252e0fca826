"""How long a pause may last before it is the end, by what was asked and by what has been said so far. Sans-I/O.

A fixed silence is wrong both ways: 600 ms keep everybody waiting who said 是的, and cut everybody off who reads a
number from a card. So: a yes is complete, eighteen digits are complete, 我想办 is not, and a sentence that may go on
gets the ordinary silence. What the dialogue expects says which of these to look for. All lengths in ms of silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from asr.end_of_turn.completeness import Shape, shape
from asr.expectation import NUMBERS, Expectation
from mandarin.pinyin import fuzzy

_DIGIT = re.compile(r"[0-9零〇一二两三四五六七八九幺腰洞拐Xx叉]")
_LETTER_OR_DIGIT = re.compile(r"[0-9零〇一二两三四五六七八九幺腰洞拐叉A-Za-z]")
#: So many digits are a number that is being read out.
_SOME = 3
#: Asked for a number, they talk about something else.
_SOMETHING_ELSE = re.compile(r"[没不忘吗]|怎么|什么|哪|人工|帮|重|再说|取消|上一步|慢|大声|为啥")
#: They ask for time.
_THINKING = re.compile(r"想一下|想想|等一下|等等|稍等|我看看|找一下")
#: A vote this sure, either way, makes an open pause shorter or longer by these factors.
_SURE, _FINISHED, _NOT_FINISHED = 0.9, 0.75, 1.5
#: What a whole answer of these kinds has in it (a day) or ends in (three thousand).
_WHOLE: dict[str, re.Pattern[str]] = {
    "date": re.compile(r"[日号天]|今|明|昨|初[一二三四五六七八九十]"),
    "time": re.compile(r"[点时](?:半|整|钟|一刻|三刻|[0-9零一二三四五六七八九十]+分?)[^0-9]{0,2}$|\d:\d\d"),
    "money": re.compile(r"[元块毛]钱?[吧呢的了。]*$"),
    "count": re.compile(r"[0-9一二两三四五六七八九十百仨俩][个人份张次名口位年月天件本套辆间]*[吧呢的了。]*$"),
}


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    complete_ms: int = 256  # what was asked for has been said
    open_ms: int = 600  # a sentence that may or may not go on
    unfinished_ms: int = 1400  # 我想办……
    number_ms: int = 1800  # reading from a card, with digits missing
    blind_number_ms: int = 1400  # numbers and free text, the words not known (yet)
    unhurried: float = 1.4  # times longer for those who asked for time

    def __post_init__(self) -> None:
        lengths = (self.complete_ms, self.open_ms, self.unfinished_ms, self.number_ms, self.blind_number_ms)
        if min(lengths) < 1 or self.unhurried < 1.0:
            raise ValueError("patience lengths must be at least 1 ms, and unhurried at least 1.0")


def before_words(expected: Expectation, settings: PatienceSettings) -> int:
    """While the recogniser has not said yet what was said."""
    blind = expected.kind in NUMBERS or expected.kind in ("date", "text", "address", "several")
    return _for(expected, settings, settings.blind_number_ms if blind else settings.open_ms)


def after_words(expected: Expectation, text: str, settings: PatienceSettings, vote: float | None = None) -> int:
    """Once `text` (Simplified, from the utterance's start to this pause) is known.

    `vote`: how finished it sounds (0..1, `asr.end_of_turn.smart_turn`); heard only where the words leave it open.
    """
    if not text:
        return before_words(expected, settings)
    patience = _of_number(expected, text, settings) or _of_sentence(expected, text, settings)
    if vote is not None and patience == settings.open_ms:
        patience = round(patience * (_FINISHED if vote >= _SURE else _NOT_FINISHED if vote <= 1 - _SURE else 1.0))
    return _for(expected, settings, patience)


def _of_number(expected: Expectation, text: str, settings: PatienceSettings) -> int | None:
    """None: no number is expected, or it is not what they talk about."""
    wanted = expected.characters
    if not wanted:
        return None
    found = len((_LETTER_OR_DIGIT if expected.kind == "credit_code" else _DIGIT).findall(text))
    if found >= wanted:
        return settings.complete_ms
    if found >= _SOME:
        return settings.number_ms
    # The first group of a number is often misheard as words (一三八: 医生吧), and 身份证号是 as any: wait for the rest.
    return None if _SOMETHING_ELSE.search(text) else settings.blind_number_ms


def _of_sentence(expected: Expectation, text: str, settings: PatienceSettings) -> int:
    how = shape(text)
    if _THINKING.search(text[-5:]):
        return settings.number_ms
    if how is Shape.UNFINISHED:
        return settings.unfinished_ms
    if expected.kind in ("text", "address"):  # a complaint or an address has many sentences
        return settings.open_ms if how is Shape.COMPLETE else settings.blind_number_ms
    if whole := _WHOLE.get(expected.kind):
        unsure = settings.blind_number_ms if expected.kind == "date" else settings.open_ms
        return settings.complete_ms if whole.search(text) else unsure
    if expected.kind in ("name", "several"):  # 王小明，弓长王错了…  户口本，还有…
        return settings.open_ms
    if how is Shape.COMPLETE or _answers(expected, text):
        return settings.complete_ms
    return settings.open_ms


def _answers(expected: Expectation, text: str) -> bool:
    """Does the text end in one of the expected words, however it is written?"""
    said = fuzzy(text)
    return any(word and said[-len(word) :] == word for word in map(fuzzy, expected.words))


def _for(expected: Expectation, settings: PatienceSettings, ms: int) -> int:
    return round(ms * settings.unhurried) if expected.unhurried else ms
