"""What staff still have to see to: poor ratings and receipts that no message brought, each until somebody closes it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, DeliveryEntry, RatingEntry, Store

pytestmark = pytest.mark.sqlite_suffices

VALUES = {"业务": "社保卡挂失", "名称": "受理号", "号": "SB1"}
BODY = json.dumps({"template": "receipt", "to": "13800138000", "values": VALUES})


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall)
    yield opened
    await opened.close()


async def test_a_poor_rating_until_it_is_closed(store: Store) -> None:
    ratings = tuple(
        RatingEntry(f"r{score}", score, "社保卡挂失", "", score, "SB1", "慢", "138") for score in range(1, 6)
    )
    await store.keep(ConversationEntry("c1", "kiosk-1", "screen", 0, ratings=ratings))
    assert [(one.id, one.kind, one.score, one.detail) for one in await store.to_do()] == [
        ("r1", "rating", 1, "慢"), ("r2", "rating", 2, "慢"),
    ]  # fmt: skip
    assert await store.to_do_counts() == {"rating": 2, "message": 0}
    assert await store.close_to_do("r1")
    assert not await store.close_to_do("r1")
    assert not await store.close_to_do("r5"), "a good rating is nothing to see to"
    assert [one.id for one in await store.to_do()] == ["r2"]
    assert [one.done is None for one in await store.to_do(done=True)] == [False, True]


@pytest.mark.parametrize("state", ["refused", "expired", "undelivered"])
async def test_a_receipt_that_did_not_come(store: Store, state: str) -> None:
    await store.add_delivery(DeliveryEntry("d1", "message", store.now_ms(), BODY))
    assert await store.to_do() == ()
    await store.delivery_tried("d1", "accepted" if state == "undelivered" else state)  # type: ignore[arg-type]
    if state == "undelivered":
        assert await store.to_do() == ()
        assert await store.delivery_reported("d1", arrived=False) == "undelivered"
    (one,) = await store.to_do()
    assert (one.kind, one.service, one.number, one.phone, one.detail) == (
        "message", "社保卡挂失", "SB1", "13800138000", state,
    )  # fmt: skip
    assert await store.to_do_counts() == {"rating": 0, "message": 1}
    assert await store.close_to_do("d1")
    assert await store.to_do() == ()


@pytest.mark.parametrize(("kind", "state"), [("message", "accepted"), ("code", "expired"), ("rating", "refused")])
async def test_what_is_nothing_for_staff(store: Store, kind: str, state: str) -> None:
    await store.add_delivery(DeliveryEntry("d1", kind, store.now_ms(), BODY))
    await store.delivery_tried("d1", state)  # type: ignore[arg-type]
    assert await store.to_do() == ()


async def test_a_report_counts_once_and_only_for_what_was_accepted(store: Store) -> None:
    await store.add_delivery(DeliveryEntry("d1", "message", store.now_ms(), BODY))
    assert await store.delivery_reported("d1", arrived=True) == ""
    await store.delivery_tried("d1", "accepted")
    assert await store.delivery_reported("d1", arrived=True) == "delivered"
    assert await store.delivery_reported("d1", arrived=False) == ""
