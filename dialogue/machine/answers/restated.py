"""Words of an answer that only repeat the question: 对，正式挂失. Only such words are harmless beside a yes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dialogue.machine.context import StepContext
from dialogue.machine.prompts.value_text import aloud, called_by, shown
from dialogue.script import Slot
from dialogue.script.model import Confirm
from dialogue.slot_kinds import kind_of
from dialogue.understand.answer_words import RESTATED
from dialogue.understand.count import read_count
from dialogue.understand.dates import read_date
from dialogue.understand.digits import hear
from dialogue.understand.money import read_money
from dialogue.understand.time import read_time
from dialogue.understand.yes_no_slot import offers

_DIGIT = "0-9零〇一二两三四五六七八九幺腰洞拐勾xX叉"
_RUN = re.compile(rf"[{_DIGIT}](?:[\s,，、\-]*[{_DIGIT}]){{3,}}")
_TAIL = 4  # last digits, at least, that stand for a whole number
_WORD = re.compile(r"[^\W\d_不没别吗对改错是]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"\d\d:\d\d")
#: Characters. Longer answers are not searched for dates and amounts, since each part of them would be read.
_LONGEST = 24
_STRETCH = 12
#: 退回去重办 of 退回…重新办理.
_SMALL_BETWEEN = re.compile(
    rf"{RESTATED}(?:回|过)?[去来给把了的]{{1,2}}{RESTATED}|{RESTATED}(?:回去|过去|上去|去|回来)(?=[吧啊呀了，,。\s]|$)"
)
_APART = re.compile(rf"[{RESTATED}，,。；;]")
_DENIES = re.compile("[不没]")  # 没毛病 is no 0


def without_restated(ctx: StepContext, text: str) -> str:
    """`text` with `RESTATED` in place of every part that repeats the open question."""
    words, values = _asked(ctx)
    text = _numbers(text, values)
    for word in sorted(filter(None, words), key=len, reverse=True):
        if len(word) > 1 or word not in text:
            text = text.replace(word, RESTATED)
    for value in values:
        text = _stretch(text, value, ctx.state.today)
    if ctx.state.question.kind == "confirm":
        text = _SMALL_BETWEEN.sub(RESTATED, _echoed(_names(ctx, text), _question(ctx)))
    return text


def _question(ctx: StepContext) -> str:
    """The sentence that asks for the confirmation."""
    step = ctx.script.steps[ctx.state.step]
    if not isinstance(step, Confirm):
        return ""
    return step.spoken.on(ctx.state.channel).fill(ctx.values, spoken=True, today=ctx.state.today)


def _echoed(text: str, question: str) -> str:
    """Replaces words of the question itself, of two or more characters: 社保卡, 挂失."""
    for length in range(_STRETCH, 1, -1):
        for start in range(len(text) - length, -1, -1):
            piece = text[start : start + length]
            if piece in question and _WORD.fullmatch(piece):
                text = text[:start] + RESTATED + text[start + length :]
    return text


def _names(ctx: StepContext, text: str) -> str:
    """Replaces slot names in 手机号没错, 手机号是〓, not in a spoken 手机号对, which may have been 手机号不对."""
    right = rf"{RESTATED}|没错|没有错|没问题|正确|准确|无误|对的" + (
        r"|对(?:[啊呀吧了哈，,。]|$)" if ctx.wording.typed else ""
    )
    called = {word for name in ctx.answered for word in called_by(ctx.slot(name)) if len(word) >= 2}
    for word in sorted(called, key=len, reverse=True):
        text = re.sub(rf"{re.escape(word)}(?=[的也都就是]*(?:{right}))", RESTATED, text)
    return text


def _asked(ctx: StepContext) -> tuple[set[str], list[str]]:
    """The words and the values in the open question."""
    question = ctx.state.interjection or ctx.state.question
    match question.kind:
        case "confirm":
            values = ctx.values
            slots = [ctx.slot(name) for name in ctx.answered]
            words = {ctx.state.service, *values.values()}
            for slot in slots:
                words |= _called(ctx, slot, values.get(slot.name, ""))
            return words, [*values.values()]
        case "readback":
            slot = ctx.slot(question.slot)
            return {slot.name, *_called(ctx, slot, question.value)}, [question.value]
        case "consent":
            consent = ctx.script.consent
            return {ctx.state.service, *(consent.items if consent else ())}, []
        case "slot" if offers(ctx.slot(question.slot)):  # 十二月一号啊，也成
            told = [one.value for one in ctx.state.filled if one.via == "api"]
            return set(), [value for value in told if _DAY.fullmatch(value) or _CLOCK.fullmatch(value)]
        case "guess" | "switch" | "replace":
            script = ctx.library.script(question.options[0])
            return {question.options[0], *(script.says if script else ())}, []
        case _:
            return set(), []


def _called(ctx: StepContext, slot: Slot, value: str) -> set[str]:
    """The words for `value` of `slot` that stand for no other value of it."""
    if not value or kind_of(slot).identifier:
        return set()
    mine = {value, aloud(slot, value), shown(slot, value)} if not kind_of(slot).measured else set()
    for choice in slot.choices:
        if choice.label in value.split("、"):
            mine |= {choice.label, *choice.says}
    return mine


def _numbers(text: str, values: Iterable[str]) -> str:
    """Replaces a long number, however it is said: all of it, or its last four or more digits."""
    known = [value.upper() for value in values if value[:-1].isdigit() and len(value) >= _TAIL]

    def repeated(hit: re.Match[str]) -> str:
        digits = hear(hit[0]).digits
        return RESTATED if any(len(digits) >= _TAIL and value.endswith(digits) for value in known) else hit[0]

    return _RUN.sub(repeated, text)


def _stretch(text: str, value: str, today: date) -> str:
    """Replaces the longest part of `text` that says the date, time or amount `value`."""
    if not value or len(text) > _LONGEST or not _readable(value):
        return text
    for length in range(min(_STRETCH, len(text)), 1, -1):
        for start in range(len(text) - length + 1):
            said = text[start : start + length]
            if not _APART.search(said) and not _DENIES.search(said) and _says(said, value, today):
                return text[:start] + RESTATED + text[start + length :]
    return text


def _readable(value: str) -> bool:
    return bool(_DAY.fullmatch(value) or _CLOCK.fullmatch(value) or value.replace(".", "", 1).isdigit())


def _says(said: str, value: str, today: date) -> bool:
    if _DAY.fullmatch(value):
        return any(read_date(said, today, when=when).value == value for when in ("any", "past", "future"))
    if _CLOCK.fullmatch(value):
        return read_time(said).value == value
    return any(read.value and Decimal(read.value) == Decimal(value) for read in (read_money(said), read_count(said)))
