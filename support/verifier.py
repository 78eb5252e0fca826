"""A back end that verifies codes of apps and faces, and 社保卡挂失 at the level that a test wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dialogue import Library
from dialogue.script.assurance import Assurances, IdentityRule
from dialogue.script.proof_interfaces import FACE, QR
from support.fakes import Backend
from support.halls import SHIPPED
from support.session_world import CITIZEN_ID


class Verifier:
    """A back end that also knows codes of apps and faces. `answers`: by interface; an exception is raised."""

    def __init__(self, **answers: Any) -> None:
        self.behind = Backend()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.qr: Any = {"姓名": "李桂英", "身份证号": CITIZEN_ID, "级别": "持卡"}
        self.face: Any = {"相符": "是", "身份证号": CITIZEN_ID}
        for name, answer in answers.items():
            setattr(self, name, answer)

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        if api not in (QR, FACE):
            return await self.behind.call(api, params, key=key, timeout_s=timeout_s)
        self.asked.append((api, params))
        answer = self.qr if api == QR else self.face
        if isinstance(answer, BaseException):
            raise answer
        return dict(answer)


def library_of(level: Any) -> Library:
    """社保卡挂失 at this level."""
    (script,) = [one for one in SHIPPED.scripts if one.name == "社保卡挂失"]
    return replace(SHIPPED, scripts=(replace(script, identity=IdentityRule(Assurances(level, "sms"))),))
