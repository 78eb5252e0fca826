"""The pictures of a conversation: kept only while they are needed, also over a breakdown of the process."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from dialogue import Machine
from dialogue.acts import Call, CaptureCard, ConfirmCard
from kiosk.channels.browser.inputs import deliver
from kiosk.jobs.recovery import Recovery
from kiosk.pictures.grants import Grant
from kiosk.pictures.reencode import reencoded
from kiosk.session import Session
from kiosk.session.pictures import MOST
from kiosk.session.resumption import Snapshot
from kiosk.upstream.gateway import BackendError
from kiosk.wire import messages as m
from kiosk.wire.messages import SETTLE_S
from support.breakdowns import PROFILE, World, alive, found
from support.club_card import club_library
from support.connected import settings_of
from support.fakes import Ledger
from support.halls import make_hall
from support.pictures import drawing, photo

pytestmark = pytest.mark.virtual_time

MACHINE = Machine(club_library())
SETTINGS = settings_of(public_url="https://hall.example")
PHOTO, OTHER = reencoded(photo(), "photo"), reencoded(photo(shade=10), "photo")
SIGNATURE = reencoded(drawing(), "signature")


class Club:
    """The club's back end; `silent`: it takes what it is sent and does not answer."""

    def __init__(self) -> None:
        self.bodies: list[tuple[dict[str, Any], str]] = []
        self.silent = False

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.bodies.append((params, key))
        if self.silent:
            await asyncio.sleep(1000)
        return {"会员号": "88001"}


class At(World):
    """A club's kiosk in one process."""

    def __init__(self, ledger: Ledger, club: Club, kept: Snapshot | None = None) -> None:
        super().__init__(ledger, machine=MACHINE)
        self.hall = make_hall(SETTINGS, store=ledger, backend=club, machine=MACHINE)
        self.session = Session(self.hall, self.page, PROFILE, kept=kept)
        self.page.on_played = lambda played: deliver(played, self.session)

    @property
    def cards(self) -> m.Cards:
        return next(t for t in reversed(self.page.messages) if isinstance(t, m.Cards))

    @property
    def card(self) -> CaptureCard:
        card = self.cards.cards[-1]
        assert isinstance(card, CaptureCard)
        return card

    def grant(self, source: str = "page") -> Grant:
        return next(grant for grant in self.hall.uploads.grants if grant.source == source)

    async def give(self, picture: Any) -> bool:
        taken = self.session.pictures.picture_came(self.grant(), picture)
        await self.answered()
        await asyncio.sleep(1)  # for the record writer
        return taken

    async def to_the_photo(self) -> None:
        await asyncio.sleep(0.1)
        for line in ("我要登记会员", "同意", "13800138000"):
            await self.type(line)


def _kept(ledger: Ledger) -> list[str]:
    return [digest for pictures in ledger.pictures_kept.values() for digest in pictures]


async def test_a_conversation_goes_on_in_another_process_and_sends_the_same_picture() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as first:
        await first.to_the_photo()
        assert await first.give(PHOTO)
        token = first.session.resume_token
    kept = await found(ledger, token, machine=MACHINE)
    assert kept is not None
    async with alive(At(ledger, club, kept)) as second:
        await second.session.pictures.recall()
        second.session.resume_snapshot()
        await second.answered()
        await second.type("没有")
        assert await second.give(SIGNATURE)
        await second.type("对")
        await asyncio.sleep(1)
    ((body, _),) = club.bodies
    assert base64.b64decode(body["证件照片"]["data"]) == PHOTO.data
    assert set(_kept(ledger)) == {PHOTO.digest, SIGNATURE.digest}


async def test_without_the_picture_nothing_is_sent_and_the_failure_is_told() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as first:
        await first.to_the_photo()
        assert await first.give(PHOTO)
        token = first.session.resume_token
    ledger.pictures_kept.clear()  # it could not be written
    kept = await found(ledger, token, machine=MACHINE)
    async with alive(At(ledger, club, kept)) as second:
        await second.session.pictures.recall()
        second.session.resume_snapshot()
        await second.answered()
        await second.type("没有")
        assert await second.give(SIGNATURE)
        await second.type("对")
    assert club.bodies == []
    assert any(isinstance(message, m.HandoffMessage) for message in second.page.messages)


async def test_what_nobody_comes_back_to_is_deleted() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as first:
        await first.to_the_photo()
        assert await first.give(PHOTO)
    assert _kept(ledger) == [PHOTO.digest]
    await _recovered(ledger, club)
    assert _kept(ledger) == []


async def test_a_submission_that_was_under_way_is_looked_up_with_the_same_body() -> None:
    ledger, club = Ledger(), Club()
    club.silent = True
    async with alive(At(ledger, club)) as first:
        await first.to_the_photo()
        assert await first.give(PHOTO)
        await first.type("没有")
        assert await first.give(SIGNATURE)
        deliver(m.Text("对"), first.session)
        while not club.bodies:
            await asyncio.sleep(0.05)
    club.silent = False
    await _recovered(ledger, club)
    assert club.bodies[0] == club.bodies[1]
    assert set(_kept(ledger)) == {PHOTO.digest, SIGNATURE.digest}


async def _recovered(ledger: Ledger, club: Club) -> None:
    hall = make_hall(store=ledger, backend=club, machine=MACHINE)
    await Recovery(hall).round()
    await hall.record_writer.settle(5)
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_one_that_is_taken_again_takes_the_place_of_the_first() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as at:
        await at.to_the_photo()
        assert await at.give(PHOTO)
        await at.type("没有")
        await at.give(SIGNATURE)
        await at.type("证件照片错了")
        assert at.card.id == "slot:证件照片"
        assert await at.give(OTHER)
        await at.type("对")
        await asyncio.sleep(1)
    assert set(_kept(ledger)) == {OTHER.digest, SIGNATURE.digest}


async def test_a_press_counts_as_soon_as_the_confirmation_after_a_picture_can_have_been_read() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as at:
        await at.to_the_photo()
        assert await at.give(PHOTO)
        await at.type("没有")
        assert at.session.pictures.picture_came(at.grant(), SIGNATURE)
        while not isinstance((shown := at.cards).cards[-1], ConfirmCard):
            await asyncio.sleep(0)
        await asyncio.sleep(SETTLE_S)
        deliver(m.Touch("是", shown.cards[-1].id, shown.ask), at.session)
        await at.answered()
        await asyncio.sleep(1)
    assert len(club.bodies) == 1


async def test_consent_taken_back_deletes_them() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as at:
        await at.to_the_photo()
        await at.give(PHOTO)
        await at.type("我撤回同意")
        await asyncio.sleep(20)
        assert at.session.over
        await at.hall.record_writer.settle(5)
    assert _kept(ledger) == []
    assert club.bodies == []


async def test_a_conversation_takes_only_so_many() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as at:
        await at.to_the_photo()
        for n in range(MOST):
            assert at.session.pictures.picture_came(at.grant("phone"), (PHOTO, OTHER)[n % 2])
            await at.answered()
            await at.type("重拍")
        assert not await at.give(PHOTO)
        assert at.card.id == "slot:证件照片"


async def test_a_call_whose_picture_is_gone_is_not_sent() -> None:
    ledger, club = Ledger(), Club()
    async with alive(At(ledger, club)) as at:
        await at.to_the_photo()
        await at.give(PHOTO)
        call = Call(1, "club.join", {"证件照片": OTHER.digest}, None, pictures=("证件照片",))
        with pytest.raises(BackendError, match="nothing was sent"):
            at.session.pictures.body(call)
