"""Which readings of identity cards are believed. A page says that a card was read; anybody may write such a message.

A reader is driven by a program beside the browser (the bridge, `kiosk devices`), which signs each reading with the key
that it shares with the hall; the page passes it on. Nothing without a signature is believed, in a demonstration either.
"""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from typing import Protocol

from dialogue.understand.id_number import check_id_number
from kiosk.config import IdentitySettings
from kiosk.wire.card_signature import signature
from kiosk.wire.messages import CardReadMessage, IdCard
from mandarin.printable import printable

#: Seconds between the bridge's clock and the hall's, within which a reading is new.
FRESH_S = 30
_KEPT = 1024


class CardReadError(Exception):
    """A reading is not believed. `code` for the metric; the text says what was expected and what came."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class CardReader(Protocol):
    """A way to believe a reading."""

    def check(self, message: CardReadMessage) -> None:
        """Raises `CardReadError`."""
        ...


class NoReader:
    def check(self, message: CardReadMessage) -> None:
        raise CardReadError("no_reader", "no card reader is set up here (identity.reader)")


class SignedReader:
    """Believes what the bridge has signed: each reading once, and within `FRESH_S` of its time."""

    def __init__(self, key: str, now: Callable[[], float] = time.time) -> None:
        """`now`: seconds since 1970."""
        self._key, self._now = key, now
        self._seen: OrderedDict[str, float] = OrderedDict()

    def check(self, message: CardReadMessage) -> None:
        _check_fields(message.fields)
        if message.at is None or message.mac is None:
            raise CardReadError("bad_card", "expected a signed reading (at, mac); got one without")
        if not hmac.compare_digest(signature(self._key, message.at, message.fields), message.mac.lower()):
            raise CardReadError("bad_card", "expected a signature made with identity.reader_key; it does not fit")
        if abs(self._now() - message.at) > FRESH_S:
            told = f"expected a reading of the last {FRESH_S} s; it is older, or a clock is wrong"
            raise CardReadError("bad_card", told)
        if message.mac in self._seen:
            raise CardReadError("bad_card", "expected a new reading; this one came before")
        self._seen[message.mac] = self._now()
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)


def card_reader(settings: IdentitySettings) -> CardReader:
    return SignedReader(settings.reader_key) if settings.reader == "bridge" else NoReader()


def _check_fields(fields: IdCard) -> None:
    if check_id_number(fields.number, date.today()):
        raise CardReadError("bad_card", "expected an identity number of 18 characters with its check digit")
    if not fields.name or printable(fields.name) != fields.name:
        raise CardReadError("bad_card", "expected a name without invisible characters")
