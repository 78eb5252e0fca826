"""A picture as it is kept, and why an upload is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from dialogue.acts import CaptureMode, CaptureTroubleKind

#: Bytes of an upload at most. A phone's page makes its photo smaller before it sends it (`web/src/upload`).
UPLOAD_BYTES = 8 << 20
#: Bytes of a kept picture at most; four of them fit into one submission.
KEPT_BYTES = 400_000
#: The longest side of a kept photo, of its preview on the kiosk, and of its small image on a confirmation, in pixels.
KEPT_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE = 1600, 640, 160

MEDIA_TYPES: dict[CaptureMode, str] = {
    "photo": "image/jpeg", "file": "image/jpeg", "signature": "image/png",
    "face": "image/jpeg",
}  # fmt: skip


class PictureError(Exception):
    """The upload is no picture that can be kept. `kind` is told to the citizen with what helps."""

    def __init__(self, kind: CaptureTroubleKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Picture:
    """`data`: the kept file, nothing but its pixels. `preview`, `thumbnail`: smaller JPEG files for the kiosk."""

    mode: CaptureMode
    data: bytes = field(repr=False)
    preview: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The name by which the dialogue knows it."""
        return f"sha256:{hashlib.sha256(self.data).hexdigest()}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.mode]
