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
from kiosk.store.journal import Journal

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
    journal = Journal(tmp_path / "journal", KEYS, room=1024)
    journal.open()
    for number in range(3):
        journal.append(filed(f"SB{number}"))
    with pytest.raises(StoreError, match="is full"):
        journal.append(filed("SB3"))
    assert len(Journal(tmp_path / "journal", KEYS, room=1024).open()) == 3
