"""The step machine over the hall's scripts: built, warmed up, and its fixed prompts listed."""

from __future__ import annotations

from datetime import date

from asr import correct
from dialogue import Library, Machine, acts
from dialogue.phrases import for_danger
from kiosk.config import Settings
from kiosk.config.identity import proof_means, proof_policy
from kiosk.hall import phrases
from kiosk.hall.likely import likely
from kiosk.upstream.advice import has_adviser
from tts import clauses


def machine_for(library: Library, settings: Settings) -> Machine:
    """The hall's machine, at its start and after every reload."""
    hall, sends = settings.hall, settings.hall.sms == "sender"
    return Machine(
        library, advised=has_adviser(settings), area=hall.area_code, texts=sends, means=proof_means(settings),
        data_first=settings.identity.data == "first", policy=proof_policy(settings.identity),
        heard=settings.live.sound == "on",
    )  # fmt: skip


def warm_up(machine: Machine, today: date) -> None:
    """Load dictionaries, word sounds and the index with one turn, and fit what is learnt from samples, so that no
    citizen waits for them. Takes seconds.
    """
    machine.library.learn()
    state, greeting = machine.step(machine.new("practice", today), acts.Begin())
    for act in greeting:
        if isinstance(act, acts.Expect):
            correct("我想办业务", act.biasing_phrases)
    machine.step(state, acts.Said("请问几点上班", 0.9))


def prompts(machine: Machine, today: date) -> list[str]:
    """Every clause that can be prerendered (fixed text, no 【variable】): what helps in danger, then the likeliest."""
    texts = [*for_danger(), *likely(machine, today), *phrases.SPOKEN, *machine.library.prompts()]
    return list(dict.fromkeys(c for text in texts for c in clauses(text) if "【" not in c and "】" not in c))
