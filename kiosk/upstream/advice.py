"""The adviser of the dialogue stage: the language model where one is configured, else sentence embeddings if installed.

Always an answer, empty where the model has none or fails.

A failure of the model is counted, and the rules decide as if no model were configured.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from dialogue.acts import Advised, Consult
from dialogue.llm import Breaker, LanguageModel, ModelError, consultation
from dialogue.llm.prompts import Request
from dialogue.meaning import installed, load_encoder
from kiosk.config import Settings
from kiosk.config.trust_store import client_context
from kiosk.upstream.meaning import EmbeddingAdviser


class AdvisingModel(Protocol):
    async def ask(self, request: Request) -> str: ...
    async def close(self) -> None: ...


class LanguageModelAdviser:
    """One per hall. `on_advice(job, outcome)` is called after every consultation.

    Outcomes: `ok`; `none`: the model gave no answer; `skipped`: nothing to ask; `resting`: the circuit breaker is open
    after failures; `cancelled`: the turn was rolled back; a kind of `ModelError`; a reason of the guard's.
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

    async def learn(self, texts: Iterable[str]) -> None:
        """A language model needs no wordings in advance."""

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
        except BaseException:  # mostly cancelled: the outcome is unknown, so the breaker counts nothing
            self._breaker.gave_up()
            raise
        self._breaker.succeeded()
        verdict = asked.conclude(answer)
        return verdict.advised, verdict.outcome


class Adviser(Protocol):
    async def advise(self, consult: Consult) -> Advised: ...
    async def learn(self, texts: Iterable[str]) -> None: ...
    async def close(self) -> None: ...


def has_adviser(settings: Settings) -> bool:
    return bool(settings.language_model.url) or (settings.embeddings == "auto" and installed())


def load_adviser(settings: Settings, on_advice: Callable[[str, str], None]) -> Adviser | None:
    """None where there is neither a language model nor the embeddings. Opens no connection and loads no model."""
    wanted = settings.language_model
    if wanted.url:
        model = LanguageModel(
            wanted.url, wanted.model, wanted.key, deadline_s=wanted.deadline_s, tls=client_context(wanted.ca_file)
        )
        return LanguageModelAdviser(model, on_advice=on_advice)
    return EmbeddingAdviser(load_encoder, on_advice=on_advice) if has_adviser(settings) else None
