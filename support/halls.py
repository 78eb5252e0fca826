"""A hall for tests: the real machine and scripts, whatever ears, voice and record a test brings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import structlog

from asr import SegmenterHub
from dialogue import Machine, load_library
from kiosk.config import Settings
from kiosk.hall import Hall
from kiosk.hall.card_reader import SignedReader
from kiosk.hall.codes import LIFE_S
from kiosk.hall.outbox import Outbox
from kiosk.hall.progress import ProgressLinks
from kiosk.hall.ratings import RatingDesk
from kiosk.hall.sessions import SessionRegistry
from kiosk.hall.staff import StaffDesk
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.message_sender import CODE
from support.card_reading import READER_KEY
from support.fakes import Backend, Ledger, Voice
from support.proof import Mailbox, without_identity

SHIPPED = load_library(Path(__file__).parents[1] / "services")
#: For tests that are not about who the citizen is.
LIBRARY = without_identity(SHIPPED)


class _Deaf:
    """Stands in for a recogniser: nobody speaks."""

    name, backlog_s, timeout_s = "none", 0.0, 8.0
    hears_syllables = False

    async def transcribe(self, pcm: Any, ticket: Any = None) -> Any:
        raise AssertionError("expected nobody to speak")

    async def warm(self) -> None: ...
    async def close(self) -> None: ...


def make_hall(settings: Settings | None = None, **parts: Any) -> Hall:
    """`parts` replaces any of Hall's fields. Without ears it can be typed to and touched, not spoken to."""
    settings = settings or Settings(embeddings="off")
    turns = settings.turns
    threads = ThreadPoolExecutor(1)
    defaults: dict[str, Any] = {
        "settings": settings,
        "machine": Machine(LIBRARY),
        "library": LIBRARY,
        "vad": None,
        "segmenter_hub": SegmenterHub(parts.get("vad"), threads),  # type: ignore[arg-type]
        "recogniser": _Deaf(),
        "voice": Voice(),
        "backend": Backend(),
        "card_reader": SignedReader(READER_KEY),
        "store": Ledger(),
        "metrics": Metrics(),
        "threads": threads,
        "long_texts": ThreadPoolExecutor(1),
        "sessions": SessionRegistry(limit=settings.limits.connections, grace_s=turns.resume_grace_s),
    }
    merged = defaults | parts
    merged.setdefault("record_writer", RecordWriter(merged["store"], merged["metrics"], structlog.get_logger("kiosk")))
    log = structlog.get_logger("kiosk")
    merged.setdefault("outbox", Outbox(merged["store"], merged["metrics"], log))
    parts_of_desk = (merged["store"], merged["record_writer"], merged["outbox"], merged["metrics"], log)
    merged.setdefault("staff", StaffDesk(settings.staff, *parts_of_desk))
    merged.setdefault("ratings", RatingDesk(settings, merged["metrics"].by_service))
    merged.setdefault("progress", ProgressLinks(settings.hall, merged["store"]))
    return Hall(**merged)


def proving_parts(mailbox: Mailbox, store: Ledger | None = None) -> dict[str, Any]:
    """Of a hall that asks who the citizen is: the shipped scripts, a card reader, and codes that come to `mailbox`."""
    metrics, store = Metrics(), store or Ledger()
    fields: dict[str, Any] = {"store": store, "metrics": metrics, "log": structlog.get_logger("kiosk")}
    outbox = Outbox(**fields)
    outbox.carry(CODE, mailbox, keep_s=LIFE_S)
    parts = {"metrics": metrics, "store": store, "outbox": outbox}
    return {"machine": Machine(SHIPPED), "library": SHIPPED, **parts}


def file_of(models: Path, name: str) -> Path:
    """A file of the models' folder; a test that needs one that is missing skips."""
    path = models / name
    if not path.exists():
        pytest.skip(f"no model at {path}: run `make models`")
    return path
