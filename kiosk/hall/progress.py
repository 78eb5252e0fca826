"""The address that a receipt's QR code and text message lead to: the hall's progress page, or one of its own system."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import quote

from dialogue.cards import Card, ReceiptCard
from kiosk.config.settings import HallSettings

#: Where the public listener has the page; behind it stands the token.
PROGRESS_PATH = "/progress/"


class ProgressSigner(Protocol):
    """The part of `kiosk.store.Store` that makes tokens."""

    def progress_token(self, conversation: str, service: str, number: str, days: int) -> str: ...


@dataclass(frozen=True, slots=True)
class ProgressLinks:
    """One per hall. `signer` None: only `hall.progress_url` is used."""

    settings: HallSettings = field(default_factory=HallSettings)
    signer: ProgressSigner | None = None

    def linked(self, conversation: str, cards: tuple[Card, ...]) -> tuple[Card, ...]:
        """Receipts with the address that their QR code leads to, in place of the case."""
        return tuple(
            replace(one, qr=self.address_of(conversation, one.qr)) if isinstance(one, ReceiptCard) else one
            for one in cards
        )

    def address_of(self, conversation: str, case: str) -> str:
        """`case`: its service and number, a line each, as `dialogue.cards.ReceiptCard.qr` names it."""
        service, _, number = case.partition("\n")
        return self.address(conversation, service, number)

    def address(self, conversation: str, service: str, number: str) -> str:
        """Of the case `number` of `service`; empty where the settings name no page, or there is no case."""
        hall = self.settings
        if not number:
            return ""
        if hall.progress_url:
            return hall.progress_url.replace("{number}", quote(number, safe=""))
        if not hall.public_url or self.signer is None:
            return ""
        token = self.signer.progress_token(conversation, service, number, hall.progress_days)
        return token and f"{hall.public_url.rstrip('/')}{PROGRESS_PATH}{token}"
