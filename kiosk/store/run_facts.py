"""Facts of services that citizens began and of questions that were put, for the numbers: no words, no values."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, update

from kiosk.store.entries import AskEntry, ConversationEntry, EndingEntry, RunEntry
from kiosk.store.schema import service_runs as runs
from kiosk.store.schema import step_asks as asks


def add(connection: Connection, entry: ConversationEntry) -> None:
    """Repeating it changes nothing. A run that has an outcome keeps it."""
    of = {"conversation": entry.conversation, "device": entry.device, "channel": entry.channel}
    of["scripts"] = entry.scripts
    for run in entry.runs:
        _run(connection, of, run)
    for ask in entry.asks:
        _ask(connection, of, ask)


def close(connection: Connection, conversation: str, ending: EndingEntry) -> None:
    """What is still in hand when the conversation is over was cut off by a breakdown."""
    mine = (runs.c.conversation == conversation, runs.c.outcome == "")
    values = {"outcome": "broken", "reason": ending.reason, "ended_ms": ending.ended_ms}
    connection.execute(update(runs).where(*mine).values(values))


def _run(connection: Connection, of: dict[str, str], run: RunEntry) -> None:
    number = run.number or _newest(connection, of["conversation"], run.service)
    key = (runs.c.conversation == of["conversation"], runs.c.service == run.service, runs.c.number == number)
    before = connection.execute(select(runs.c.outcome).where(*key)).first()
    values = {"outcome": run.outcome, "reason": run.reason, "ended_ms": run.ended_ms, "step": run.step}
    if before is None:
        row = {"service": run.service, "number": number, "version": run.version, "began_ms": run.began_ms}
        connection.execute(insert(runs).values(of | row | values))
    elif not before.outcome:
        connection.execute(update(runs).where(*key).values(values))


def _newest(connection: Connection, conversation: str, service: str) -> int:
    query = select(func.max(runs.c.number)).where(runs.c.conversation == conversation, runs.c.service == service)
    return connection.execute(query).scalar() or 0


def _ask(connection: Connection, of: dict[str, str], ask: AskEntry) -> None:
    key = (asks.c.conversation == of["conversation"], asks.c.number == ask.number)
    values = {
        "service": ask.service, "step": ask.step, "at_ms": ask.at_ms, "reask": ask.reask, "put": int(ask.put),
    }  # fmt: skip
    if connection.execute(update(asks).where(*key).values(values)).rowcount == 0:
        connection.execute(insert(asks).values(of | {"number": ask.number} | values))
