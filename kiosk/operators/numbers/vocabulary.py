"""The names that questions may use: services, steps, kiosks and their places, versions. From the record and scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kiosk.operators.numbers.lexicon import WORDS
from kiosk.operators.numbers.query import Filter

#: What a service's name ends in and a question leaves out: 居住证 for 居住证办理.
_ENDING = re.compile(r"(?:业务)?(?:办理|申请|申领|申报|登记|查询|提取|预约|挂失|变更|服务)$")
_SHORTEST = 2


@dataclass(frozen=True)
class Vocabulary:
    """`versions`: number -> hash. `places`: where a kiosk stands -> the kiosks there."""

    services: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> dict[str, tuple[Filter, ...]]:
        """Each name in lower case -> what it may mean, the longest names first."""
        found: dict[str, list[Filter]] = {}
        for service in self.services:
            for name in {service, _ENDING.sub("", service)}:
                _add(found, name, Filter("service", (service,), service))
        for step in self.steps:
            if not any(word.pattern.fullmatch(step) for word in WORDS):  # 业务, 评价: words of their own
                _add(found, step, Filter("step", (step,), step))
        for device in self.devices:
            _add(found, device, Filter("device", (device,), device))
        for place, devices in self.places.items():
            _add(found, place, Filter("device", devices, f"{place}（{'、'.join(devices)}）"))
        ordered = sorted(found, key=len, reverse=True)
        return {name: tuple(found[name]) for name in ordered}


def _add(found: dict[str, list[Filter]], name: str, meaning: Filter) -> None:
    """A whole name is not made ambiguous by another's beginning."""
    name = name.strip().lower()
    if len(name) < _SHORTEST:
        return
    known = found.setdefault(name, [])
    whole = [one for one in (*known, meaning) if one.words.lower() == name]
    found[name] = whole or [*known, meaning]
