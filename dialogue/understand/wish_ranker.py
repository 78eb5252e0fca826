"""Ranks the services here by the wordings and the sample utterances of each: what a wish in other words likely means.

Common errands that are not offered here compete, as in `intent`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from dialogue.samples import SampleRanker, Samples
from dialogue.understand.background import ERRANDS, SERVICES, TALK
from dialogue.understand.match import Hit, strip_fillers

#: Score from which a service is worth a question, and how much nearer the best may be than the others asked about. Of
#: wishes in other words nine in ten are so among those asked about, half of them alone.
_FAINT, _LEADS = 0.1, 1.7
_MOST = 3
#: Score and lead from which a wish is begun, where it wishes for sure: 1 in 50 or fewer means another service.
_SURE, _AHEAD = 0.28, 0.15


class WishRanker:
    """`wordings`: of each service, as `Matcher` has them."""

    def __init__(self, wordings: Mapping[str, Sequence[str]], samples: Samples) -> None:
        self._wordings, self._samples = wordings, samples

    def rank(self, text: str) -> list[Hit]:
        """The services, best first; see `SampleRanker.rank`."""
        return self._ranker.rank(text)

    def sure(self, text: str) -> str:
        """The service that a sure wish means; "" if none is near enough."""
        best, second = [*self.rank(text), Hit("", 0.0), Hit("", 0.0)][:2]
        return best.name if best.score >= _SURE and best.score >= second.score + _AHEAD else ""

    def likely(self, text: str) -> tuple[str, ...]:
        """One service that leads, or the two or three that are nearest: worth a question. () if none is near."""
        hits = self.rank(text)[:_MOST]
        return tuple(hit.name for hit in hits if hit.score >= max(_FAINT, hits[0].score / _LEADS))

    @cached_property
    def _ranker(self) -> SampleRanker:
        own = [(said, name) for name, group in self._wordings.items() for said in (name, *group)]
        said = {strip_fillers(wording) for wording, _ in own}
        others = [
            (wording, "")
            for name, group in (SERVICES | ERRANDS | TALK).items()
            if not any(name in one or one in name for one in self._wordings)
            for wording in (name, *group)
            if strip_fillers(wording) not in said
        ]
        return SampleRanker((*own, *others, *self._samples.of_services()))
