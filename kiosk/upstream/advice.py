"""What the language model advises, for the deciding stage: an answer always, though it may be an empty one.

No failure of the model is a citizen's business: it is counted, and the rules decide as if there were no model.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from dialogue.acts import Advised, Consult
from dialogue.llm import Breaker, LanguageModel, ModelError, consultation
from dialogue.llm.prompts import Request
from kiosk.config import Settings
from kiosk.config.trust_store import client_context


class AdvisingModel(Protocol):
    async def ask(self, request: Request) -> str: ...
    async def close(self) -> None: ...


class LanguageModelAdviser:
    """One for a hall. `on_advice(job, outcome)` sees every consultation.

    Outcomes: `ok`; `none`: the model found nothing to say; `skipped`: nothing for a model; `resting`: it has failed
    lately and is left alone; `cancelled`: the turn was taken back; a kind of `ModelError`; a reason of the guard's.
    """

    def __init__(
        self,
        model: AdvisingModel,
        breaker: Breaker | None = None,
        *,
        on_advice: Callable[[str, str], None] = lambda job, outcome: None,
    ) -> None:
        self._model, self._on_advice = model, on_advice
        self._breaker = breaker or Breaker()

    async def advise(self, consult: Consult) -> Advised:
        advised, outcome = Advised(consult.call), "cancelled"
        try:
            advised, outcome = await self._advise(consult)
        finally:
            self._on_advice(consult.job, outcome)
        return advised

    async def close(self) -> None:
        await self._model.close()

    async def _advise(self, consult: Consult) -> tuple[Advised, str]:
        nothing = Advised(consult.call)
        asked = consultation(consult)
        if asked is None:
            return nothing, "skipped"
        clock = asyncio.get_running_loop().time
        if not self._breaker.allows(clock()):
            return nothing, "resting"
        try:
            answer = await self._model.ask(asked.request)
        except ModelError as error:
            if error.ails:
                self._breaker.failed(clock())
            else:
                self._breaker.succeeded()
            return nothing, error.kind
        except BaseException:  # cancelled, mostly: nobody waited to see how the server does, so it is not to blame
            self._breaker.gave_up()
            raise
        self._breaker.succeeded()
        verdict = asked.conclude(answer)
        return verdict.advised, verdict.outcome


def load_adviser(settings: Settings, on_advice: Callable[[str, str], None]) -> LanguageModelAdviser | None:
    """None where the hall has set no language model. Connects to nothing."""
    wanted = settings.language_model
    if not wanted.url:
        return None
    model = LanguageModel(
        wanted.url, wanted.model, wanted.key, deadline_s=wanted.deadline_s, tls=client_context(wanted.ca_file)
    )
    return LanguageModelAdviser(model, on_advice=on_advice)
