"""A page says that a card was read: believed, or refused and without any effect."""

from __future__ import annotations

import pytest

from kiosk.client import KioskClient
from kiosk.hall.card_reader import CardReader, NoReader, SignedReader
from kiosk.wire import messages as m
from kiosk.wire.card_signature import signature
from support.connected import listening, next_of, page_url

KEY, NOW = "a key of the kiosk's reader", 1_795_000_000
CARD = m.IdCard("李桂英", "11010519491231002X")


def signed(key: str = KEY) -> m.CardReadMessage:
    return m.CardReadMessage("id_card", CARD, NOW, signature(key, NOW, CARD))


READ = m.CardReadMessage("id_card", CARD)


@pytest.mark.parametrize(
    ("reader", "message", "code"),
    [
        (NoReader(), READ, "no_reader"),
        (NoReader(), signed(), "no_reader"),
        (SignedReader(KEY, lambda: NOW), READ, "bad_card"),
        (SignedReader(KEY, lambda: NOW), signed("another key, of nobody"), "bad_card"),
        (SignedReader(KEY, lambda: NOW), signed(), ""),
    ],
)
async def test_only_what_is_believed_begins_a_conversation(
    reader: CardReader, message: m.CardReadMessage, code: str
) -> None:
    async with listening(card_reader=reader) as server, KioskClient.open(page_url(server), device="test") as page:
        await page.send(message)
        came = await next_of(page, m.Begun, m.Error)
        if code:
            assert (came.code, came.fatal) == (code, False)
            await page.send(m.Start())
            assert isinstance(await next_of(page, m.Begun), m.Begun), "the connection goes on"
        else:
            assert isinstance(came, m.Begun)


async def test_a_page_is_told_of_simulated_devices_in_a_demonstration_alone() -> None:
    for bridge in (None, m.BridgeAddress(8765, "the token of the bridge")):
        async with listening(bridge=bridge) as server, KioskClient.open(page_url(server), device="test") as page:
            assert page.ready is not None
            assert page.ready.bridge == bridge
