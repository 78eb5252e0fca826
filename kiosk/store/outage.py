"""The report on a record that takes no writes."""

from __future__ import annotations

from dataclasses import dataclass

_ADVICE = {
    "locked": "Another program holds the database (a backup, an open sqlite3): end it. What waits is then written.",
    "full": "The disk is full: free some space. What waits is then written; do not restart before it is.",
    "readonly": "The database cannot be written: check the rights of data_dir and whether its disk is read-only.",
    "away": "The database server of store.url does not answer: start it. What waits is then written.",
    "refused": "The database server refuses the user of store.url: see the log. What waits is then written.",
    "corrupt": "The database is damaged: stop the hall, restore hall.db from its copy, and keep the journal.",
}

#: Advice for a damaged journal.
DAMAGED_ADVICE = (
    "Part of the journal could not be read: cases that were filed while the database was out may be missing. Compare "
    "the back end's cases of that time with the record; keep data_dir/journal.damaged-* until then, and delete it."
)


@dataclass(frozen=True, slots=True)
class Outage:
    """The record takes no writes. `cases`: shown receipts that are not in it. `seconds`: how long so far."""

    kind: str
    writes: int
    cases: int
    seconds: float

    def told(self) -> dict[str, object]:
        """For `/readyz`: the fault and its fix."""
        advice = _ADVICE.get(self.kind, "See the log; what waits is written by itself once the record works again.")
        return {
            "kind": self.kind, "writes": self.writes, "cases": self.cases, "seconds": round(self.seconds), "do": advice
        }  # fmt: skip
