"""The record: every conversation and turn, with personal values encrypted at rest."""

from __future__ import annotations

from kiosk.store.entries import (
    CaseEntry,
    ConversationEntry,
    DeliveryEntry,
    EndingEntry,
    RatingEntry,
    StaffCallEntry,
    UnresolvedEntry,
)
from kiosk.store.errors import StoreError
from kiosk.store.keyfile import KeyFileError
from kiosk.store.records import Case, Conversation, Event, Gap, GapList, LeftOpen, TurnRecord
from kiosk.store.store import Store

__all__ = [
    "Case", "CaseEntry", "Conversation", "ConversationEntry", "DeliveryEntry", "EndingEntry", "Event", "Gap", "GapList",
    "KeyFileError", "LeftOpen", "RatingEntry", "StaffCallEntry", "Store", "StoreError", "TurnRecord",
    "UnresolvedEntry",
]  # fmt: skip
