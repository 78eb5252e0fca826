"""Which of a few options: by its name or other words for it, by place (第二个), by fuzzy sound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue.understand.asking import asks
from dialogue.understand.denied import denied, supposed
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean, fixed_fuzzy, fuzzy
from mandarin.sound import nearest
from mandarin.words import cut_word

_PLACE = re.compile(r"^(?:我?(?:要|选|办|就)?)?第?([一二三四五六七八九1-9])(?:个|种|项|条)?(?:吧|的|呢)?$")
_LAST = re.compile(r"^(?:我?(?:要|选|办)?)?(?:最后|后面)(?:一|那)?(?:个|种|项)(?:吧|的)?$")
_REPAIR = re.compile(rf"不对|说错了|错了|改成|改为|应该是|(?<=[，,。\s]){MARK}")
_DENIAL = re.compile(r"(?:我)?(?:不|没|别|非|无|未)")
_DEGREE = re.compile(r"^(?:很|挺|太|多么?|特别|非常|那么|这么)+")
_BREAK = re.compile(r"[，,。.；;！!？?、\s]+")
#: Syllables beside a word that only sounds like one of an option.
_MOST_BESIDE = 2


def read_option(text: str, options: Mapping[str, Sequence[str]]) -> str | None:
    """`options`: label -> other words. None when none fits, or more than one does."""
    bare = clean(_REPAIR.split(text)[-1]) or clean(text)
    if not bare:
        return None
    labels = list(options)
    if place := _place(bare, len(labels)):
        return labels[place - 1]
    exact = [label for label in labels if bare in (clean(word) for word in (label, *options[label]))]
    if len(exact) == 1:
        return exact[0]
    if asks(text):
        return None
    clauses = [clean(part) for part in _BREAK.split(_REPAIR.split(text)[-1] or text) if clean(part)]
    if any(supposed(clause) for clause in clauses):
        return None
    spots = [spot for clause in clauses for spot in _spots(clause, options)]
    meant = [spot for spot in spots if not denied(spot.clause, spot.start, spot.end)]
    denies = [one for one in meant if any(_denies(one, other) for other in spots if other.label != one.label)]
    found = {spot.label for spot in meant if spot not in denies} or {spot.label for spot in meant}
    if spots and not found:
        return _denial(spots, options)
    pairs = [(one, other) for one in spots for other in spots if other.label != one.label and _is_denial(one, other)]
    found -= {spot.label for pair in pairs for spot in pair}
    if pairs and not found:
        return None  # 没有房子, where 没有 stands for none of them
    if not found and _DENIAL.match(bare) and not any(_DENIAL.match(clean(word)) for word in _all(options)):
        return None
    if not found:
        about = {
            label: [word for word in (label, *options[label]) if len(bare) - len(clean(word)) <= _MOST_BESIDE]
            for label in labels
        }
        return nearest(bare, about) if len(bare) <= 8 else None
    longest = _longest(found, options, bare)
    return longest.pop() if len(longest) == 1 else None


def _place(bare: str, count: int) -> int:
    if hit := _PLACE.match(bare):
        place = "一二三四五六七八九".find(hit[1]) + 1 or int(hit[1])
        return place if place <= count else 0
    return count if _LAST.match(bare) else 0


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a word of `label` stands in `clause`."""

    label: str
    clause: str
    start: int
    end: int


def _spots(clause: str, options: Mapping[str, Sequence[str]]) -> list[_Spot]:
    """By the words as written, else by their sounds. A word inside a longer one (工作 in 没有工作) does not count."""
    words = [(clean(word), label) for label in options for word in (label, *options[label]) if clean(word)]
    found = [
        _Spot(label, clause, hit.start(), hit.end())
        for word, label in words
        for hit in re.finditer(re.escape(word), clause)
    ]
    if not found:
        found = [_Spot(label, clause, *span) for word, label in words for span in sounds_at(word, clause)]
    return [one for one in found if not any(_inside(one, other) for other in found)]


def _is_denial(one: _Spot, other: _Spot) -> bool:
    """Whether the word of `one` is what denies the word of `other`."""
    follows = one.clause == other.clause and one.start < other.start <= one.end
    return follows and bool(_DENIAL.match(one.clause[one.start : one.end]))


def _denies(one: _Spot, other: _Spot) -> bool:
    """Whether the word of `one` denies that of `other` before it: 手机号不想留 beside another option."""
    behind = one.clause == other.clause and other.end <= one.start <= other.end + 1
    return behind and bool(_DENIAL.match(one.clause[one.start : one.end]))


def _denial(spots: list[_Spot], options: Mapping[str, Sequence[str]]) -> str | None:
    """Where all that was said is denied, the option that is its denial: 不算太急 is 不急."""
    said = {spot.clause[spot.start : spot.end] for spot in spots}
    if any(word[:1] == "不" for word in said):  # 也不能说急，也不能说不急
        return None
    denying = {
        label
        for label in options
        for word in (label, *options[label])
        if clean(word)[:1] == "不" and any(_DEGREE.sub("", one) == clean(word)[1:] for one in said)
    }
    return denying.pop() if len(denying) == 1 else None


def _all(options: Mapping[str, Sequence[str]]) -> list[str]:
    return [word for label in options for word in (label, *options[label])]


def _inside(one: _Spot, other: _Spot) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


def sounds_at(word: str, bare: str) -> list[tuple[int, int]]:
    """The word's syllables in a row inside the utterance; single syllables only when they are all that was said."""
    needle, hay = fixed_fuzzy(word), fuzzy(bare)
    if len(hay) != len(bare) or len(needle) > len(hay) or (len(needle) == 1 and needle != hay):
        return []
    starts = range(len(hay) - len(needle) + 1)
    spans = [(start, start + len(needle)) for start in starts if hay[start : start + len(needle)] == needle]
    return [span for span in spans if not _torn(clean(word), bare, *span)]


def _torn(word: str, bare: str, start: int, end: int) -> bool:
    """Whether a word that is heard at `bare[start:end]` begins or ends with a piece of another: 寄过来 in 自己过来."""
    begins, ends = bare[start] != word[0], bare[end - 1] != word[-1]
    return (begins and cut_word(bare, start)) or (ends and cut_word(bare, end))


def _longest(found: set[str], options: Mapping[str, Sequence[str]], bare: str) -> set[str]:
    """工作 and 没有工作 both stand in 我没有工作: the longer word is the one that was said."""
    if len(found) < 2:
        return found
    reach = {
        label: max((len(clean(word)) for word in (label, *options[label]) if clean(word) in bare), default=0)
        for label in found
    }
    words = {label: [clean(w) for w in (label, *options[label]) if clean(w) in bare] for label in found}
    inside = {
        label
        for label in found
        for other in found
        if other != label
        and any(mine in theirs and mine != theirs for mine in words[label] for theirs in words[other])
        and reach[label] < reach[other]
    }
    return found - inside
