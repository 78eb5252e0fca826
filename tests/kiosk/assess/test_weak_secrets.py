"""Secrets that somebody can guess, also those that are long."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kiosk.assess.weak_secrets import is_weak
from kiosk.assess.weak_secrets import secrets as assessed
from kiosk.config import load_settings


@pytest.mark.parametrize("value", ["a" * 20, "0" * 16, "abab" * 5, "abcdefghijklmnopqrst", "hallhallhallhall", "k3J9"])
def test_regular_ones_are_weak(value: str) -> None:
    assert is_weak(value)


def test_random_ones_are_not() -> None:
    drawn = random.Random(7)
    assert not [value for value in (f"{drawn.getrandbits(128):032x}" for _ in range(200)) if is_weak(value)]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgresql+asyncpg://hall:123456@10.0.0.3/hall", "fail"),
        ("postgresql+asyncpg://postgres:postgres@10.0.0.3/hall", "fail"),
        ("postgresql+asyncpg://hall@10.0.0.3/hall", "pass"),
        (f"postgresql+asyncpg://hall:{'b7e1a94c02d85f6e'}@10.0.0.3/hall", "pass"),
    ],
)
def test_the_password_of_the_database(tmp_path: Path, url: str, kind: str) -> None:
    found = assessed(load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path), "KIOSK__STORE__URL": url}))
    assert found.kind == kind, found
    assert "123456" not in found.found


def test_a_token_that_looks_like_an_address(tmp_path: Path) -> None:
    settings = load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path), "KIOSK__BACKEND__TOKEN": "a://b"})
    assert assessed(settings).kind == "fail"
