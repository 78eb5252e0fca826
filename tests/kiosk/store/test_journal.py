"""The journal beside the database: its room is there beforehand, what is in it is whole, and nothing in it is open."""

from __future__ import annotations

import resource
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, StoreError
from kiosk.store.crypto import Keyring
from kiosk.store.journal import Journal, set_aside
from kiosk.store.journal_reading import MAGIC, read

KEYS = Keyring({1: b"\1" * 32}, 1)
BEGUN = ConversationEntry("c1", "kiosk-1", "screen", 1000)
text = st.text(max_size=8)
slots = st.dictionaries(text, text, max_size=3)
cases = st.builds(CaseEntry, text, text, text, st.integers(0, 9), slots)
endings = st.none() | st.builds(EndingEntry, text, text, text, st.integers(0, 9), slots)
states, several = st.none() | text, st.lists(cases, max_size=3).map(tuple)
entries = st.builds(ConversationEntry, text, text, text, st.integers(0, 9), states, several, endings)


def filed(receipt: str) -> ConversationEntry:
    return replace(BEGUN, cases=(CaseEntry("社保卡挂失", "1", receipt, 2000, {"手机号": "13800138000"}),))


@given(entries)
def test_an_entry_reads_back_as_it_was(entry: ConversationEntry) -> None:
    assert ConversationEntry.from_json(entry.to_json()) == entry


def test_a_case_written_down_twice_is_one_case() -> None:
    """Written at another moment: it is its service and its receipt that name it."""
    (case,) = filed("SB1").cases
    again = replace(case, filed_ms=9000, slots={})
    joined = filed("SB1").followed_by(replace(BEGUN, cases=(again, replace(again, receipt="SB2"))))
    assert joined.cases == (case, replace(again, receipt="SB2"))


def test_what_is_in_it_outlives_the_process_and_is_not_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", KEYS)
    assert journal.open() == ()
    for number in range(3):
        journal.append(filed(f"SB{number}"))
    again = Journal(tmp_path / "journal", KEYS)
    assert again.open() == tuple(filed(f"SB{number}") for number in range(3))
    again.append(filed("SB3"))
    assert b"13800138000" not in (tmp_path / "journal").read_bytes()
    assert (tmp_path / "journal").stat().st_mode & 0o077 == 0
    again.clear()
    assert Journal(tmp_path / "journal", KEYS).open() == ()
    assert not any((tmp_path / "journal").read_bytes()[4:])


@settings(deadline=None, max_examples=30)  # it writes to the disk
@given(cut=st.integers(5, 400))
def test_a_frame_torn_by_a_crash_hides_nothing_before_it(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path, KEYS, room=4096)
    journal.open()
    journal.append(filed("SB1"))
    whole = path.read_bytes()
    end = len(whole.rstrip(b"\0"))
    journal.append(filed("SB2"))
    torn = bytearray(path.read_bytes())
    last = len(bytes(torn).rstrip(b"\0"))
    torn[min(end + cut, last - 1) :] = bytes(len(torn) - min(end + cut, last - 1))
    path.write_bytes(torn)
    again = Journal(path, KEYS, room=4096)
    assert again.open() == (filed("SB1"),)
    again.append(filed("SB3"))
    assert Journal(path, KEYS, room=4096).open() == (filed("SB1"), filed("SB3"))


def test_it_takes_entries_while_no_file_may_grow(tmp_path: Path) -> None:
    """As on a full disk: its room was taken beforehand."""
    journal = Journal(tmp_path / "journal", KEYS, room=1 << 16)
    journal.open()
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            (tmp_path / "other").write_bytes(bytes(1 << 17))
        journal.append(filed("SB1"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert Journal(tmp_path / "journal", KEYS, room=1 << 16).open() == (filed("SB1"),)


def test_a_full_journal_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", KEYS, room=1200)
    journal.open()
    for number in range(3):
        journal.append(filed(f"SB{number}"))
    with pytest.raises(StoreError, match="is full"):
        journal.append(filed("SB3"))
    assert len(Journal(tmp_path / "journal", KEYS, room=1200).open()) == 3


def written(folder: Path, frames: int, room: int = 2048) -> tuple[Path, list[int]]:
    """A journal, and the bytes at which its frames begin, and the last ends."""
    path = folder / "journal"
    journal = Journal(path, KEYS, room=room)
    journal.open()
    bounds = [len(MAGIC)]
    for number in range(frames):
        journal.append(filed(f"SB{number}"))
        bounds.append(read(path.read_bytes(), KEYS).end)
    return path, bounds


def test_one_damaged_bit_anywhere_costs_no_frame_but_the_one_it_is_in(tmp_path: Path) -> None:
    path, bounds = written(tmp_path, 3)
    whole = path.read_bytes()
    for place in range(bounds[-1]):
        hit = next((n for n in range(3) if bounds[n] <= place < bounds[n + 1]), None)
        of_length = hit is not None and place < bounds[hit] + 4
        others = [filed(f"SB{n}") for n in range(3) if n != hit or of_length]
        for bit in range(8):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            found = read(bytes(damaged), KEYS)
            assert list(found.entries) == others, (place, bit)
            assert found.damaged == (0 if hit is None else bounds[hit],), (place, bit)


@settings(deadline=None)
@given(st.data())
def test_whatever_happens_to_some_frames_the_others_are_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path, bounds = written(tmp_path_factory.mktemp("journal"), 5)
    damaged, touched = bytearray(path.read_bytes()), set()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, bounds[-1] - 1))
        put = data.draw(st.binary(min_size=1, max_size=80))[: bounds[-1] - at]
        damaged[at : at + len(put)] = put
        touched |= {n for n in range(5) if at < bounds[n + 1] and bounds[n] < at + len(put)}
    found = read(bytes(damaged), KEYS)
    assert {filed(f"SB{n}").cases[0].receipt for n in range(5) if n not in touched} <= {
        entry.cases[0].receipt for entry in found.entries
    }


def test_a_damaged_journal_is_kept_aside_once_and_used_on(tmp_path: Path) -> None:
    path, bounds = written(tmp_path, 3)
    damaged = bytearray(path.read_bytes())
    damaged[bounds[1] + 20] ^= 1
    path.write_bytes(damaged)
    for _ in range(2):  # a crash before its entries are written
        journal = Journal(path, KEYS, room=2048)
        assert journal.open() == (filed("SB0"), filed("SB2"))
        assert journal.damaged == 1
    (copy,) = set_aside(path)
    assert copy.name == "journal.damaged-1"
    assert copy.read_bytes() == bytes(damaged)[: bounds[-1]]
    assert copy.stat().st_mode & 0o077 == 0
    journal.append(filed("SB3"))
    assert Journal(path, KEYS, room=2048).open() == (filed("SB0"), filed("SB2"), filed("SB3"))
    journal.clear()
    assert path.read_bytes() == MAGIC + bytes(2044)
    assert not Journal(path, KEYS, room=2048).damaged


def test_another_file_in_its_place_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"not a journal")
    journal = Journal(path, KEYS, room=1200)
    assert journal.open() == ()
    assert journal.damaged > 0
    assert [copy.read_bytes() for copy in set_aside(path)] == [b"not a journal"]
    journal.append(filed("SB1"))
    again = Journal(path, KEYS, room=1200)
    assert (again.open(), again.damaged) == ((filed("SB1"),), 0)


def test_entries_under_a_key_that_is_not_here_are_kept_aside(tmp_path: Path) -> None:
    path, bounds = written(tmp_path, 2)
    before = path.read_bytes()[: bounds[-1]]
    assert Journal(path, Keyring({2: b"\2" * 32}, 2), room=2048).open() == ()
    assert [copy.read_bytes() for copy in set_aside(path)] == [before]


def test_what_cannot_be_kept_aside_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, bounds = written(tmp_path, 3)
    damaged = bytearray(path.read_bytes())
    damaged[bounds[2] + 20] ^= 1
    path.write_bytes(damaged)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    journal = Journal(path, KEYS, room=2048)
    assert len(journal.open()) == 2
    journal.append(filed("SB9"))
    with pytest.raises(StoreError, match="cannot be copied"):
        journal.clear()
    assert path.read_bytes()[: bounds[-1]] == bytes(damaged)[: bounds[-1]]
    monkeypatch.undo()
    assert [entry.cases[0].receipt for entry in Journal(path, KEYS, room=2048).open()] == ["SB0", "SB1", "SB9"]


@pytest.mark.parametrize("cleared", [40, 200, 300])
def test_a_clearing_that_a_crash_cut_off_is_no_damage(tmp_path: Path, cleared: int) -> None:
    path, _ = written(tmp_path, 3)
    data = bytearray(path.read_bytes())
    data[4 : 4 + cleared] = bytes(cleared)
    path.write_bytes(data)
    journal = Journal(path, KEYS, room=2048)
    journal.open()
    assert journal.damaged == 0
    assert set_aside(path) == []
