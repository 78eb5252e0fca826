"""Ratings through a session in virtual time: recorded once they stand, taken back with their turn, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.config import FeedbackSettings, Settings
from kiosk.config.settings import HallSettings
from kiosk.hall.progress import ProgressLinks
from kiosk.hall.ratings import RatingDesk
from kiosk.jobs.recovery import Recovery
from kiosk.session.resumption import Snapshot
from kiosk.telemetry.metrics import Metrics
from kiosk.wire import messages as m
from support.breakdowns import UP_TO_THE_CONFIRMATION, broken_off, hall_of
from support.fakes import Backend, Ledger
from support.session_world import World, apply, hall, running

pytestmark = pytest.mark.virtual_time

SENDING = replace(Settings(embeddings="off"), feedback=FeedbackSettings(url="https://rating.example"))


def scores(ledger: Ledger) -> list[tuple[int, str]]:
    return [(one.score, one.reason) for one in ledger.ratings.values()]


def counted(world: World, rating: str) -> float | None:
    labels = {"service": "社保卡挂失", "channel": "screen", "rating": rating}
    return world.hall.metrics.registry.get_sample_value("kiosk_service_ratings_total", labels)


async def test_a_rating_is_recorded_with_the_next_turn_and_its_delivery() -> None:
    metrics = Metrics()
    metrics.by_service.know_services(["社保卡挂失"])
    parts = {"metrics": metrics, "ratings": RatingDesk(SENDING, metrics.by_service)}
    async with running(World(Backend(), **parts)) as world:
        await apply(world)
        await world.say("对")
        await world.say("满意")
        assert scores(world.ledger) == [], "the citizen may still go on: 满意才怪"
        assert counted(world, "满意") == 0
        await world.say("不用了")
        await world.hall.record_writer.settle(5)
        assert scores(world.ledger) == [(4, "")]
        assert counted(world, "满意") == 1
        (rating,) = world.ledger.ratings.values()
        assert world.ledger.deliveries[rating.id].kind == "rating"


async def test_a_rating_that_is_the_last_word_is_recorded_at_the_end() -> None:
    async with hall() as world:
        await apply(world)
        await world.say("对")
        await world.say("满意")
        world.session.end("idle")
        await world.hall.record_writer.settle(5)
        assert scores(world.ledger) == [(4, "")]


async def test_a_rating_that_is_taken_back_with_its_turn_is_none() -> None:
    async with hall() as world:
        await apply(world)
        await world.say("对")
        await world.say("满意")
        world.session._clerk.roll_back()  # noqa: SLF001 - the citizen goes on before the answer is heard
        await world.say("满意才怪")
        world.session.end("idle")
        await world.hall.record_writer.settle(5)
        assert scores(world.ledger) == []


async def test_who_leaves_at_the_question_why_has_rated() -> None:
    async with hall() as world:
        await apply(world)
        await world.say("对")
        await world.say("非常不满意")
        world.session.end("idle")
        await world.hall.record_writer.settle(5)
        assert scores(world.ledger) == [(1, "")]


async def test_the_reason_is_recorded_with_it_and_the_mobile_number() -> None:
    async with hall() as world:
        await apply(world)
        await world.say("对")
        await world.say("不满意")
        await world.say("没听懂我的话")
        await world.say("不用了")
        await world.hall.record_writer.settle(5)
        assert scores(world.ledger) == [(2, "没听懂我的话")]
        (rating,) = world.ledger.ratings.values()
        assert (rating.phone, rating.number) == ("13800138000", "SB20260001")


@pytest.mark.parametrize(("words", "told"), [(("满意",), (4, "")), (("非常不满意",), (1, ""))])
async def test_a_process_that_dies_loses_no_rating(words: tuple[str, ...], told: tuple[int, str]) -> None:
    ledger = Ledger()
    await broken_off(ledger, *UP_TO_THE_CONFIRMATION, "对", *words)
    assert scores(ledger) == []
    another = hall_of(ledger, None)
    await Recovery(another).round()
    await another.record_writer.settle(5)
    await another.segmenter_hub.close()
    another.threads.shutdown()
    assert scores(ledger) == [told]


async def test_a_snapshot_of_an_older_release_holds_none() -> None:
    async with hall() as world:
        await world.do(m.Start())
        kept = world.session.snapshot
    older = kept.to_json().replace(', "rated": []', "")
    assert "rated" not in older
    assert Snapshot.from_json(older) == kept


async def test_the_receipt_leads_to_its_progress_where_there_is_an_address() -> None:
    for url, starts in (("https://hall.example", "https://hall.example/progress/"), ("", "")):
        ledger = Ledger()
        links = ProgressLinks(HallSettings(public_url=url), ledger)
        async with running(World(Backend(), store=ledger, progress=links)) as world:
            await apply(world)
            await world.say("对")
            (receipt,) = {
                card for cards in world.of(m.Cards) for card in cards.cards if type(card).__name__ == "ReceiptCard"
            }
            assert receipt.qr.startswith(starts)
            assert receipt.qr.endswith("SB20260001" if url else "")
            assert ("社保卡" in receipt.qr) is False
