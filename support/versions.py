"""Versions of a small services folder, for tests: made, approved and published in the record."""

from __future__ import annotations

from pathlib import Path

from kiosk.publishing.bundle import Bundle
from kiosk.publishing.lifecycle import VersionEvent
from kiosk.publishing.rollout import Rollout
from kiosk.publishing.rules import PublishingRequest
from kiosk.store import Store
from support.library_card import LIBRARY_CARD

AUTHOR, APPROVER = "李编辑", "王主任"


def version_files(mark: str) -> Bundle:
    """The library card's service; each of its questions is asked with `mark` (a word without a comma) before it."""
    text = LIBRARY_CARD
    for question in ("先看看要带什么。", "成人，儿童，还是集体？", "请说您的手机号。", "交押金吗？"):
        assert question in text
        text = text.replace(question, f"{mark}{question}")
    return Bundle({"card.yaml": text.encode()})


def write_files(bundle: Bundle, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in bundle.files.items():
        (folder / path).write_bytes(data)
    return folder


async def proposed(store: Store, mark: str, parent: int | None = None) -> int:
    """A new version, proposed; its number."""
    return (await store.versions.add(version_files(mark), AUTHOR, mark, parent)).number


async def approved(store: Store, mark: str, parent: int | None = None) -> int:
    number = await proposed(store, mark, parent)
    await do(store, "approve", number)
    return number


async def published(store: Store, mark: str) -> int:
    """A new version upon the live one, approved and live; its number."""
    number = await approved(store, mark, (await store.versions.standing()).live)
    await do(store, "publish", number)
    return number


async def do(store: Store, event: VersionEvent, version: int | None, rollout: Rollout | None = None) -> None:
    asked = PublishingRequest(event, version, APPROVER, "看过", rollout)
    await store.versions.change(asked, two_persons=True)
