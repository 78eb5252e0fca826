"""人脸比对: the picture of a face goes to a service, and is dropped. It is written down nowhere.

The interface `identity.face` gets {"身份证号", "姓名", "照片"} and answers {"相符": "是" or "否", "身份证号"}: whose
face it compared. It refuses a picture that it cannot use. Whether a living person stood there is its matter.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from dialogue.face_check import CompareFace, FaceOutcome
from dialogue.script.proof_interfaces import FACE, PROOF_WITHIN_S
from kiosk.hall.codes import PhoneBook
from kiosk.pictures.picture import Picture
from kiosk.upstream.answer import BackendError

#: The service cannot use the picture: no face, two faces, too dark, no living person.
_POOR = frozenset({400, 409, 413, 415, 422})
_YES, _NO = frozenset({"是", "true", "1"}), frozenset({"否", "false", "0"})


@dataclass(slots=True)
class ConversationFace:
    """Of one conversation: the picture that was taken last, until it is compared. In memory alone."""

    backend: PhoneBook
    _held: bytes | None = field(default=None, repr=False)

    def hold(self, picture: Picture) -> None:
        self._held = picture.data

    def drop(self) -> None:
        self._held = None

    @property
    def holds(self) -> bool:
        return self._held is not None

    async def compare(self, act: CompareFace) -> FaceOutcome:
        """Send the held picture, once. An answer about anybody else than `act.person` proves nothing."""
        held, self._held = self._held, None
        if held is None:
            return "poor"
        named = {"姓名": act.name} if act.name else {}
        body = {"身份证号": act.person, **named, "照片": _as_sent(held)}
        try:
            found = await self.backend.call(FACE, body, key="", timeout_s=PROOF_WITHIN_S)
        except BackendError as error:
            return "poor" if error.kind == "refused" and error.status in _POOR else "unavailable"
        if found.get("身份证号", "").strip().upper() != act.person:
            return "unavailable"
        if act.name and found.get("姓名", act.name).strip() != act.name:
            return "unavailable"
        told = found.get("相符", "").lower()
        return "same" if told in _YES else "differs" if told in _NO else "unavailable"


def _as_sent(data: bytes) -> dict[str, str]:
    """As every picture is sent (docs/backend.md)."""
    return {
        "type": "image/jpeg",
        "sha256": hashlib.sha256(data).hexdigest(),
        "data": base64.b64encode(data).decode(),
    }
