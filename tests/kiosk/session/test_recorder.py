"""A session's recorder against the real store: what is written, and that a broken store costs nothing but a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import structlog

from dialogue import Machine
from dialogue.acts import Filed
from kiosk.config import Settings
from kiosk.session.client_profile import ClientProfile
from kiosk.session.recorder import Recorder
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.store import Store
from kiosk.store.writer import RecordWriter
from kiosk.wire.messages import TimingMessage
from support.halls import LIBRARY


class Faults:
    def __init__(self) -> None:
        self.kinds: list[str] = []

    def store_fault(self, kind: str) -> None:
        self.kinds.append(kind)

    def store_retry(self, kind: str) -> None:
        self.kinds.append(f"{kind}, again")

    def unwritten(self, writes: int, cases: int) -> None: ...


def record_of(store: Store, faults: Faults, conversation: str) -> Recorder:
    return Recorder(
        store, RecordWriter(store, faults, structlog.get_logger()), conversation, ClientProfile("screen", "test")
    )


def spoken(heard: int) -> ClerkUtterance:
    utterance = ClerkUtterance(1)
    utterance.place(SpokenClause("您好，请问您想办什么业务？", fixed=True), 24_000)
    utterance.samples = 24_000
    utterance.played(heard, 0)
    return utterance


async def test_a_conversation_is_written_in_order_with_what_was_heard(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = record_of(store, faults, "c1")
    record.citizen("说在开始以前的话", "voice")  # nothing said before the beginning is stored
    record.begin()
    record.clerk(spoken(12_000))
    record.citizen("我的号码是13800138000", "voice")
    record.timing(TimingMessage(1, 16_000, 600.0, 200.0, 2.0, 5.0))
    record.answered("sbk.status", {"姓名": "王小明", "余额": None})
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
    assert [(one.api, one.fields) for one in found.answers] == [("sbk.status", {"姓名": "王小明", "余额": None})]
    assert found.ending == "completed"
    assert faults.kinds == []
    for file in tmp_path.glob("hall.db*"):
        assert b"13800138000" not in file.read_bytes()
        assert "王小明".encode() not in file.read_bytes()


async def test_characters_that_cannot_be_seen_are_not_kept(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = record_of(store, faults, "c1")
    record.begin()
    record.citizen("我叫\u202e李\u200b乾\x00", "text")
    record.gap("几点\u2067下班", "")
    await record.close()
    found, gaps = await store.conversation("c1"), await store.gaps()
    await store.close()
    assert found is not None
    assert found.turns[0].text == "我叫李乾"
    assert [gap.question for gap in gaps.gaps] == ["几点下班"]


async def test_a_write_that_the_record_refuses_is_counted_and_the_next_goes_on(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record_writer = RecordWriter(store, faults, structlog.get_logger())
    record = Recorder(store, record_writer, "c1", ClientProfile("screen", "test"))
    record.begin()
    record.citizen("你好", "text")
    record_writer.put("c1", lambda: store.turn("c9", "citizen", "text", "said", "无主"))  # of no conversation
    record.citizen("再见", "text")
    await record.close()
    found = await store.conversation("c1")
    await store.close()
    assert faults.kinds == ["unknown"]
    assert found is not None
    assert [t.text for t in found.turns] == ["你好", "再见"]


async def test_every_case_of_a_conversation_is_in_the_record_before_it_ends(tmp_path: Path) -> None:
    """Two services in one conversation; the receipt of one of them is shown twice."""
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    record = record_of(store, Faults(), "c1")
    record.begin()
    loss = Filed("社保卡挂失", "2026-11-20", "SB1", (("手机号", "13800138000"),))
    record.keep("{}", [loss])
    assert await record.secure()
    record.keep("{}", [loss, Filed("窗口预约", "2026-11-22", "YY2", ())])
    assert await record.secure()
    found = await store.conversation("c1")
    assert found is not None
    assert found.ended is None
    assert [(case.service, case.version, case.receipt) for case in found.cases] == [
        ("社保卡挂失", "2026-11-20", "SB1"),
        ("窗口预约", "2026-11-22", "YY2"),
    ]
    assert found.cases[0].slots == {"手机号": "13800138000"}
    await store.close()


async def test_half_a_character_stops_neither_the_pen_nor_what_follows(tmp_path: Path) -> None:
    store, faults = await Store.open(replace(Settings(), data_dir=tmp_path)), Faults()
    record = record_of(store, faults, "c1")
    record.begin()
    record.citizen("半个字\ud800", "text")
    record.note("odd\ud800", "")  # in the open: SQLite takes no such text
    record.keep("{}", [Filed("社保卡挂失", "", "SB\ud800", ())])
    record.citizen("好的", "text")
    await record.close()
    found = await store.conversation("c1")
    await store.close()
    assert found is not None
    assert [turn.text[:3] for turn in found.turns] == ["半个字", "好的"]
    assert len(found.cases) == 1
    assert faults.kinds == ["UnicodeEncodeError"], "the note alone was dropped, and counted"
