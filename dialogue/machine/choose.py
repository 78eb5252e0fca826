"""Which service: by what was said or touched; a question back when two are close, a refusal when none is near."""

from __future__ import annotations

from dialogue import phrases
from dialogue.library import Library
from dialogue.machine.ask import open_aside, open_question
from dialogue.machine.digress import answer_question
from dialogue.machine.move import Move
from dialogue.machine.run import leave_service, start_service
from dialogue.machine.state import Question
from dialogue.understand.background import SERVICE_NAMES
from dialogue.understand.elsewhere import another_service
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.sound import nearest

ACCEPT = 0.40  # below: not this service
_NEAR = 0.8  # the same, by sound alone
CLOSE = 0.10  # two services nearer to each other than this: ask which


def candidates(library: Library, text: str) -> tuple[str, ...]:
    """The service that `text` asks for, the two that are too close to tell, or none."""
    near = [hit for hit in library.matcher.rank(text) if hit.score >= ACCEPT]
    if not near:
        return _by_sound(library, text)
    if another_service(text, near[0].score):
        return ()
    if len(near) > 1 and near[0].score - near[1].score < CLOSE:
        return (near[0].name, near[1].name)
    return (near[0].name,)


def _by_sound(library: Library, text: str) -> tuple[str, ...]:
    """不要挂石是薄卡 for 我要挂失社保卡: the nearest wording in sound, other well-known services competing."""
    wordings = {script.name: (script.name, *script.says) for script in library.scripts}
    others = {name: (name,) for name in SERVICE_NAMES if name not in wordings}
    found = (
        nearest(text, {**others, **wordings}, near=_NEAR, least=4, negation=False) if len(clean(text)) <= 12 else None
    )
    return (found,) if found in wordings else ()


def answer_service(m: Move, text: str) -> bool:
    """Take `text` as a wish for a service. False when it names none."""
    found = candidates(m.library, text)
    near = m.library.matcher.rank(text)[0].score if found else 0.0
    if is_question(text) and answer_question(m, text, better_than=near):
        return True
    if len(found) == 1:
        enter(m, found[0])
        return True
    if found:
        open_question(m, Question("which", options=found))
        return True
    if another_service(text):
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
    if name not in m.library.on(m.state.channel):
        m.note("service not on this channel", name)
        open_aside(m, "human", phrases.SERVICE_ELSEWHERE)
        return
    leave_service(m)
    start_service(m, name)
