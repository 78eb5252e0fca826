"""Names in a conversation test that no script knows: told with file and line before anything is run."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.errors import Problems, ScriptError
from dialogue.library import Library
from dialogue.script.fields import nearest
from dialogue.script.model import Query, Script, Submit, Take
from dialogue.script.uses import variables
from dialogue.testing import keywords
from dialogue.testing.model import Trial, Trials

#: The interface that numbers for a queue are drawn from.
TAKE = "queue.take"


def check_trials(trials: Trials, library: Library) -> list[ScriptError]:
    problems: dict[str, Problems] = {}
    for trial in trials.trials:
        _check(trial, library, problems.setdefault(trial.file, Problems(trial.file)))
    return sorted(error for found in problems.values() for error in found.errors)


def _check(trial: Trial, library: Library, problems: Problems) -> None:
    services = tuple(script.name for script in library.scripts)
    if trial.service not in services:
        problems.add(1, f"没有叫“{trial.service}”的服务", nearest(trial.service, services))
        return
    apis = tuple(sorted({api for script in library.scripts for api in interfaces(script)}))
    for stand_in in trial.stand_ins:
        if stand_in.api not in apis:
            problems.add(stand_in.line, f"没有脚本用到接口“{stand_in.api}”", nearest(stand_in.api, apis))
    slots = {slot.name for script in library.scripts for slot in script.slots}
    values = {name for script in library.scripts for name in variables(script)}
    kinds = set(keywords.QUESTIONS.values())
    for wanted in (beat.wanted for beat in trial.beats if beat.wanted):
        if wanted.service and wanted.service not in services:
            problems.add(wanted.line, f"没有叫“{wanted.service}”的服务", nearest(wanted.service, services))
        for name, _ in wanted.slots:
            if name not in values:
                problems.add(wanted.line, f"没有叫“{name}”的槽位", nearest(name, sorted(values)))
        kind, _, slot = wanted.asks.partition(" ")
        if wanted.asks and kind not in slots | kinds:
            problems.add(wanted.line, f"“然后问”不能是“{wanted.asks}”", nearest(kind, sorted(slots | kinds)))
        elif slot and slot not in slots:
            problems.add(wanted.line, f"没有叫“{slot}”的槽位", nearest(slot, sorted(slots)))
        for call in (*wanted.calls, *wanted.uncalled):
            if call.api not in apis:
                problems.add(wanted.line, f"没有脚本用到接口“{call.api}”", nearest(call.api, apis))


def interfaces(script: Script) -> Iterator[str]:
    for step in script.steps:
        if isinstance(step, Query | Submit):
            yield step.api
        elif isinstance(step, Take):
            yield TAKE
