"""Advice by sentence embeddings, in this process: which option was meant. It rewords nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dialogue.acts import Advised, Consult
from dialogue.meaning import MeaningIndex, SentenceEncoder

_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")

#: Texts encoded at a time while learning; a consultation waits for at most one batch (0.2 s on one core).
_BATCH = 16
#: Wordings that may be encoded within a consultation. With more missing, the hall is still learning: no advice.
_AT_ONCE = 8


class EmbeddingAdviser:
    """One per hall. `load`: makes the encoder, in the adviser's own thread, which does all of its work.

    `on_advice(job, outcome)`: `ok`, `none`, `skipped` (a rewording, or wordings not learnt yet) or `cancelled`.
    """

    def __init__(
        self,
        load: Callable[[], SentenceEncoder],
        *,
        on_advice: Callable[[str, str], None] = lambda job, outcome: None,
    ) -> None:
        self._load, self._on_advice = load, on_advice
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embeddings")
        self._index: MeaningIndex | None = None

    async def learn(self, texts: Iterable[str]) -> None:
        """Encode the wordings of the hall's scripts and passages. Seconds; consultations go on meanwhile."""
        missing = await self._run(self._missing, tuple(texts))
        for start in range(0, len(missing), _BATCH):
            await self._run(self._learn, missing[start : start + _BATCH])

    async def advise(self, consult: Consult) -> Advised:
        advised, outcome = Advised(consult.call), "cancelled"
        try:
            if consult.job != "choose":
                outcome = "skipped"
                return advised
            choice = await self._run(self._choose, consult)
            outcome = "skipped" if choice is None else "ok" if choice else "none"
            advised = Advised(consult.call, choice=choice or "")
        finally:
            self._on_advice(consult.job, outcome)
        return advised

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[_Argument], _Result], argument: _Argument) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, argument)

    # ---- in the thread ------------------------------------------------------------------------------------------

    def _ready(self) -> MeaningIndex:
        if self._index is None:
            self._index = MeaningIndex(self._load())
        return self._index

    def _missing(self, texts: Sequence[str]) -> list[str]:
        return self._ready().unknown(texts)

    def _learn(self, texts: Sequence[str]) -> None:
        self._ready().learn(texts)

    def _choose(self, consult: Consult) -> str | None:
        index = self._ready()
        missing = index.unknown(text for option in consult.wordings for text in option)
        if len(missing) > _AT_ONCE:
            return None
        index.learn(missing)
        options = dict(zip(consult.options, consult.wordings, strict=True))
        return index.choose(consult.text, options, consult.about, consult.service)
