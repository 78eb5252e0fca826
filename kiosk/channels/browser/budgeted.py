"""The back end behind the call budget of one page, which spans all its conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.hall import Hall
from kiosk.upstream.gateway import BackendError


class BudgetedBackend:
    """Satisfies `kiosk.session.dialogue.Backend`. `may_call`: takes one call from the budget; False: it is empty."""

    def __init__(self, hall: Hall, may_call: Callable[[], bool]) -> None:
        self._hall, self._may_call = hall, may_call

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        """As `Backend.call`. Raises BackendError beyond the budget, without sending anything."""
        if not self._may_call():
            self._hall.metrics.client_error("too_many_calls")
            raise BackendError("unreachable", "this page has asked the back end too often; nothing was sent")
        return await self._hall.backend.call(api, params, key=key, timeout_s=timeout_s)
