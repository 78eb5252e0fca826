"""Which of a few options: by its name or other words for it, by place (第二个), by fuzzy sound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dialogue.understand.question import is_question
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean, fuzzy
from mandarin.sound import nearest

_PLACE = re.compile(r"^(?:我?(?:要|选|办|就)?)?第?([一二三四五六七八九1-9])(?:个|种|项|条)?(?:吧|的|呢)?$")
_LAST = re.compile(r"^(?:我?(?:要|选|办)?)?(?:最后|后面)(?:一|那)?(?:个|种|项)(?:吧|的)?$")
_REPAIR = re.compile(rf"不对|说错了|错了|改成|改为|应该是|(?<=[，,。\s]){MARK}")
_NEGATED = re.compile(r"(?:不是|不要|不办|不选|别)[^，,。]{0,2}$|(?:没有?|(?<![要能可])不)$")


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
    if is_question(text):
        return None
    found = {label for label in labels for word in (label, *options[label]) if _said(clean(word), bare)}
    if not found:
        found = {label for label in labels for word in (label, *options[label]) if _sounds(word, bare)}
    if not found and any(clean(word) in bare for label in labels for word in (label, *options[label])):
        return None  # named only to be denied
    if not found:
        return nearest(bare, {label: (label, *options[label]) for label in labels}) if len(bare) <= 8 else None
    longest = _longest(found, options, bare)
    return longest.pop() if len(longest) == 1 else None


def _place(bare: str, count: int) -> int:
    if hit := _PLACE.match(bare):
        place = "一二三四五六七八九".find(hit[1]) + 1 or int(hit[1])
        return place if place <= count else 0
    return count if _LAST.match(bare) else 0


def _said(word: str, bare: str) -> bool:
    at = bare.find(word)
    return at >= 0 and not _NEGATED.search(bare[:at])


def _sounds(word: str, bare: str) -> bool:
    """The word's syllables in a row inside the utterance; single syllables only when they are all that was said."""
    needle, hay = fuzzy(word), fuzzy(bare)
    if len(needle) == 1:
        return needle == hay
    starts = (start for start in range(len(hay) - len(needle) + 1) if hay[start : start + len(needle)] == needle)
    return any(not _NEGATED.search(bare[:start]) for start in starts)


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
