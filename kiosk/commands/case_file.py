"""All that the record holds of one conversation: as text to read, as JSON, and as a zip to hand over."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.config import Settings
from kiosk.store import Conversation, Store, StoreError
from kiosk.store.belongings import Belongings
from kiosk.store.crypto import Keyring
from kiosk.store.pictures import StoredPicture
from kiosk.store.recordings import StoredRecording, sound
from kiosk.store.removing import recordings_of
from kiosk.wire.aigc import AIGC_KEY, AigcMark
from kiosk.wire.wav import write_marked_wav

#: The kinds of picture files, by their first bytes.
_SUFFIXES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}
AI_LINE = "数字人的话由人工智能生成。 What the clerk says is AI-generated."


@dataclass(frozen=True, slots=True)
class CaseFile:
    conversation: Conversation = field(repr=False)
    belongings: Belongings = field(repr=False)
    pictures: tuple[StoredPicture, ...] = field(repr=False)
    recordings: tuple[StoredRecording, ...] = field(repr=False)


async def read_case_file(store: Store, settings: Settings, keys: Keyring, conversation: str) -> CaseFile:
    """Raises `StoreError`."""
    found = await store.conversation(conversation)
    if found is None:
        raise StoreError("unknown", f"没有会话 {conversation}。 There is no conversation {conversation}.")
    recordings = await asyncio.to_thread(recordings_of, settings, keys, conversation)
    belongings, pictures = await store.belongings(conversation), await store.pictures(conversation)
    return CaseFile(found, belongings, pictures, tuple(recordings))


def as_json(case: CaseFile) -> str:
    """Pictures and recordings by the names that they have in the zip."""
    told: dict[str, Any] = {
        "conversation": dataclasses.asdict(case.conversation),
        "pictures": [{"mode": one.mode, "digest": one.digest, "file": picture_name(one)} for one in case.pictures],
        "recordings": [
            dataclasses.asdict(one.head) | {"file": recording_name(one), "finished": one.end is not None}
            for one in case.recordings
        ],
        AIGC_KEY: json.loads(AigcMark("hall-clerk", case.conversation.id).to_json()),
    }
    told |= dataclasses.asdict(case.belongings)
    for delivery in told["deliveries"]:
        delivery["body"] = None if delivery["body"] is None else json.loads(delivery["body"])
    return json.dumps(told, ensure_ascii=False, indent=2, default=_plain)


def picture_name(picture: StoredPicture) -> str:
    suffix = next((suffix for head, suffix in _SUFFIXES.items() if picture.data.startswith(head)), "bin")
    return f"pictures/{picture.digest.removeprefix('sha256:')}.{suffix}"


def recording_name(recording: StoredRecording) -> str:
    return f"recordings/{recording.path.stem}.wav"


def write_zip(path: Path, case: CaseFile, text: str, keys: Keyring, *, hall: str, who: str, why: str) -> list[str]:
    """The names of the files in it, `manifest.json` first, which has the SHA-256 of each. The zip is its owner's alone,
    and appears when it is whole. A recording that does not open is named in the manifest. Raises OSError.
    """
    fresh = path.with_name(f".{path.name}.part")
    listed, unreadable = list[dict[str, object]](), list(case.conversation.unreadable)
    try:
        with open(fresh, "wb", opener=_private) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in _files(case, text, keys, hall, unreadable):
                with made.open(name, "w", force_zip64=True) as out:
                    digest, size = hashlib.sha256(), 0
                    for piece in data:
                        digest.update(piece)
                        size += len(piece)
                        out.write(piece)
                listed.append({"name": name, "bytes": size, "sha256": digest.hexdigest()})
            manifest = {
                "conversation": case.conversation.id,
                "hall": hall,
                "exported": datetime.now(UTC).isoformat(),
                "by": who,
                "reason": why,
                "unreadable": unreadable,
                "unfinished_recordings": [one.path.name for one in case.recordings if one.end is None],
                "files": listed,
            }
            made.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return ["manifest.json", *(str(one["name"]) for one in listed)]


def _files(
    case: CaseFile, text: str, keys: Keyring, hall: str, unreadable: list[str]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file's name and bytes. Adds to `unreadable` what does not open."""
    yield "record.txt", iter([text.encode()])
    yield "record.json", iter([as_json(case).encode()])
    for picture in case.pictures:
        yield picture_name(picture), iter([picture.data])
    for recording in case.recordings:
        if recording.end is None:
            continue
        with tempfile.TemporaryFile() as file:  # the head of a WAV file is known when all of it is written
            mark = AigcMark(hall, recording.path.stem)
            try:
                write_marked_wav(file, sound(recording, keys), recording.head.rate, 2, mark)
            except StoreError as error:
                unreadable.append(f"{recording_name(recording)}: {error}")
                continue
            file.seek(0)
            yield recording_name(recording), iter(partial(file.read, 1 << 20), b"")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return value.name
    raise TypeError(type(value).__name__)
