"""The back end as one page may use it: so and so often, however many conversations it begins."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.hall import Hall
from kiosk.upstream.gateway import BackendError


class BudgetedBackend:
    """Satisfies `kiosk.session.dialogue.Backend`. `may_call`: whether the budget allows one more call now."""

    def __init__(self, hall: Hall, may_call: Callable[[], bool]) -> None:
        self._hall, self._may_call = hall, may_call

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        """As the back end's. Beyond the budget nothing is sent, and the script takes its failure branch."""
        if not self._may_call():
            self._hall.metrics.client_error("too_many_calls")
            raise BackendError("unreachable", "this page has asked the back end too often; nothing was sent")
        return await self._hall.backend.call(api, params, key=key, timeout_s=timeout_s)
