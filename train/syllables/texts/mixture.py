"""Which texts are said, in which shares, with the syllables that the voice says for each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from asr.syllables.inventory import SYLLABLES, class_of
from train.syllables.texts import answers, coverage, numbers, people, service
from tts import spoken
from tts.lexicon import words
from tts.phonemes import LETTERS

#: Share of the utterances, in percent.
_KINDS: tuple[tuple[str, int, Callable[[random.Random], str] | None], ...] = (
    ("coverage", 46, None),
    ("mobile", 5, numbers.mobile),
    ("identity", 3, numbers.identity),
    ("eight digits", 5, numbers.eight_digits),
    ("landline", 1, numbers.landline),
    ("short code", 5, numbers.short_code),
    ("digits", 5, numbers.digits_alone),
    ("plate", 2, numbers.plate),
    ("amount", 2, numbers.amount),
    ("date", 2, numbers.date),
    ("quantity", 2, numbers.quantity),
    ("person", 4, people.person),
    ("address", 4, people.address),
    ("answer", 6, answers.answer),
    ("request", 6, service.request),
    ("script", 2, service.written),
)
_LONGEST_SYLLABLES = 28


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text to be said. `classes`: of its syllables, as the voice will say them."""

    kind: str
    text: str
    classes: tuple[int, ...]


def utterances(seed: int) -> Iterator[Utterance]:
    """Without end; the same `seed` gives the same ones, and every beginning of the sequence has the same shares."""
    dice = random.Random(seed)
    heard: Counter[str] = Counter()
    kinds = [kind for kind, share, _ in _KINDS for _ in range(share)]
    makers = {kind: maker for kind, _, maker in _KINDS}
    while True:
        kind = dice.choice(kinds)
        maker = makers[kind]
        text = coverage.line(heard, dice) if maker is None else maker(dice)
        classes = syllable_classes(text)
        if classes and len(classes) <= _LONGEST_SYLLABLES:
            heard.update(SYLLABLES[number - 1] for number in classes)
            yield Utterance(kind, text, classes)


def syllable_classes(text: str) -> tuple[int, ...] | None:
    """The classes of what Kokoro says for `text`; None where a syllable has no class."""
    found = []
    for word, syllables in words(spoken(text)):
        for syllable in syllables or tuple(LETTERS.get(word, "").split()):
            found.append(class_of(syllable.rstrip("12345")))
    return None if None in found else tuple(number for number in found if number is not None)
