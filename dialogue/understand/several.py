"""Several of a few options: 身份证和户口本, 第一个和第三个, 都要, 除了照片都要. The value joins labels by 、."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dialogue.understand import validation_messages
from dialogue.understand.denied import denied
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean

_ALL = re.compile(
    r"^(?:我|就|那|这[几些]个?)*(?:全部?|所有的?|都|一起|每个|每样)(?:部|都)?(?:要|选|办|有|是|行|勾上"
    r"|需要)?[的了吧啊呀]*$"
)
_NONE = re.compile(
    r"^(?:我)?(?:一个)?(?:都|全)?(?:不要|不选|不需要|没有|不办|不是)[的了吧啊呀]*$|^(?:都不|一个也没有|一个都没有)"
)
_EXCEPT = re.compile(r"(?:除了|除去|不要|不包括|不含|去掉)(.+?)(?:以外|之外|不要|，|,|其他|其余|别的|剩下|都|$)")
_NOT_THESE = re.compile(r"^(.+?)(?:不要|不选|不办|不用|不需要|就不用)了?[，,\s]*(?:其他|其余|别的|剩下)")
_BUT = re.compile(r"(?:其他|其余|别的|剩下).{0,2}都|都要|都选|全要|全选|全部")
_JOIN = re.compile(r"[、，,。.；;！!\s]+|和|跟|还有|以及|再加上?|加上?|另外|外加|与")
_FIRST = re.compile(r"^(?:要|选)?(?P<end>前|后|最后)(?:面)?(?P<count>[两二三四五六七八2-8])[个项种样](?:都要)?$")
_PLACES = re.compile(r"^(?:我?要|我?选|第)*(?:[一二三四五六七八九1-9][个项]?第?)+(?:都要)?$")
_COUNTED = re.compile(r"(?P<count>[两二三四五六七八2-8])个(?:我)?(?:都|全)(?:要|选|办|有)[的了吧啊]*")
_CLAUSE = re.compile(r"[，,。.；;！!\s]+")
#: Behind what is left out: 公章不刻, 社保先不上.
_NOT_DONE = re.compile(r"(?:我|我们|就|先|也|都|暂时|这次)*不[^，是]{1,2}(?:了|的)?$")
_PLACE = re.compile(r"[一二三四五六七八九1-9]")
_WRAP = re.compile(r"^(?:我)?(?:要|选|办|有|还要|需要)|(?:都|也)?(?:要|选|办|有)?[的了吧啊呀]*$")


def read_several(text: str, options: Mapping[str, Sequence[str]]) -> Reading:
    """`options`: label -> other words. None of them: a hint, as one at least is wanted."""
    if is_question(text):
        return NOTHING
    said = [piece for piece in re.split(MARK, text) if clean(piece)]
    if not said:
        return NOTHING
    piece, bare = said[-1], clean(said[-1])
    labels = list(options)
    if hit := _NOT_THESE.search(piece) or _EXCEPT.search(piece):
        left_out = _named(hit[1], options)
        if left_out and _BUT.search(piece):
            return _reading([label for label in labels if label not in left_out])
    chosen = _named(piece, options)
    if chosen:
        reading = _reading([label for label in labels if label in chosen])
        return replace(reading, doubtful=bool(reading.value) and _adds_unread(piece, options))
    if _NONE.search(bare):
        return Reading(message=validation_messages.AT_LEAST_ONE)
    if hit := _COUNTED.fullmatch(bare):
        return _reading(labels) if _number(hit["count"]) == len(labels) else NOTHING
    if _ALL.search(bare):
        return _reading(labels)
    return NOTHING


#: 还要开得出票来: one more, that is not understood.
_ONE_MORE = re.compile(r"^(?:我|我们|另外|再)?(?:还|也|再|另外|顺便|同时|加上?|最好)(?!是|不|没)")


def _adds_unread(text: str, options: Mapping[str, Sequence[str]]) -> bool:
    """Whether a clause wants something more that is none of the options."""
    clauses = [clause for part in _CLAUSE.split(text) if (clause := clean(part))]
    return any(_ONE_MORE.match(clause) and not _named(clause, options) for clause in clauses)


def _reading(labels: list[str]) -> Reading:
    return Reading(value="、".join(labels)) if labels else Reading(message=validation_messages.AT_LEAST_ONE)


def _named(text: str, options: Mapping[str, Sequence[str]]) -> set[str]:
    """The labels that are named: by their words anywhere, by place, and clause by clause by sound."""
    bare, labels = clean(text), list(options)
    if hit := _FIRST.search(bare):
        count = _number(hit["count"])
        return set(labels[:count] if hit["end"] == "前" else labels[-count:])
    if _COUNTED.fullmatch(bare):
        return set()
    if places := _places(text, len(labels)):
        return {labels[place - 1] for place in places}
    found, rest = set[str](), bare
    words = sorted(
        ((clean(word), label) for label in labels for word in (label, *options[label])), key=lambda w: -len(w[0])
    )
    for word, label in words:
        if word and word in rest:
            found.add(label)
            rest = rest.replace(word, "|")
    found -= _left_out(text, words) - _wanted(text, words)
    for clause in _JOIN.split(text):
        core = _WRAP.sub("", clean(clause))
        if len(core) >= 2 and not any(clean(word) in core for word, _ in words) and not _ALL.search(clean(clause)):
            by_sound = read_option(core, options)
            found |= {by_sound} if by_sound else set()
    return found


def _left_out(text: str, words: Sequence[tuple[str, str]]) -> set[str]:
    """The labels whose words are denied where they stand: 刻章不要, 公章不刻."""
    return {label for clause, start, end, label in _spots(text, words) if _is_denied(clause, start, end)}


def _wanted(text: str, words: Sequence[tuple[str, str]]) -> set[str]:
    return {label for clause, start, end, label in _spots(text, words) if not _is_denied(clause, start, end)}


def _spots(text: str, words: Sequence[tuple[str, str]]) -> Iterator[tuple[str, int, int, str]]:
    """Where words of options stand in the clauses, longer words first."""
    for clause in filter(None, map(clean, _CLAUSE.split(text))):
        taken = clause
        for word, label in words:
            if word and (at := taken.find(word)) >= 0:
                yield clause, at, at + len(word), label
                taken = taken.replace(word, "|" * len(word))


def _is_denied(clause: str, start: int, end: int) -> bool:
    return denied(clause, start, end) or bool(_NOT_DONE.match(clause[end:]))


def _places(text: str, count: int) -> list[int]:
    """第一个和第三个, 一和三, 1、3: places only, and all of them there."""
    bare = clean(_JOIN.sub("", text))
    if not _PLACES.match(bare):
        return []
    places = [_number(sign) for sign in _PLACE.findall(bare)]
    return places if all(1 <= place <= count for place in places) else []


def _number(sign: str) -> int:
    return int(sign) if sign.isdecimal() else "零一二三四五六七八九".find(sign.replace("两", "二"))
