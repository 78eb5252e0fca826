"""Reads a question in Chinese into a `NumberQuery`, by rules: names first, then times, then the words of the lexicon.

Every character must be understood. A word that is in no table may change the answer (除了, 张三, 没), so the question
is refused and the word is told; so is a question of which two readings are possible. Sans-I/O.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from dialogue.understand.digits import number
from kiosk.operators.numbers.composing import query_of
from kiosk.operators.numbers.found_words import FoundWords, RefusedQuestionError
from kiosk.operators.numbers.lexicon import WORDS, Word
from kiosk.operators.numbers.periods import PeriodError, said_periods
from kiosk.operators.numbers.query import Filter, NumberQuery, Unanswerable
from kiosk.operators.numbers.vocabulary import Vocabulary
from kiosk.operators.record_words import CHANNELS
from mandarin.printable import printable

#: Characters of a question.
LONGEST = 120
_TAKEN = "\0"


def read_question(text: str, vocabulary: Vocabulary, now: datetime) -> NumberQuery | Unanswerable:
    """`now`: aware, hall's local time."""
    ready = unicodedata.normalize("NFKC", printable(text)).strip()
    if not ready:
        return Unanswerable("请写一个问题。")
    if len(ready) > LONGEST:
        return Unanswerable(f"问题太长：最多 {LONGEST} 个字。")
    try:
        return query_of(_read(ready, vocabulary, now), now)
    except RefusedQuestionError as refused:
        return refused.why
    except PeriodError as error:
        return Unanswerable(str(error.args[0]))
    except (ValueError, OverflowError):  # a number or a day that there is not: 十十, 9999年以后
        return Unanswerable("有个数字或日子没看懂，请换个写法。")


def _read(text: str, vocabulary: Vocabulary, now: datetime) -> FoundWords:
    found = FoundWords()
    rest = _names(text, vocabulary, found)
    rest = _versions(rest, vocabulary, found)
    found.periods = said_periods(rest, now)
    for period in found.periods:
        rest = _hidden(rest, period.start, period.end)
    _words(rest, found)
    return found


def _names(text: str, vocabulary: Vocabulary, found: FoundWords) -> str:
    """The text without the names in it."""
    lowered = text.lower()
    for name, meanings in vocabulary.names.items():
        start = lowered.find(name)
        while start >= 0:
            end = start + len(name)
            if not _inside_word(lowered, start, end, name):
                if len(meanings) > 1:
                    raise RefusedQuestionError(f"“{name}”可能是{_or(one.words for one in meanings)}，请写全名。")
                found.filter(meanings[0], end)
                lowered, text = _hidden(lowered, start, end), _hidden(text, start, end)
            start = lowered.find(name, end)
    return text


def _inside_word(text: str, start: int, end: int, name: str) -> bool:
    """kiosk-1 in kiosk-12; 评价 (a step) in 评价数 (a measure)."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    if name[0].isascii() and name[0].isalnum() and before.isascii() and before.isalnum():
        return True
    if name[-1].isascii() and name[-1].isalnum() and behind.isascii() and behind.isalnum():
        return True
    return any(
        hit.start() <= start and hit.end() > end
        for word in WORDS
        if word.kind in ("measure", "group")
        for hit in word.pattern.finditer(text)
    )


def _versions(text: str, vocabulary: Vocabulary, found: FoundWords) -> str:
    for word in (word for word in WORDS if word.kind == "version"):
        for hit in word.pattern.finditer(text):
            said = number(next(group for group in hit.groups() if group).replace("两", "二"))
            if (version := vocabulary.versions.get(said)) is None:
                raise RefusedQuestionError(f"没有第 {said} 版。")
            found.filter(Filter("version", (version,), f"第 {said} 版"), hit.end())
            text = _hidden(text, *hit.span())
    return text


def _words(text: str, found: FoundWords) -> None:
    at, unknown, unable = 0, list[str](), list[str]()
    joined = False  # the character before was unknown too
    while at < len(text):
        if text[at] == _TAKEN:
            at, joined = at + 1, False
            continue
        word, hit = _longest(text, at)
        if word is None or hit is None:
            if joined:
                unknown[-1] += text[at]
            else:
                unknown.append(text[at])
            at, joined = at + 1, True
            continue
        if word.kind == "unable":
            unable.append(hit[0])
        else:
            _take(word, hit, found)
        at, joined = hit.end(), False
    if unknown or unable:
        able = f"还不会算{_quoted(unable)}。" if unable else ""
        odd = f"这些字没看懂：{_quoted(unknown)}。" if unknown else ""
        raise RefusedQuestionError(f"{able}{odd}它们可能改变答案，所以没有算。", (*unable, *unknown))


def _longest(text: str, at: int) -> tuple[Word | None, re.Match[str] | None]:
    best: tuple[Word | None, re.Match[str] | None] = (None, None)
    length = 0
    for word in WORDS:
        hit = word.pattern.match(text, at)
        if hit is not None and hit.end() - at > length:
            best, length = (word, hit), hit.end() - at
    return best


def _take(word: Word, hit: re.Match[str], found: FoundWords) -> None:
    match word.kind:
        case "measure":
            found.measures.append(word.value)
            if hit[0].startswith(("多办", "少办")):
                found.compares.append("difference")
        case "group":
            found.groups.append(word.value)  # type: ignore[arg-type]
            found.stuck |= hit[0].startswith(("卡在", "停在", "断在", "走在", "倒在"))
        case "noun":
            found.nouns.append(word.value)  # type: ignore[arg-type]
        case "order":
            found.orders.append(word.value)
        case "weak":
            found.weak.append(word.value)
        case "which":
            found.which = True
        case "share":
            found.shares.append((hit.start(), bool(found.measures)))
        case "limit":
            found.limits.append(number(next(group for group in hit.groups() if group).replace("两", "二")))
        case "compare":
            found.compares.append(word.value)
        case "percent":
            found.percents.append(int(word.value))
        case "channel":
            found.filter(Filter("channel", (word.value,), CHANNELS[word.value]), hit.end())
        case _:
            pass


def _hidden(text: str, start: int, end: int) -> str:
    return text[:start] + _TAKEN * (end - start) + text[end:]


def _quoted(words: Iterable[str]) -> str:
    return "、".join(f"“{one}”" for one in words)


def _or(words: Iterable[str]) -> str:
    return "或者".join(f"“{one}”" for one in dict.fromkeys(words))
