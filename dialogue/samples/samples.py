"""Sample utterances: how citizens say a wish or an answer, in their own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """`service`: empty of what none here does. `slot`: empty of a wish. `value`: empty of what answers nothing."""

    service: str
    slot: str
    value: str
    text: str
    line: int = 0


@dataclass(frozen=True)
class Samples:
    """The rows of `samples.csv`."""

    rows: tuple[Sample, ...] = ()

    def of_services(self) -> tuple[tuple[str, str], ...]:
        """Pairs of an utterance and the service that it is about; "" of none."""
        return tuple((row.text, row.service) for row in self.rows if not row.slot)

    def of_slot(self, service: str, slot: str) -> tuple[tuple[str, str], ...]:
        """Pairs of an answer and the value that it means; "" of none. What answers nothing at another slot answers
        nothing here. No pairs where the slot has no samples of its own.
        """
        own = tuple((row.text, row.value) for row in self.rows if (row.service, row.slot) == (service, slot))
        said = {text for text, _ in own}
        others = {row.text for row in self.rows if row.slot and not row.value} - said
        return (*own, *((text, "") for text in sorted(others))) if own else ()


NO_SAMPLES = Samples()
