"""Sealing, and the file that holds the keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.keyfile import KeyFileError, load_or_make

KEYS = Keyring({1: b"\1" * 32}, 1)


@given(st.text())
def test_what_is_sealed_opens(text: str) -> None:
    sealed = KEYS.seal(text, "turns/a/text")
    assert KEYS.open(sealed, "turns/a/text") == text
    assert KEYS.seal(text, "turns/a/text") != sealed  # a fresh nonce each time


@given(st.text(), st.integers(1, 10_000), st.integers(1, 255))
def test_one_changed_bit_and_it_does_not_open(text: str, where: int, change: int) -> None:
    sealed = bytearray(KEYS.seal(text, "p"))
    sealed[where % len(sealed)] ^= change
    with pytest.raises(StoreError) as caught:
        KEYS.open(bytes(sealed), "p")
    assert caught.value.kind in ("corrupt", "key")
    assert text == "" or len(text) < 4 or text not in str(caught.value)


def test_a_value_moved_to_another_row_does_not_open() -> None:
    with pytest.raises(StoreError, match="turns/b/text does not open"):
        KEYS.open(KEYS.seal("x", "turns/a/text"), "turns/b/text")


@pytest.mark.parametrize("sealed", [b"", b"\1", b"\1" + bytes(27)])
def test_too_short_is_said(sealed: bytes) -> None:
    with pytest.raises(StoreError, match="too short"):
        KEYS.open(sealed, "p")


def test_the_key_that_sealed_opens_after_a_rotation() -> None:
    old = KEYS.seal("x", "p")
    both = Keyring({1: b"\1" * 32, 2: b"\2" * 32}, 2)
    assert both.open(old, "p") == "x"
    assert both.seal("y", "p")[0] == 2
    with pytest.raises(StoreError, match="key 2, which is not in the key file"):
        KEYS.open(both.seal("y", "p"), "p")


def test_keys_are_never_shown() -> None:
    assert "\\x01" not in repr(KEYS)


# ---- the file ----


def test_the_first_start_makes_a_key_only_the_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key"
    made = load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_make(path).keys == made.keys
    assert sorted(found.name for found in path.parent.iterdir()) == ["key"]


def test_two_first_starts_agree(tmp_path: Path) -> None:
    made: list[Keyring] = []
    threads = [threading.Thread(target=lambda: made.append(load_or_make(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({keys.keys[1] for keys in made}) == 1
    assert len(made) == 8


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o666])
def test_a_key_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    load_or_make(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {path}"):
        load_or_make(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("1 " + "ab" * 31, ":1: expected a key of 32 bytes, got 31"),
        ("1 " + "ab" * 33, "got 33"),
        ("1 zz", "expected `id <64 hex digits>`"),
        ("hello", "expected `id <64 hex digits>`"),
        ("0 " + "ab" * 32, "expected a new key id from 1 to 255, got 0"),
        ("256 " + "ab" * 32, "got 256"),
        ("1 " + "ab" * 32 + "\n1 " + "cd" * 32, ":2: expected a new key id"),
        ("密钥", "is not a key file"),
    ],
)
def test_a_wrong_key_file_is_refused_and_not_repeated(tmp_path: Path, content: str, expected: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError) as caught:
        load_or_make(path)
    assert expected in str(caught.value)
    assert "abab" not in str(caught.value)


def test_two_keys_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("1 " + "ab" * 32 + "\n2 " + "cd" * 32 + "\n")
    path.chmod(0o600)
    keys = load_or_make(path)
    assert (keys.current, sorted(keys.keys)) == (2, [1, 2])


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyFileError, match="cannot be used"):
        load_or_make(tmp_path / "file" / "key")


def test_a_folder_in_place_of_the_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)
    with pytest.raises(KeyFileError, match="cannot be used"):
        load_or_make(tmp_path / "key")
