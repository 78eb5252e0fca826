"""A session's pen against the real store: what is written, and that a broken store costs nothing but a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from halls import LIBRARY

from dialogue import Machine
from kiosk.config import Settings
from kiosk.record import Record
from kiosk.store import Store
from kiosk.utterance import Clause, Utterance
from kiosk.wire.messages import Timing


class Faults:
    def __init__(self) -> None:
        self.kinds: list[str] = []

    def store_fault(self, kind: str) -> None:
        self.kinds.append(kind)


def spoken(heard: int) -> Utterance:
    utterance = Utterance(1)
    utterance.place(Clause("您好，请问您想办什么业务？", fixed=True), 24_000)
    utterance.samples = 24_000
    utterance.played(heard, 0)
    return utterance


async def test_a_conversation_is_written_in_order_with_what_was_heard(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = Record(store, faults, "c1", "test")
    record.citizen("说在开始以前的话", "voice")  # nothing said before the beginning is stored
    record.begin()
    record.clerk(spoken(12_000))
    record.citizen("我的号码是13800138000", "voice")
    record.timing(Timing(1, 16_000, 600.0, 200.0, 2.0, 5.0))
    record.note("service", "社保卡挂失")
    record.finish("completed", Machine(LIBRARY).new("c1", date(2026, 11, 22)))
    await record.close()
    found = await store.conversation("c1")
    await store.close()
    assert found is not None
    assert [(t.who, t.text, t.heard) for t in found.turns] == [
        ("clerk", "您好，请问您想办什么业务？", "您好，请问您……"),
        ("citizen", "我的号码是13800138000", None),
    ]
    assert found.turns[1].timings["asr_ms"] == 200.0
    assert found.ending == "completed"
    assert faults.kinds == []
    for file in tmp_path.glob("hall.db*"):
        assert b"13800138000" not in file.read_bytes()


async def test_characters_that_cannot_be_seen_are_not_kept(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = Record(store, faults, "c1", "test")
    record.begin()
    record.citizen("我叫\u202e李\u200b乾\x00", "text")
    record.gap("几点\u2067下班", "")
    await record.close()
    found, gaps = await store.conversation("c1"), await store.gaps()
    await store.close()
    assert found is not None
    assert found.turns[0].text == "我叫李乾"
    assert [gap.question for gap in gaps] == ["几点下班"]


async def test_a_store_that_fails_is_counted_and_no_more(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = Record(store, faults, "c1", "test")
    await store.begin("c1", "another", "screen")
    record.begin()  # the same conversation twice: the database refuses
    record.citizen("你好", "text")
    await record.close()
    found = await store.conversation("c1")
    await store.close()
    assert faults.kinds == ["unknown"]
    assert found is not None
    assert [t.text for t in found.turns] == ["你好"]
