"""The record: every conversation and turn, with personal values encrypted at rest."""

from __future__ import annotations

from kiosk.store.errors import StoreError
from kiosk.store.keyfile import KeyFileError
from kiosk.store.records import Case, Conversation, Event, Gap, TurnRecord
from kiosk.store.store import Store

__all__ = ["Case", "Conversation", "Event", "Gap", "KeyFileError", "Store", "StoreError", "TurnRecord"]
