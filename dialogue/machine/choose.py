"""Which service: by what was said or touched; a question back when two are close, a refusal when none is near."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.ask import open_aside, open_question
from dialogue.machine.digress import answer_question
from dialogue.machine.move import Move
from dialogue.machine.run import leave_service, start_service
from dialogue.machine.state import Question
from dialogue.understand.elsewhere import another_service
from dialogue.understand.match import Hit
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question

ACCEPT = 0.42  # below: not this service
CLOSE = 0.10  # two services nearer to each other than this: ask which


def candidates(hits: list[Hit]) -> tuple[str, ...]:
    """None, the one, or the two that are too close to tell."""
    near = [hit for hit in hits if hit.score >= ACCEPT]
    if not near:
        return ()
    if len(near) > 1 and near[0].score - near[1].score < CLOSE:
        return (near[0].name, near[1].name)
    return (near[0].name,)


def answer_service(m: Move, text: str) -> bool:
    """Take `text` as a wish for a service. False when it names none."""
    if is_question(text) and answer_question(m, text):
        return True
    hits = m.library.matcher.rank(text)
    found = candidates(hits)
    if len(found) == 1:
        enter(m, found[0])
        return True
    if found:
        open_question(m, Question("which", options=found))
        return True
    if another_service(text, hits[0].score if hits else 0.0):
        m.note("service not here")
        open_aside(m, "human", phrases.SERVICE_NOT_HERE)
        return True
    return False


def answer_which(m: Move, text: str) -> bool:
    options = m.state.question.options
    chosen = read_option(text, dict.fromkeys(options, ()))
    if chosen is None:
        hits = [hit for hit in m.library.matcher.rank(text) if hit.name in options and hit.score > 0.2]
        if not hits or (len(hits) > 1 and hits[0].score - hits[1].score < 0.02):
            return answer_service(m, text) if not hits else False
        chosen = hits[0].name
    enter(m, chosen)
    return True


def enter(m: Move, name: str) -> None:
    leave_service(m)
    start_service(m, name)
