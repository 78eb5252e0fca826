"""Conversations that editors type to a draft of the scripts: who, when, with which revision, and what was done."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.draft_tables import script_trials as trials
from kiosk.store.drafts import opened
from kiosk.store.versions import Reads, Writes


@dataclass(frozen=True, slots=True)
class DraftTrial:
    """`ending`: empty while it has none. `lines`: what the person did, in order."""

    id: str
    draft: str
    revision: int
    at_ms: int
    service: str
    channel: str
    ending: str
    who: str
    lines: tuple[str, ...] = field(repr=False)


class DraftTrials:
    """One per `Store` (`Store.trials`). Raises `StoreError`."""

    def __init__(self, read: Reads, write: Writes, keys: Keyring) -> None:
        self._read, self._write, self._keys = read, write, keys

    async def keep(self, trial: DraftTrial) -> bool:
        """A new one, or the same one with what was done since. False: the id is one of another draft."""
        place = f"script_trials/{trial.id}"
        values = {
            "draft": trial.draft,
            "revision": trial.revision,
            "at_ms": trial.at_ms,
            "service": trial.service,
            "channel": trial.channel,
            "ending": trial.ending,
            "who_sealed": self._keys.seal(trial.who, f"{place}/who"),
            "lines_sealed": self._keys.seal(json.dumps(trial.lines, ensure_ascii=False), f"{place}/lines"),
        }

        def work(connection: Connection) -> bool:
            held = connection.execute(select(trials.c.draft).where(trials.c.id == trial.id)).scalar()
            if held is None:
                connection.execute(insert(trials).values({"id": trial.id, **values}))
            elif held == trial.draft:
                connection.execute(update(trials).where(trials.c.id == trial.id).values(values))
            return held in (None, trial.draft)

        done: bool = await self._write(lambda connection: connection.run_sync(work))
        return done

    async def of(self, draft: str, most: int) -> tuple[DraftTrial, ...]:
        """The newest first."""
        query = select(trials).where(trials.c.draft == draft).order_by(trials.c.at_ms.desc(), trials.c.id).limit(most)
        rows = await self._read(lambda connection: connection.execute(query).all())
        keys = self._keys
        return tuple(
            DraftTrial(
                row.id, row.draft, row.revision, row.at_ms, row.service, row.channel, row.ending,
                opened(keys, row.who_sealed, f"script_trials/{row.id}/who"),
                tuple(json.loads(opened(keys, row.lines_sealed, f"script_trials/{row.id}/lines") or "[]")),
            )
            for row in rows
        )  # fmt: skip
