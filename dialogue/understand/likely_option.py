"""Which option an answer likely means that holds no word of any option: by sounds and characters that it shares.

An option is known by its sample utterances, where it has them. Else it is known by its label, its other words, and what
the reprompt says of it (卖吃的就说餐饮); what the answer denies (没贷款) then counts for nothing. It proposes
(您说的是餐饮，对吗？), and never files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dialogue.understand.contrast import read_contrast
from dialogue.understand.match import Matcher
from dialogue.understand.option import read_option, ruled_out
from dialogue.understand.plain_words import plainly
from dialogue.understand.sampled import option_scores
from dialogue.understand.synonyms import canonical
from mandarin.pinyin import clean

if TYPE_CHECKING:
    from dialogue.script.model import Slot

#: Share of what the option's nearest wording holds, and the lead over the second. On lines of another hand 9 of 10
#: proposals are right from here on.
_LEAST, _LEAD = 0.15, 0.05
#: The same of what the samples tell; and what a label is worth whose words stand in the answer. On one hand's answers,
#: with another hand's samples, 9 of 10 proposals are right.
_LEAST_SAMPLED, _READ = 0.1, 0.2
_MOST = 40  # characters
_MORE_CHARACTERS = 2
_GLOSS = re.compile(r"(?P<means>[^，,。；;？?【】]{2,14})[，,]?就(?:说|选)(?P<says>[^，,。；;？?【】]{1,8})")
#: 不随他爸: the first clause denies what is nearest to it.
_ALL_DENIED = re.compile(r"(?:我|就|可|才|孩子|户口|那)*(?:不(?!是|知|记|太|小心|好)|别(?!人|的))")
#: 手机座机都行: none of them is chosen.
_ANY = re.compile(r"(?:都|也)(?:行|可以|成|好|中|没问题)|随便|无所谓|哪个都")
_DENIED = r"(?:没有?|不是?|别|未|无|莫|冇)"


def option_wordings(slot: Slot) -> Mapping[str, Sequence[str]]:
    """By label, its other words and what the prompts of the slot call it."""
    says = tuple((choice.label, choice.says) for choice in slot.choices)
    return _wordings(says, f"{slot.prompt.first.raw}。{slot.prompt.again.raw}")


@lru_cache(maxsize=256)
def _wordings(choices: tuple[tuple[str, tuple[str, ...]], ...], prompts: str) -> Mapping[str, Sequence[str]]:
    found = {label: list(says) for label, says in choices}
    for hit in _GLOSS.finditer(prompts):
        label = read_option(hit["says"], dict(choices))
        if label:
            found[label].append(hit["means"])
    return {label: tuple(words) for label, words in found.items()}


def likely_option(slot: Slot, text: str, *, read: str = "") -> str:
    """The label that `text` likely means; "" if none, or two are about as near. `read`: the label whose words stand in
    `text`, but not for certain: it is meant unless the samples tell another one.
    """
    if not 1 < len(clean(text)) <= _MOST or _ANY.search(text):
        return read
    wordings = option_wordings(slot)
    if scores := option_scores(slot, read_contrast(text).affirmed or text, wordings):
        out = ruled_out(text, wordings)
        meant = {read} if read else set(scores) - out if len(scores) - len(out) == 1 else set()
        left = {label: score + _READ * (label in meant) for label, score in scores.items() if label not in out}
        return _by_samples(left) or read
    return read or _by_wordings(wordings, text)


def _by_samples(scores: Mapping[str, float]) -> str:
    best, second, *_ = (*sorted(scores, key=lambda label: -scores[label]), "", "")
    ahead = scores.get(best, 0.0) - max(scores.get(second, 0.0), 0.0)
    return best if best and scores[best] >= _LEAST_SAMPLED and ahead >= _LEAD else ""


def _by_wordings(wordings: Mapping[str, Sequence[str]], text: str) -> str:
    said = _affirmed(text, [word for label, words in wordings.items() for word in (label, *words)])
    if meant := _by_meaning(wordings, said):
        return meant
    near = _matcher(tuple((label, (label, *words)) for label, words in wordings.items())).rank(plainly(said))[:2]
    if not near or near[0].score < _LEAST:
        return ""
    name = near[0].name
    if len(near) > 1 and near[0].score < near[1].score + _LEAD:
        name = _by_characters(said, {one.name: wordings[one.name] for one in near})
    if not name:
        return ""
    own = any(re.match(_DENIED, word) for word in (name, *wordings[name]))
    return "" if _ALL_DENIED.match(clean(text)) and not own else name


def _by_meaning(wordings: Mapping[str, Sequence[str]], said: str) -> str:
    """The only label of whose meaning a word is said: 被偷了 for 丢失."""
    words = clean(said)
    meanings = {label: canonical(label) for label in wordings}
    spoken = canonical(words)
    found = [label for label, one in meanings.items() if one != clean(label) and one in spoken and one not in words]
    return found[0] if len(found) == 1 and len(set(meanings.values())) == len(meanings) else ""


def _by_characters(said: str, wordings: Mapping[str, Sequence[str]]) -> str:
    """Of two that sound about as near, the one of which more characters were said: 我自己去取, not 寄过来."""
    spoken = set(clean(said))
    shared = {label: max(len(spoken & set(word)) for word in (label, *words)) for label, words in wordings.items()}
    best, second = sorted(shared, key=lambda label: -shared[label])[:2]
    return best if shared[best] >= shared[second] + _MORE_CHARACTERS else ""


@lru_cache(maxsize=128)
def _matcher(wordings: tuple[tuple[str, tuple[str, ...]], ...]) -> Matcher:
    return Matcher({label: map(plainly, words) for label, words in wordings})


def _affirmed(text: str, words: Sequence[str]) -> str:
    """`text` without what it rules out, and without words of options behind a negation."""
    affirmed = read_contrast(text).affirmed
    for word in sorted({clean(word) for word in words}, key=len, reverse=True):
        for part in (word, word[:2], word[-2:]):
            if len(part) > 1 and not re.match(_DENIED, part):
                affirmed = re.sub(f"{_DENIED}{re.escape(part)}", "，", affirmed)
    return affirmed
