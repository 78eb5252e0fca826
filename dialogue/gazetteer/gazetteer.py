"""Place names by sound. Recognition gets the sound of a name right and its characters wrong: 何平路 for 和平路.

Names that hold the number of a house (三号院) are found however the number is written.

A name is found in an address where its syllables stand, without their tones. Three degrees:

    written    the very characters
    same       the same syllables; a name of two must have its last character (村, 路), as much else sounds like it
    alike      syllables that accents and recognition confuse (三塘村 for 山塘村), of three characters and more

`written` and `same` settle the spelling where they mean one place. Else the citizen is asked: of several places that
sound the same, and of an `alike` one, which may also be a place that the list does not have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dialogue.understand.address import at_whole_number, in_arabic
from mandarin.pinyin import clean, exact, fixed_exact, fold
from mandarin.sound import apart

#: The least likeness (1: the same) of an `alike` name, and of its last syllable: 路 is no 里.
_ALIKE = 0.8
_LAST_APART = 0.1
#: A syllable further off than this is another one: 惠 (hui) is no 和 (he).
_MOST_APART = 0.35
#: Names within this of the best one are offered too.
_NEXT_TO_BEST = 0.06
#: Shorter names (syllables) are too easily alike to something.
_LEAST_ALIKE = 3

Degree = Literal["written", "same", "alike"]


@dataclass(frozen=True, slots=True)
class Place:
    """`parent`: the town, street or community it lies in, or empty. `other_names`: what people call it besides."""

    name: str
    parent: str = ""
    other_names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)


@dataclass(frozen=True, slots=True)
class _Named:
    """One name of one place. `syllables`: toneless, one for each character."""

    name: str
    place: Place
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """Where in the text (characters) which names may be meant, the likeliest first."""

    start: int
    end: int
    degree: Degree
    named: tuple[_Named, ...]


class Gazetteer:
    """The places of one hall. Immutable; equal only to itself."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.places = tuple(places)
        self._by_sound: dict[tuple[str, ...], list[_Named]] = defaultdict(list)
        self._by_pair: dict[tuple[int, str, str, int], list[_Named]] = defaultdict(list)
        self._numbered: dict[str, str] = {}  # names that hold a number, by their spelling in Arabic digits
        for place in self.places:
            for name in place.names:
                named = _Named(name, place, fixed_exact(name))
                if (arabic := in_arabic(name)) != name:
                    self._numbered[arabic] = name
                self._by_sound[named.syllables].append(named)
                for key in _pairs(named.syllables) if len(named.syllables) >= _LEAST_ALIKE else ():
                    self._by_pair[key].append(named)
        self._lengths = sorted({len(sound) for sound in self._by_sound}, reverse=True)

    def __bool__(self) -> bool:
        return bool(self.places)

    def spellings(self, address: str) -> tuple[str, ...]:
        """How `address` may be written, the likeliest first; only one: that is how. The citizen is asked otherwise.

        At most one name of the address is left open: the last one, which is the most precise.
        """
        address = self._with_numbers(address)
        choices = [(mention, _choices(mention, address)) for mention in self._mentions(address)]
        asked = max((at for at, (_, found) in enumerate(choices) if len(found) > 1), default=-1)
        if asked < 0:
            return (_rewritten(address, [(mention, found[0]) for mention, found in choices]),)
        settled = [
            (mention, found[0]) for at, (mention, found) in enumerate(choices) if len(found) == 1 and at != asked
        ]
        mention, names = choices[asked]
        written = (_rewritten(address, [*settled, (mention, name)]) for name in names)
        return tuple(dict.fromkeys(written))

    def _with_numbers(self, address: str) -> str:
        """`address`, in which numbers are Arabic, with 三号院 as the list has it in place of 3号院."""
        for arabic in sorted(self._numbered, key=len, reverse=True):
            if (at := at_whole_number(address, arabic)) >= 0:
                address = address[:at] + self._numbered[arabic] + address[at + len(arabic) :]
        return address

    def _mentions(self, address: str) -> list[_Mention]:
        """The names in the address, in its order; where two overlap, the surer and then the longer one."""
        places = [at for at, character in enumerate(address) if clean(character)]
        syllables = exact(address)
        if not self.places or len(places) != len(syllables):
            return []
        found = [*self._the_same(address, places, syllables), *self._alike(address, places, syllables)]
        taken: list[_Mention] = []
        for mention in sorted(found, key=lambda one: (one.degree == "alike", one.start - one.end, one.start)):
            if all(mention.end <= other.start or other.end <= mention.start for other in taken):
                taken.append(mention)
        return sorted(taken, key=lambda one: one.start)

    def _the_same(self, address: str, places: list[int], syllables: tuple[str, ...]) -> Iterator[_Mention]:
        for start, end in self._windows(address, places):
            first, last = places[start], places[end - 1] + 1
            written, named = address[first:last], self._by_sound.get(syllables[start:end], [])
            if end - start == 2:
                named = [one for one in named if one.name[-1] == written[-1]]
            if named:
                ordered = sorted(named, key=lambda one: one.name != written)
                yield _Mention(first, last, "written" if ordered[0].name == written else "same", tuple(ordered))

    def _alike(self, address: str, places: list[int], syllables: tuple[str, ...]) -> Iterator[_Mention]:
        for start, end in self._windows(address, places):
            heard = syllables[start:end]
            if len(heard) < _LEAST_ALIKE or heard in self._by_sound:
                continue
            near = {id(one): one for key in _pairs(heard) for one in self._by_pair.get(key, ())}
            scores = [(score, one) for one in near.values() if (score := _likeness(one.syllables, heard)) >= _ALIKE]
            if scores:
                best = max(score for score, _ in scores)
                scores.sort(key=lambda one: -one[0])
                named = tuple(one for score, one in scores if score >= best - _NEXT_TO_BEST)
                yield _Mention(places[start], places[end - 1] + 1, "alike", named)

    def _windows(self, address: str, places: list[int]) -> Iterator[tuple[int, int]]:
        """Stretches of ideographs (indices into the syllables) as long as a name; none over a digit or a comma."""
        for start in range(len(places)):
            for length in self._lengths:
                end = start + length
                if end > len(places) or places[end - 1] - places[start] != length - 1:
                    continue
                if not any(character.isascii() for character in address[places[start] : places[end - 1] + 1]):
                    yield start, end


NO_GAZETTEER = Gazetteer()


def _pairs(syllables: tuple[str, ...]) -> list[tuple[int, str, str, int]]:
    """Neighbours by place, folded, with the length of the name: names that share none are not alike enough."""
    folded = [fold(syllable) for syllable in syllables]
    return [(at, one, other, len(folded)) for at, (one, other) in enumerate(pairwise(folded))]


def _likeness(name: tuple[str, ...], heard: tuple[str, ...]) -> float:
    """1 for the same syllables; 0 where one of them is another one."""
    distances = list(map(apart, name, heard))
    if distances[-1] > _LAST_APART or max(distances) > _MOST_APART:
        return 0.0
    return 1.0 - sum(distances) / len(name)


def _choices(mention: _Mention, address: str) -> list[str]:
    """What may stand in the mention's place."""
    named, before = mention.named, exact(address[: mention.start])
    if told := [one for one in named if one.place.parent and _holds(before, fixed_exact(one.place.parent))]:
        named = tuple(told)  # the town was said
    found = [named[0].name] if len({(one.name, one.place.parent) for one in named}) == 1 else [*_apart(named)]
    if mention.degree == "alike":
        found.append(address[mention.start : mention.end])
    return list(dict.fromkeys(found))


def _holds(sounds: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(sounds[at : at + len(part)] == part for at in range(len(sounds) - len(part) + 1))


def _apart(named: tuple[_Named, ...]) -> Iterator[str]:
    """The names with their parents, so that they can be told from each other when they are spoken."""
    for one in named:
        yield one.name if one.name.startswith(one.place.parent) else one.place.parent + one.name


def _rewritten(address: str, changes: list[tuple[_Mention, str]]) -> str:
    """The address with each mention as it is written."""
    for mention, name in sorted(changes, key=lambda one: -one[0].start):
        address = address[: mention.start] + name + address[mention.end :]
    return address
