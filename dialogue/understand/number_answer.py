"""What the numbers of one utterance come to, for counts and amounts alike: a value, a bound told, or a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from dialogue.understand import validation_messages
from dialogue.understand.amount import plain
from dialogue.understand.quantity import FoundQuantity, SpokenQuantity, either
from dialogue.understand.reading import Reading

#: Values that are offered, at most.
_MANY = 3


def judge(
    number: SpokenQuantity, least: Decimal | None, most: Decimal | None, unit: str, *, doubtful: bool = False
) -> Reading:
    """`number` as a reading, if it is within its bounds."""
    if least is not None and number.high < least:
        return Reading(message=validation_messages.at_least(plain(least), unit))
    if most is not None and number.low > most:
        return Reading(message=validation_messages.at_most(plain(most), unit))
    reading = number.reading()
    return replace(reading, doubtful=True) if doubtful and reading.value else reading


def offered(found: Sequence[FoundQuantity], piece: str) -> Reading:
    """Several numbers as candidates; of two that are not alternatives their sum too: 押金一千八，水电三百二."""
    numbers = list(dict.fromkeys(one.number for one in found))
    if not all(number.exact for number in numbers) or len(numbers) > _MANY:
        return Reading(message=validation_messages.ONE_NUMBER)
    values = [number.low for number in numbers]
    if len(values) == 2 and not either(list(found), piece):
        values = [sum(values, Decimal(0)), *values]
    return candidates(values)


def candidates(values: Sequence[Decimal]) -> Reading:
    return Reading(candidates=tuple(map(plain, values)))
