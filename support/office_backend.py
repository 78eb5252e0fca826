"""The demo office as a hall's back end, without a network between them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kiosk.demo.office import Office, RefusalError
from kiosk.upstream.answer import AnswerFields, read_answer


class OfficeBackend:
    """Satisfies `kiosk.session.dialogue.Backend`. `answer_s`: seconds that each call takes."""

    def __init__(self, answer_s: float = 0.05) -> None:
        self._office, self._answer_s = Office(":memory:", datetime.now), answer_s
        self.calls: list[str] = []

    async def call(self, api: str, params: Mapping[str, Any], *, key: str, timeout_s: float | None) -> AnswerFields:
        self.calls.append(api)
        await asyncio.sleep(self._answer_s)
        try:
            status, answer = 200, self._office.handle(api, params, key)
        except RefusalError as error:
            status, answer = error.status, {"error": {"code": error.code, "message": error.message}}
        return read_answer(status, json.dumps(answer, ensure_ascii=False).encode())

    def close(self) -> None:
        self._office.close()
