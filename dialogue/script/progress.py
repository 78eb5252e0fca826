"""How far a filed case is (进度), without a conversation: the look-up that the script leads to, or its sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogue.script.assurance import Assurances, IdentityRule
from dialogue.script.model import Query, Script


@dataclass(frozen=True, slots=True)
class ProgressQuery:
    """A call that needs no proof of who asks. `results`: the texts that it must return."""

    api: str
    params: Mapping[str, str]
    results: tuple[str, ...]
    timeout_s: float | None


def progress_of(scripts: Iterable[Script], service: str, values: Mapping[str, str]) -> ProgressQuery | str:
    """The look-up of the state of a case of `service`, from the values that are in its record; or a sentence; or "".

    It is the first 查询 of the service that 进度 names whose 传 the case has. A service or an interface that asks for
    an identity gives none: whoever holds the receipt is not proven to be anybody.
    """
    named = {script.name: script for script in scripts}
    script = named.get(service)
    follow_up = script.follow_up("progress") if script else None
    if follow_up is None:
        return ""
    if follow_up.spoken is not None:
        return follow_up.spoken.screen.raw
    target = named.get(follow_up.service)
    for step in target.steps if target else ():
        if isinstance(step, Query) and target and _open_to_all(step.identity, target.identity):
            names = step.params or tuple(slot.name for slot in target.slots)
            texts = tuple(name for name in step.results if target.list_variable(name) is None)
            if texts and all(values.get(name) for name in names):
                return ProgressQuery(step.api, {name: values[name] for name in names}, texts, step.timeout_s)
    return ""


def _open_to_all(of_call: Assurances | None, of_service: IdentityRule) -> bool:
    levels = of_call or of_service.levels
    return levels is not None and levels.screen == levels.phone == "none"
