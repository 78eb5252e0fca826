"""Readings of identity cards as the bridge signs them, and the key of the halls that tests and benches start."""

from __future__ import annotations

import itertools
import time

from kiosk.hall.card_reader import FRESH_S
from kiosk.wire.card_signature import signature
from kiosk.wire.messages import CardReadMessage, IdCard

READER_KEY = "a-key-of-the-kiosks-reader"
#: What a hall of its own is told, in which `read_card` is believed.
READER_ENVIRONMENT = {"KIOSK__IDENTITY__READER": "bridge", "KIOSK__IDENTITY__READER_KEY": READER_KEY}
_numbers = itertools.count()


def read_card(name: str, number: str, key: str = READER_KEY) -> CardReadMessage:
    """A reading of now. The same card may be read often in one second: a signature counts once."""
    at = int(time.time()) - next(_numbers) % (FRESH_S - 5)
    card = IdCard(name, number)
    return CardReadMessage("id_card", card, at, signature(key, at, card))
