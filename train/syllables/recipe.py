"""What a head is made of: who says which texts, how that is heard, and how the head is fitted. The recipes are here.

A recipe is data. `SHIPPED` made the head that is shipped. `NOISY` is written for numbers in noise and on the telephone;
its head was no better at answers (docs/benchmarks.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from train.syllables.sound.conditions import CALL, NEAR, NOISY_HALL, TRAINING, Condition

#: Kinds of text, and how many in a hundred utterances are of each. The order counts: it is drawn from.
TextShares = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CastPlan:
    """How many speakers of each kind there are beside the training voices themselves.

    `mixed`: between two of them. `apart`: beyond one of them, away from another. `crossed`: the timbre of one pair with
    the melody of another. `abroad`: with a smaller part of a voice of another language.
    """

    mixed: int = 14
    apart: int = 0
    crossed: int = 0
    abroad: int = 12


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """Shares (0..1) of the copies after the first one, and how long each noise is before it repeats (seconds).

    `broken_off` of them end early in a syllable; `spliced` of the others are joined of parts, and of those that are
    numbers `dialled` are strings of single digits. `short_after` of all copies are encoded with less silence behind.
    """

    broken_off: float = 0.0
    spliced: float = 0.4
    dialled: float = 0.0
    short_after: float = 0.0
    bed_s: float = 40.0


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """`hidden`: channels between the layers. `blocks`: residual convolutions."""

    hidden: int = 288
    blocks: int = 2


@dataclass(frozen=True, slots=True)
class FitSettings:
    """`masks`: how many stretches of each example's states are blanked, anew in every epoch.

    `stretch`: half of the examples are made longer or shorter in time by up to this share, anew in every epoch.
    """

    seed: int = 11
    epochs: int = 14
    rate: float = 2e-3
    decay: float = 0.02
    dropout: float = 0.1
    masks: int = 2
    stretch: float = 0.0
    size: NetworkSize = field(default_factory=NetworkSize)


@dataclass(frozen=True, slots=True)
class Recipe:
    """`minutes` of clean speech, heard once for each of `copies`, each in a condition of its own.

    `conditions`: of copy 0, 1, …; the last one is that of all further copies. `noises`: examples in which nothing is
    said. `more_epochs`, `more_rate`: of a fit that goes on from another head. `begun_from`: SHA-256 of that head's
    file; empty for fresh weights.
    """

    name: str
    texts: TextShares
    conditions: tuple[Condition, ...]
    seed: int = 11
    minutes: float = 43.0
    held_out_minutes: float = 4.0
    copies: tuple[int, ...] = (0, 1, 2, 3)
    noises: int = 300
    cast: CastPlan = field(default_factory=CastPlan)
    copying: CopyPlan = field(default_factory=CopyPlan)
    fit: FitSettings = field(default_factory=FitSettings)
    more_epochs: int = 9
    more_rate: float = 1e-3
    begun_from: str = ""

    def condition(self, number: int) -> Condition:
        return self.conditions[min(number, len(self.conditions) - 1)]

    def continuing(self, head: str) -> Recipe:
        """The recipe that goes on from the head of this SHA-256."""
        return replace(self, begun_from=head, fit=replace(self.fit, epochs=self.more_epochs, rate=self.more_rate))


SHIPPED = Recipe(
    name="shipped",
    texts=(
        ("coverage", 52),
        ("mobile", 4),
        ("identity", 2),
        ("eight digits", 4),
        ("landline", 1),
        ("short code", 4),
        ("digits", 5),
        ("plate", 2),
        ("amount", 2),
        ("date", 2),
        ("quantity", 1),
        ("person", 4),
        ("address", 4),
        ("answers", 5),
        ("request", 6),
        ("script", 2),
    ),
    conditions=(NEAR, NEAR, TRAINING),
)

#: The recogniser's segments may end without any silence.
_TAIL_S = (0.0, 0.8)

NOISY = Recipe(
    name="noisy",
    texts=(
        ("coverage", 33),
        ("mobile", 6),
        ("identity", 4),
        ("eight digits", 9),
        ("landline", 1),
        ("short code", 5),
        ("digits", 7),
        ("plate", 2),
        ("amount", 2),
        ("date", 2),
        ("quantity", 1),
        ("person", 4),
        ("address", 4),
        ("answers", 10),
        ("request", 8),
        ("script", 2),
    ),
    conditions=tuple(replace(one, tail_s=_TAIL_S) for one in (NEAR, TRAINING, NOISY_HALL, CALL)),
    seed=21,
    minutes=36.0,
    held_out_minutes=2.0,
    cast=CastPlan(mixed=12, apart=6, crossed=14, abroad=10),
    copying=CopyPlan(broken_off=0.08, spliced=0.43, dialled=1.0, short_after=0.6, bed_s=90.0),
    fit=FitSettings(seed=21, dropout=0.12, masks=3, stretch=0.1),
)

RECIPES = {recipe.name: recipe for recipe in (SHIPPED, NOISY)}
