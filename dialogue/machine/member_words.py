"""Words about members of a group: 父亲叫王强，身份证号110…，母亲叫李梅. Each part is about the member before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dialogue.script import Slot
from dialogue.slot_kinds import kind_of

#: Words, at most, between a member and the name.
_NAMED = re.compile(r"^的?(?:名字|姓名)?(?:就?是|名叫|叫做?|为|[:：])([^，,。；;、\s\d]{2,8})")


def member_words(slot: Slot) -> tuple[str, ...]:
    """What the member is called whom `slot` is about."""
    return (slot.group, *slot.group_says) if slot.group else ()


def mentioned(slots: Iterable[Slot], text: str) -> frozenset[str]:
    """The members whom `text` names."""
    return frozenset(group for group, _ in parts(slots, text) if group)


def parts(slots: Iterable[Slot], text: str) -> Iterator[tuple[str, str]]:
    """The text cut at each member that it names: the member (empty before the first), and what follows."""
    words = {word: slot.group for slot in slots for word in member_words(slot)}
    if not words:
        yield "", text
        return
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    start, group = 0, ""
    for hit in re.finditer(pattern, text):
        yield group, text[start : hit.start()]
        start, group = hit.end(), words[hit[0]]
    yield group, text[start:]


def name_told(slots: Iterable[Slot], part: str) -> tuple[Slot, str] | None:
    """The slot of the member's name, and the words that stand where it is told: 叫王强."""
    slot = next((slot for slot in slots if kind_of(slot).from_card == "name"), None)
    hit = _NAMED.match(part.lstrip())
    return (slot, hit[1]) if slot and hit else None
