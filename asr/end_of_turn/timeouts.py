"""The silence (ms) that ends a turn, from what was asked and from what has been said so far. Sans-I/O.

A fixed silence is wrong both ways: 600 ms delay the answer to 是的, and cut off a citizen who reads a number from a
card. So: a yes is complete, eighteen digits are complete, 我想办 is not, and a sentence that may go on gets the
ordinary silence. The `Expectation` says which of these to look for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from asr.end_of_turn.completeness import Completeness, completeness
from asr.end_of_turn.sounds import hangs, requests
from asr.end_of_turn.wishes import depends, is_wish, only_tells
from asr.expectation import NUMBERS, Expectation
from mandarin.pinyin import fuzzy

_DIGIT = re.compile(r"[0-9零〇一二两三四五六七八九幺腰洞拐Xx叉]")
_LETTER_OR_DIGIT = re.compile(r"[0-9零〇一二两三四五六七八九幺腰洞拐叉A-Za-z]")
#: From this many digits on, a number is being read out.
_SOME = 3
#: The citizen was asked for a number and talks about something else.
_SOMETHING_ELSE = re.compile(r"[没不忘吗]|怎么|什么|哪|人工|帮|重|再说|取消|上一步|慢|大声|为啥")
#: The citizen asks for time.
_THINKING = re.compile(r"想一下|想想|等一下|等等|稍等|我看看|[找算数念]一下|我看一下|算算")
#: p_finished at least _SURE, or at most 1 - _SURE, multiplies the silence of an open pause by these factors.
_SURE, _FINISHED, _NOT_FINISHED = 0.9, 0.75, 1.5
#: What a whole answer of these kinds contains (a day) or ends in (three thousand).
_WHOLE: dict[str, re.Pattern[str]] = {
    "date": re.compile(r"[日号天]|今|明|昨|初[一二三四五六七八九十]"),
    "time": re.compile(r"[点时](?:半|整|钟|一刻|三刻|[0-9零一二三四五六七八九十]+分?)[^0-9]{0,2}$|\d:\d\d"),
    "money": re.compile(r"[元块毛]钱?[吧呢的了。]*$"),
    "count": re.compile(r"[0-9一二两三四五六七八九十百仨俩][个人份张次名口位年月天件本套辆间]*[吧呢的了。]*$"),
}


@dataclass(frozen=True, slots=True)
class EndSilenceSettings:
    complete_ms: int = 256  # the answer is complete
    open_ms: int = 600  # a sentence that may or may not go on
    told_ms: int = 600  # 社保卡丢了: complete, but a wish or a question often follows
    unfinished_ms: int = 1400  # 我想办……
    number_ms: int = 1800  # a number with digits missing
    blind_number_ms: int = 1400  # numbers and free text, while the text is not known
    unhurried: float = 1.4  # factor for citizens who asked for more time

    @classmethod
    def always(cls, silence_ms: int) -> EndSilenceSettings:
        """The same silence whatever is said."""
        return cls(*[silence_ms] * 6)

    def __post_init__(self) -> None:
        waits = (self.open_ms, self.told_ms, self.unfinished_ms, self.number_ms, self.blind_number_ms)
        if min(self.complete_ms, *waits) < 1 or self.unhurried < 1.0:
            raise ValueError("expected end silences of at least 1 ms and unhurried of at least 1.0")


def end_silence_before_text(expected: Expectation, settings: EndSilenceSettings) -> int:
    """The end silence (ms) while the text is not known yet."""
    blind = expected.kind in NUMBERS or expected.kind in ("date", "text", "address", "several")
    return _for(expected, settings, settings.blind_number_ms if blind else settings.open_ms)


def end_silence_after_text(
    expected: Expectation,
    text: str,
    settings: EndSilenceSettings,
    p_finished: float | None = None,
    *,
    certain: bool = False,
    syllables: Sequence[str] = (),
) -> int:
    """The end silence (ms) once `text` (Simplified, from the segment's start to this pause) is known.

    `p_finished`: the probability (0..1) of a `TurnDetector`; used only where the text leaves it open. `certain`: the
    syllables are a whole answer to a closed question (`Use.TAKE`), so nothing is missing. `syllables`: toneless pinyin
    of those that the head is certain of; they tell an unfinished sentence where the text is wrong.
    """
    if certain:
        return _for(expected, settings, settings.complete_ms)
    if not text:
        return end_silence_before_text(expected, settings)
    end_silence_ms = _of_number(expected, text, settings) or _of_sentence(expected, text, syllables, settings)
    if p_finished is not None and end_silence_ms == settings.open_ms:
        end_silence_ms = round(
            end_silence_ms * (_FINISHED if p_finished >= _SURE else _NOT_FINISHED if p_finished <= 1 - _SURE else 1.0)
        )
    return _for(expected, settings, end_silence_ms)


def _of_number(expected: Expectation, text: str, settings: EndSilenceSettings) -> int | None:
    """None: no number is expected, or the text is about something else."""
    wanted = expected.characters
    if not wanted:
        return None
    found = len((_LETTER_OR_DIGIT if expected.kind in ("credit_code", "code") else _DIGIT).findall(text))
    if found >= wanted:  # a code may be longer than the shortest of its kind
        return settings.open_ms if expected.kind == "code" else settings.complete_ms
    if found >= _SOME:
        return settings.number_ms
    # The first group of a number is often misheard as words (一三八: 医生吧; 身份证号是): wait for the rest.
    return None if _SOMETHING_ELSE.search(text) else settings.blind_number_ms


def _of_sentence(expected: Expectation, text: str, syllables: Sequence[str], settings: EndSilenceSettings) -> int:
    how = completeness(text)
    if _THINKING.search(text[-5:]):
        return settings.number_ms
    if how is Completeness.UNFINISHED or hangs(syllables) or (expected.kind == "service" and depends(text)):
        return settings.unfinished_ms
    if expected.kind == "service" and (is_wish(text) or requests(syllables)):
        return settings.complete_ms
    if expected.kind == "service" and only_tells(text):
        return settings.told_ms
    if expected.kind in ("text", "address"):  # a complaint or an address has many sentences
        return settings.open_ms if how is Completeness.COMPLETE else settings.blind_number_ms
    if whole := _WHOLE.get(expected.kind):
        unsure = settings.blind_number_ms if expected.kind == "date" else settings.open_ms
        return settings.complete_ms if whole.search(text) else unsure
    if expected.kind in ("name", "several"):  # 王小明，弓长王错了…  户口本，还有…
        return settings.open_ms
    if how is Completeness.COMPLETE or _answers(expected, text):
        return settings.complete_ms
    return settings.open_ms


def _answers(expected: Expectation, text: str) -> bool:
    """Whether the text ends in one of the expected phrases, by sound."""
    said = fuzzy(text)
    return any(word and said[-len(word) :] == word for word in map(fuzzy, expected.biasing_phrases))


def _for(expected: Expectation, settings: EndSilenceSettings, ms: int) -> int:
    return round(ms * settings.unhurried) if expected.unhurried else ms
