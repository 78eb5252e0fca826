"""Which readings of identity cards are believed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.config import IdentitySettings
from kiosk.hall.card_reader import FRESH_S, CardReadError, SignedReader, card_reader
from kiosk.wire.card_signature import signature
from kiosk.wire.messages import CardReadMessage, IdCard

KEY = "a key of the kiosk's reader"
CARD = IdCard("李桂英", "11010519491231002X")
NOW = 1_795_000_000


def reading(card: IdCard = CARD, at: int = NOW, key: str = KEY) -> CardReadMessage:
    return CardReadMessage("id_card", card, at, signature(key, at, card))


def test_none_is_believed_where_there_is_no_reader() -> None:
    reader = card_reader(IdentitySettings())
    with pytest.raises(CardReadError, match=r"identity\.reader") as told:
        reader.check(reading())
    assert told.value.code == "no_reader"


def test_a_bridge_is_believed_with_the_key_of_the_settings() -> None:
    reader = card_reader(IdentitySettings(reader="bridge", reader_key=KEY))
    assert isinstance(reader, SignedReader)


def test_a_signed_reading_is_believed_once() -> None:
    reader = SignedReader(KEY, lambda: NOW)
    reader.check(reading())
    with pytest.raises(CardReadError, match="came before"):
        reader.check(reading())


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (CardReadMessage("id_card", CARD), "one without"),
        (reading(key="another key, of nobody"), "does not fit"),
        (replace(reading(), fields=replace(CARD, number="110105198805234517")), "does not fit"),
        (replace(reading(), fields=replace(CARD, name="王小明")), "does not fit"),
        (replace(reading(), at=NOW + 1), "does not fit"),
        (reading(at=NOW - FRESH_S - 1), "older"),
        (reading(at=NOW + FRESH_S + 1), "older"),
        (reading(replace(CARD, number="110105194912310021")), "check digit"),
        (reading(replace(CARD, number="12")), "check digit"),
        (reading(replace(CARD, name="")), "a name"),
        (reading(replace(CARD, name="李\u202e桂英")), "invisible"),
    ],
)
def test_what_is_not_believed_is_told(message: CardReadMessage, told: str) -> None:
    with pytest.raises(CardReadError, match=told):
        SignedReader(KEY, lambda: NOW).check(message)
