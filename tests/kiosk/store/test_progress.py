"""Progress tokens: a case of this hall, for its time, and nothing that anybody could read or make up."""

from __future__ import annotations

import base64
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import Settings
from kiosk.store import CaseEntry, ConversationEntry, Store
from kiosk.store.crypto import Keyring
from kiosk.store.progress import opened, token_for

pytestmark = pytest.mark.sqlite_suffices

CONVERSATION = uuid.UUID(int=7).hex
KEYS = Keyring({1: b"a" * 32}, 1)
NOW_MS = 1_795_000_000_000
TOKEN = token_for(KEYS, CONVERSATION, "社保卡挂失", "SB1", NOW_MS + 3_600_000)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(hall: Settings, clock: Clock) -> AsyncIterator[Store]:
    found = await Store.open(hall, now=clock)
    yield found
    await found.close()


async def test_it_opens_its_case_alone_until_it_expires(store: Store, clock: Clock) -> None:
    cases = tuple(CaseEntry("社保卡挂失", "", number, store.now_ms(), {"号": number}) for number in ("SB1", "SB2"))
    await store.keep(ConversationEntry(CONVERSATION, "k", "screen", 0, cases=cases))
    token = store.opened_token(store.progress_token(CONVERSATION, "社保卡挂失", "SB2", 30))
    assert token is not None
    assert not token.expired
    found = await store.case_of_progress(token)
    assert found is not None
    assert (found.service, found.number, found.values) == ("社保卡挂失", "SB2", {"号": "SB2"})
    text = store.progress_token(CONVERSATION, "社保卡挂失", "SB2", 30)
    clock.now += timedelta(days=30, hours=1)
    late = store.opened_token(text)
    assert late is not None
    assert late.expired


async def test_a_case_that_is_gone(store: Store) -> None:
    token = store.opened_token(store.progress_token(CONVERSATION, "社保卡挂失", "SB9", 30))
    assert token is not None
    assert await store.case_of_progress(token) is None


def test_nothing_of_the_case_stands_in_it() -> None:
    data = base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
    assert b"SB1" not in data
    assert "社保卡".encode() not in data
    assert len(TOKEN) == 56


@given(st.integers(0, 41), st.integers(1, 255))
def test_one_changed_byte_opens_nothing(place: int, change: int) -> None:
    data = bytearray(base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4)))
    data[place] ^= change
    assert opened(KEYS, base64.urlsafe_b64encode(bytes(data)).decode().rstrip("="), NOW_MS) is None


@given(st.text(max_size=120))
def test_what_is_no_token(text: str) -> None:
    assert opened(KEYS, text, NOW_MS) is None


def test_another_halls_key_opens_nothing_and_an_older_own_one_does() -> None:
    assert opened(Keyring({1: b"b" * 32}, 1), TOKEN, NOW_MS) is None
    turned = Keyring({1: b"a" * 32, 2: b"b" * 32}, 2)
    assert opened(turned, TOKEN, NOW_MS) is not None


def test_a_conversation_without_such_an_id_has_none() -> None:
    assert token_for(KEYS, "c1", "社保卡挂失", "SB1", NOW_MS) == ""
