"""The body of a call with the pictures themselves in place of their digests (docs/backend.md)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from dialogue.acts import Call
from kiosk.pictures.picture import Picture


def body_with_pictures(call: Call, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    """`pictures`: by digest. Raises KeyError for one that is not there."""
    body = call.body
    for name in call.pictures:
        body[name] = _attached(pictures[call.params[name]])
    return body


def _attached(picture: Picture) -> dict[str, str]:
    data = base64.b64encode(picture.data).decode()
    return {"type": picture.media_type, "sha256": picture.digest.partition(":")[2], "data": data}
