"""The trusted wall clock, stored in the record. Runs inside the transaction of its caller."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, func, insert, select, update

from kiosk.store import schema
from kiosk.store.clock import BEHIND_MS, Belief, Verdict, judge


def floor(connection: Connection) -> int:
    """The highest trusted time (ms); 0 in a new record. Writes nothing."""
    return connection.execute(select(schema.clock.c.trusted_ms)).scalar() or 0


def look(connection: Connection, wall_ms: int, ran_ms: int) -> tuple[int, Verdict]:
    """The highest trusted time (ms), and whether `wall_ms` is trusted."""
    belief, verdict = judge(_kept(connection, wall_ms), wall_ms, ran_ms)
    connection.execute(delete(schema.clock))
    connection.execute(insert(schema.clock).values({"id": 1} | asdict(belief)))
    if verdict == "believed":
        _redate(connection, wall_ms)
    return belief.trusted_ms, verdict


def _kept(connection: Connection, wall_ms: int) -> Belief:
    """The initial belief, from the record's own times."""
    table = schema.clock
    row = connection.execute(select(table.c.trusted_ms, table.c.doubted_ms, table.c.doubted_for_ms)).first()
    if row is not None:
        return Belief(*row)
    columns = (schema.conversations.c.began_ms, schema.events.c.at_ms, schema.gaps.c.at_ms)
    recorded = [connection.execute(select(func.max(column))).scalar() for column in columns]
    return Belief(max((at for at in recorded if at is not None), default=wall_ms))


def _redate(connection: Connection, wall_ms: int) -> None:
    """Date rows from the future, written by a clock that was ahead, to now, so that they age."""
    future = wall_ms + BEHIND_MS
    talks, gaps = schema.conversations, schema.gaps
    connection.execute(update(talks).where(talks.c.began_ms > future).values(began_ms=wall_ms))
    rows = [dict(row) for row in connection.execute(select(gaps).where(gaps.c.at_ms > future)).mappings()]
    if rows:  # a trigger refuses changes of gaps
        connection.execute(delete(gaps).where(gaps.c.at_ms > future))
        connection.execute(insert(gaps), [row | {"at_ms": wall_ms} for row in rows])
