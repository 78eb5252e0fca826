"""What a backup says of itself: its time and hall, the keys it is sealed with, and a hash of each file.

No key and no personal value is in it. It carries a mark by the record's key, so that a changed manifest is seen.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from kiosk.store.audit import AuditHead
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError

#: Of the layout of the archive.
FORMAT = 1
NAME, DATABASE, JOURNAL, HALL_ID, RECORDINGS = "manifest.json", "hall.db", "journal", "hall-id", "recordings/"
#: Names that an archive may hold besides the manifest: nothing is ever unpacked elsewhere.
_MEMBER = re.compile(r"hall\.db|journal|hall-id|recordings/[0-9]{1,20}-[0-9a-f]{16}\.rec")
_PURPOSE = "backup/manifest"


@dataclass(frozen=True, slots=True)
class BackedUpFile:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """`made_ms`: milliseconds since 1970. `revision`: of the schema. `key_ids`: lines of the key file that it needs.
    `oldest_ms`: when its oldest conversation began; None: it has none. `left_out`: recordings that were not whole.
    """

    made_ms: int
    program: str
    hall: str
    revision: str
    key_ids: tuple[int, ...]
    audit: AuditHead
    conversations: int
    oldest_ms: int | None
    left_out: tuple[str, ...]
    files: tuple[BackedUpFile, ...]

    @property
    def made(self) -> datetime:
        return datetime.fromtimestamp(self.made_ms / 1000, UTC)

    @property
    def oldest(self) -> datetime | None:
        return None if self.oldest_ms is None else datetime.fromtimestamp(self.oldest_ms / 1000, UTC)


def to_json(manifest: BackupManifest, keys: Keyring) -> str:
    body = json.dumps(asdict(manifest), ensure_ascii=False, sort_keys=True)
    return json.dumps({"format": FORMAT, "seal": keys.mark(body, _PURPOSE), "backup": body}, ensure_ascii=False)


def from_json(text: str) -> tuple[BackupManifest, str, str]:
    """The manifest, its text and its seal, for `is_sealed`. Raises `StoreError`."""
    try:
        told = json.loads(text)
        kind, body, seal = told["format"], told["backup"], told["seal"]
        if kind != FORMAT:
            raise StoreError(
                "newer",
                f"备份的格式是 {kind}，这一版只认识 {FORMAT}：请装做备份的那一版程序。 The backup has format {kind}; "
                f"expected {FORMAT}. Fix: install the version that made it.",
            )
        return _manifest(json.loads(body)), str(body), str(seal)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(f"its {NAME} cannot be read ({type(error).__name__})") from None


def is_sealed(body: str, seal: str, keys: Keyring) -> bool:
    return seal in keys.marks(body, _PURPOSE)


def damaged(what: str) -> StoreError:
    return StoreError(
        "corrupt",
        f"备份不完整，什么也没有改，请换一份备份。 The backup is damaged: {what}. Nothing was changed. Fix: use "
        f"another "
        "backup.",
    )


def _manifest(told: dict[str, Any]) -> BackupManifest:
    files = tuple(BackedUpFile(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in told["files"])
    names = [one.name for one in files]
    if wrong := [name for name in names if _MEMBER.fullmatch(name) is None]:
        raise damaged(f"it names a file that no backup has ({wrong[0][:80]!r})")
    if len(set(names)) != len(names) or DATABASE not in names:
        raise damaged(f"expected {DATABASE} and each other file once")
    return BackupManifest(
        made_ms=int(told["made_ms"]),
        program=str(told["program"]),
        hall=str(told["hall"]),
        revision=str(told["revision"]),
        key_ids=tuple(int(one) for one in told["key_ids"]),
        audit=AuditHead(int(told["audit"]["number"]), str(told["audit"]["hash"])),
        conversations=int(told["conversations"]),
        oldest_ms=None if told["oldest_ms"] is None else int(told["oldest_ms"]),
        left_out=tuple(str(one) for one in told["left_out"]),
        files=files,
    )
