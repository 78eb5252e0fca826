"""The rows of `support.numbers_record` in a database of the real schema."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, StaticPool, create_engine, insert

from kiosk.operators.numbers.vocabulary import Vocabulary
from kiosk.store import schema
from support.numbers_record import DEVICES, RECORD, STEPS, VERSIONS

VOCABULARY = Vocabulary(
    services=tuple(STEPS),
    steps=tuple(dict.fromkeys(step for steps in STEPS.values() for step in steps)),
    devices=tuple(DEVICES),
    places={"一楼大厅": ("kiosk-1", "kiosk-2")},
    versions={number: name for name, number in VERSIONS.items()},
)


def ms(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def seeded() -> Connection:
    """In memory."""
    connection = create_engine("sqlite://", poolclass=StaticPool).connect()
    schema.metadata.create_all(connection)
    seed(connection)
    return connection


def seed(connection: Connection) -> None:
    talks = [
        {
            "id": talk.id, "device": talk.device, "channel": talk.channel, "began_ms": ms(talk.began),
            "ended_ms": ms(talk.ended), "ending": talk.ending or None, "service": talk.service,
            "scripts": talk.scripts, "hall": "hall",
        }
        for talk in RECORD.talks
    ]  # fmt: skip
    connection.execute(insert(schema.conversations), talks)
    connection.execute(insert(schema.turns), [_turn(talk) for talk in RECORD.talks])
    runs = [
        {
            "conversation": run.conversation, "service": run.service, "number": 1, "device": run.device,
            "channel": run.channel, "scripts": run.scripts, "version": "1", "began_ms": ms(run.began),
            "ended_ms": ms(run.ended), "outcome": run.outcome, "reason": run.reason, "step": run.step,
        }
        for run in RECORD.runs
    ]  # fmt: skip
    connection.execute(insert(schema.service_runs), runs)
    asks = [
        {
            "conversation": ask.conversation, "number": ask.number, "service": ask.service, "step": ask.step,
            "device": ask.device, "channel": ask.channel, "scripts": ask.scripts, "at_ms": ms(ask.at),
            "reask": ask.reask, "put": 1,
        }
        for ask in RECORD.asks
    ]  # fmt: skip
    connection.execute(insert(schema.step_asks), asks)
    ratings = [
        {
            "id": f"r{n}", "hall": "hall", "conversation": "", "device": one.device, "channel": one.channel,
            "service": one.service, "version": "1", "at_ms": ms(one.at), "score": one.score,
            "number_sealed": b"", "reason_sealed": b"", "phone_sealed": b"",
        }
        for n, one in enumerate(RECORD.ratings)
    ]  # fmt: skip
    connection.execute(insert(schema.ratings), ratings)
    gaps = [
        {"id": f"g{n}", "at_ms": ms(one.at), "service": one.service, "device": one.device, "question_sealed": b""}
        for n, one in enumerate(RECORD.gaps)
    ]
    connection.execute(insert(schema.gaps), gaps)


def _turn(talk: object) -> dict[str, object]:
    total = talk.answer_ms  # type: ignore[attr-defined]
    timings = {"endpoint_ms": 300.0, "asr_ms": 200.0, "decide_ms": 5.0, "voice_ms": float(total - 505)}
    return {
        "id": f"t-{talk.id}", "conversation": talk.id, "number": 1, "at_ms": ms(talk.began),  # type: ignore[attr-defined]
        "who": "citizen", "via": "voice", "kind": "said", "text_sealed": b"", "timings": timings,
    }  # fmt: skip
