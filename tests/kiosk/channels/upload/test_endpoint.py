"""Pictures over real sockets: sent from the kiosk's page and a phone, accepted, filed, and gone when not needed."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from dialogue import Machine
from dialogue.acts import CaptureCard, ConfirmCard, ReceiptCard
from kiosk.client import KioskClient
from kiosk.server.server import Server
from kiosk.wire import messages as m
from support.club_card import club_library
from support.connected import listening, next_of, page_url, settings_of
from support.fakes import Ledger
from support.pictures import drawing, photo
from support.speech_stand_in import SpeechStandIn

PHONES = "https://hall.example"


class Club:
    """The club's back end: keeps what it was sent."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.bodies.append(params)
        return {"会员号": "88001"}


@dataclass
class Visitor:
    """A citizen with a phone, at a kiosk whose page is the client."""

    server: Server
    client: KioskClient
    ledger: Ledger
    club: Club
    http: aiohttp.ClientSession
    cards: m.Cards = field(default_factory=lambda: m.Cards(()))

    async def until(self, card: str) -> Any:
        """The card with this id."""
        while not self.cards.cards or self.cards.cards[-1].id != card:
            self.cards = await next_of(self.client, m.Cards)
        return self.cards.cards[-1]

    async def answer(self, value: str) -> None:
        """Once the card can have been read: the client waits."""
        await self.client.send(m.Touch(value, self.cards.cards[-1].id))

    async def post(self, token: str, data: bytes, **headers: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.server.public_port}/upload"
        auth = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.http.post(url, data=data, headers={**auth, **headers}) as answer:
            text = await answer.text()
            return answer.status, json.loads(text)["error"]["code"] if text else ""

    async def get(self, token: str) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{self.server.public_port}/upload"
        async with self.http.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
            return answer.status, await answer.json()

    async def to_the_photo(self) -> CaptureCard:
        await self.client.send(m.Text("我要登记会员"))
        await self.until("consent")
        await self.answer("是")
        await self.until("slot:手机号")
        await self.client.send(m.Key("13800138000", self.cards.ask))
        card = await self.until("slot:证件照片")
        assert isinstance(card, CaptureCard)
        return card

    @property
    def kept(self) -> list[Any]:
        return [one for pictures in self.ledger.pictures_kept.values() for one in pictures.values()]


@asynccontextmanager
async def visitor(phones: str = PHONES) -> AsyncIterator[Visitor]:
    library, ledger, club = club_library(), Ledger(), Club()
    settings = settings_of(public_url=phones)
    parts = {"library": library, "machine": Machine(library), "store": ledger, "backend": club}
    spoken = SpeechStandIn()
    async with (
        listening(settings, **parts, segmenter_hub=spoken, recogniser=spoken) as server,
        KioskClient.open(page_url(server), device="test") as client,
        aiohttp.ClientSession() as http,
    ):
        yield Visitor(server, client, ledger, club, http)


def _phone_token(card: CaptureCard) -> str:
    found = re.fullmatch(re.escape(PHONES) + r"/upload\.html#([\w-]{32})", card.qr)
    assert found is not None, card.qr
    return found[1]


async def test_a_whole_service_with_a_photo_a_phones_file_and_a_signature() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        assert (await at.post(card.upload, photo()))[0] == 204
        card = await at.until("slot:介绍信")
        assert card.upload == ""  # a file comes from a phone alone
        token = _phone_token(card)
        status, wanted = await at.get(token)
        assert (status, wanted["title"], wanted["mode"]) == (200, "介绍信", "file")
        assert (await at.post(token, photo(shade=20)))[0] == 204
        accept = await at.until("accept:介绍信")
        assert base64.b64decode(accept.picture).startswith(b"\xff\xd8")
        await at.answer("是")
        card = await at.until("slot:签名")
        assert (card.qr, card.mode) == ("", "signature")
        assert (await at.post(card.upload, drawing()))[0] == 204
        confirm = await at.until("confirm")
        assert isinstance(confirm, ConfirmCard)
        shown = {row.label: (row.value, bool(row.picture)) for row in confirm.rows}
        assert shown["证件照片"] == ("已拍照", True)
        assert shown["签名"] == ("已签名", True)
        assert shown["手机号"][1] is False
        await at.answer("是")
        while not (receipt := next((c for c in at.cards.cards if isinstance(c, ReceiptCard)), None)):
            at.cards = await next_of(at.client, m.Cards)
        assert not any(row.picture for row in receipt.rows)
        (body,) = at.club.bodies
        files = {name: base64.b64decode(body[name]["data"]) for name in ("证件照片", "介绍信", "签名")}
        assert [body[name]["type"] for name in files] == ["image/jpeg", "image/jpeg", "image/png"]
        assert all(b"Exif" not in data for data in files.values())
        assert {one.data for one in at.kept} == set(files.values())


async def test_the_record_and_the_log_hold_no_picture(capfd: pytest.CaptureFixture[str]) -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        assert (await at.post(card.upload, photo()))[0] == 204
        await at.until("slot:介绍信")
        told = json.dumps([at.ledger.turns, at.ledger.events], ensure_ascii=False) + capfd.readouterr().out
        for secret in (card.upload, "sha256", base64.b64encode(photo()).decode()[:60]):
            assert secret not in told


async def test_a_token_is_for_one_picture_of_one_question() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        page, phone = card.upload, _phone_token(card)
        assert (await at.post(page, photo()))[0] == 204
        await at.until("slot:介绍信")
        for token in (page, phone, "", "guessed", page[:-1]):
            assert await at.post(token, photo()) == (410, "gone")
        assert (await at.get(phone))[0] == 410


async def test_what_is_no_picture_is_refused_with_its_reason_and_loses_nothing() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        assert await at.post(card.upload, b"%PDF-1.7") == (415, "wrong_type")
        card = await at.until("slot:证件照片")
        while not card.error:
            at.cards = await next_of(at.client, m.Cards)
            card = await at.until("slot:证件照片")
        assert "不是照片" in card.error
        assert await at.post(card.upload, photo()[:3000]) == (400, "cut_off")
        assert await at.post(card.upload, b"x" * 9_000_000) == (413, "too_large")
        assert (await at.post(card.upload, photo()))[0] == 204
        await at.until("slot:介绍信")


async def test_a_line_that_breaks_in_the_middle_leaves_the_code_good() -> None:
    async with visitor() as at:
        token = _phone_token(await at.to_the_photo())
        _, writer = await asyncio.open_connection("127.0.0.1", at.server.public_port)
        head = f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        writer.write(f"{head}Content-Length: 90000\r\n\r\n".encode() + photo()[:1000])
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(20):
            while (await at.post(token, photo()))[1] == "busy":
                await asyncio.sleep(0.05)
        await at.until("accept:证件照片")


async def test_one_that_is_refused_on_the_screen_is_deleted_and_another_may_come() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        assert (await at.post(_phone_token(card), photo()))[0] == 204
        await at.until("accept:证件照片")
        await at.answer("否")
        again = await at.until("slot:证件照片")
        assert _phone_token(again) != _phone_token(card)
        assert (await at.post(_phone_token(again), photo(shade=10)))[0] == 204
        await at.until("accept:证件照片")
        await at.answer("是")
        await at.until("slot:介绍信")
        await at.server.hall.record_writer.settle(5)
        assert len(at.kept) == 1


async def test_leaving_deletes_the_picture_and_closes_the_code() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        assert (await at.post(card.upload, photo()))[0] == 204
        token = _phone_token(await at.until("slot:介绍信"))
        await at.client.send(m.Bye("leave"))
        await next_of(at.client, m.Goodbye)
        await at.server.hall.record_writer.settle(5)
        assert at.kept == []
        assert await at.post(token, photo()) == (410, "gone")


async def test_a_picture_while_something_else_is_asked_waits() -> None:
    async with visitor() as at:
        card = await at.to_the_photo()
        await at.client.send(m.Text("取消"))
        await at.until("cancel")
        assert (await at.post(card.upload, photo()))[0] in (409, 410)
        await at.answer("否")
        again = await at.until("slot:证件照片")
        assert (await at.post(again.upload, photo()))[0] == 204


async def test_a_camera_that_is_refused_is_told_aloud() -> None:
    async with visitor() as at:
        await at.to_the_photo()
        await at.client.send(m.NoPicture("refused", at.cards.ask))
        said = ""
        async with asyncio.timeout(30):
            while "二维码" not in said:
                said += (await next_of(at.client, m.SayMessage)).text
        assert "权限" in said


async def test_without_an_address_for_phones_there_is_no_code() -> None:
    async with visitor("") as at:
        card = await at.to_the_photo()
        assert card.qr == ""
        assert card.upload


async def test_the_phones_page_may_be_opened_by_its_own_name_only() -> None:
    async with visitor() as at:
        url = f"http://127.0.0.1:{at.server.public_port}/upload"
        for host, status in (("hall.example", 410), ("elsewhere.example", 421)):
            async with at.http.get(url, headers={"Host": host}) as answer:
                assert answer.status == status
                assert answer.headers["Permissions-Policy"].startswith("microphone=(self), camera=(self)")
