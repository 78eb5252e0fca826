"""Ranks the services here by the wordings and the sample utterances of each: what a wish in other words likely means.

Common errands that are not offered here compete, as in `intent`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from dialogue.samples import SampleRanker, Samples, fitted
from dialogue.understand.background import ERRANDS, SERVICES, TALK
from dialogue.understand.exact_name import Wordings, exactly_named
from dialogue.understand.match import Hit, strip_fillers
from dialogue.understand.requested import fetches, reverses
from mandarin.text_cache import text_cached

#: Score from which a service is near, and how much nearer the best may be than the others. Of wishes in other words
#: nine in ten are so among those near, half of them alone.
_FAINT, _LEADS = 0.1, 1.7
_MOST = 3
#: Score and lead from which a wish is begun, where it wishes for sure: 1 in 50 means another service. Where it is only
#: told (钱包丢了，身份证也在里面) the score is higher.
_SURE, _SURE_TOLD, _AHEAD = 0.2, 0.7, 0.15


class WishRanker:
    """`wordings`: of each service, as `Matcher` has them."""

    def __init__(self, wordings: Mapping[str, Sequence[str]], samples: Samples) -> None:
        self._wordings, self._samples = wordings, samples

    @text_cached
    def rank(self, text: str) -> tuple[Hit, ...]:
        """The services, best first, without those that `text` wants undone, or whose result it wants to collect; see
        `SampleRanker.rank`. The one whose name or wording `text` is, alone.
        """
        if named := exactly_named(self._exactly, text):
            return (Hit(named, 1.0),)
        said = {name: (name, *group) for name, group in self._wordings.items()}
        return tuple(
            hit
            for hit in self._ranker.rank(text)
            if not reverses(text, said.get(hit.name, ())) and not fetches(text, said.get(hit.name, ()))
        )

    def sure(self, text: str, *, told: bool = False) -> str:
        """The service that a sure wish means; "" if none is near enough. `told`: no clause wishes outright, so that it
        must be nearer.
        """
        best, second = [*self.rank(text), Hit("", 0.0), Hit("", 0.0)][:2]
        least = _SURE_TOLD if told else _SURE
        return best.name if best.score >= least and best.score >= second.score + _AHEAD else ""

    def likely(self, text: str) -> tuple[str, ...]:
        """One service that leads, or the two or three that are nearest, whatever is done. () if none is near."""
        hits = self.rank(text)[:_MOST]
        return tuple(hit.name for hit in hits if hit.score >= max(_FAINT, hits[0].score / _LEADS))

    @cached_property
    def _exactly(self) -> Wordings:
        return Wordings(self._wordings)

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
        return fitted((*own, *others, *self._samples.of_services()))
