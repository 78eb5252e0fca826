"""Collects the vocabulary of questions: from the scripts that the hall serves, and from what the record has seen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Connection, select

from dialogue import Library
from dialogue.testing.keywords import QUESTIONS
from kiosk.operators.numbers.vocabulary import Vocabulary
from kiosk.store.schema import conversations, kiosks, service_runs, service_versions, step_asks

#: Names of one kind.
_MOST = 1000


def known_names(connection: Connection, library: Library) -> Vocabulary:
    """Blocking."""
    services = [script.name for script in library.every]
    steps = [*QUESTIONS.values(), *(slot.name for script in library.every for slot in script.slots)]
    register = connection.execute(select(kiosks.c.name, kiosks.c.place).limit(_MOST)).all()
    places: dict[str, tuple[str, ...]] = {}
    for name, place in register:
        if place:
            places[place] = (*places.get(place, ()), name)
    versions = connection.execute(select(service_versions.c.number, service_versions.c.hash).limit(_MOST)).all()
    return Vocabulary(
        services=_names((*services, *_seen(connection, service_runs.c.service))),
        steps=_names((*steps, *_seen(connection, step_asks.c.step))),
        devices=_names((*(name for name, _ in register), *_seen(connection, conversations.c.device))),
        places=places,
        versions={row.number: row.hash for row in versions},
    )


def _seen(connection: Connection, column: Column[str]) -> Iterable[str]:
    return connection.execute(select(column).distinct().limit(_MOST)).scalars().all()


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
