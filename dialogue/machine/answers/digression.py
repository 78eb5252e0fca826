"""A question in between: answered from the knowledge list with its source, then back to what was open.

A wish for another service in between: done first, if the citizen says so, and then back as well.
"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import AnswerCard, Gap
from dialogue.knowledge import Passage
from dialogue.knowledge.forms import forms
from dialogue.machine.advice import rephrased
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import find_passage, guess_passage, read_answer, read_wish
from dialogue.machine.program.subservice import DEEPEST
from dialogue.machine.prompts.ask import ask, open_aside
from dialogue.machine.state import Question
from dialogue.script.model import WORDS
from dialogue.understand.question import is_question
from dialogue.understand.wish import ACCEPT, Wish, word_for_word
from dialogue.understand.wished import read_wished, without_denial

#: A wish this plain is taken up even where it was not asked for.
_PLAIN = 0.6
#: Questions to which no wish is an answer: one in so many words need not be so plain.
_SETTLING = ("consent", "readback", "confirm")
_WANTS = re.compile(r"我(?:还|其实|先|是来|就)*(?:要|想)|帮我|给我")
#: A wish this near is one of the script's own wordings.
_WORD_FOR_WORD = 0.9


def beyond(wish: Wish, text: str) -> float:
    """How near a passage must be to answer a question that may be a wish.

    查询不动产怎么收费 asks for a price, however surely it names the service; 工单办到哪一步了 is word for word a wish.
    """
    asks = bool(forms(text)) and wish.score < _WORD_FOR_WORD
    return 0.0 if asks or not (wish.sure or wish.close) else wish.score


def answer_question(m: Move, text: str, *, better_than: float = 0.0) -> bool:
    """Answer from an approved passage. False when none is near enough, or nearer than what else was meant."""
    found = find_passage(m.library.knowledge, text, m.state.today, _service(m))
    if found is None or found.score <= better_than:
        return False
    _give(m, found.passage, rephrased(m, text, found.passage) or found.passage.spoken)
    return True


def _give(m: Move, passage: Passage, spoken: str) -> None:
    m.note("question answered", passage.id)
    m.set(misses=0, silences=0, aside=None)
    m.answer = AnswerCard(f"answer:{passage.id}", passage.questions[0], passage.answer, passage.citation)
    m.say_text(spoken, fixed=spoken == passage.spoken)
    if not m.on_screen:  # no card to read the source from
        m.say(phrases.CITED, {"出处": passage.citation})
    ask(m, 1 if m.state.question.kind == "slot" else 0)


def answer_none(m: Move, text: str) -> bool:
    """A question that no passage surely answers: ask whether the nearest is meant, or say so and offer a human."""
    if not is_question(text):
        return False
    near = guess_passage(m.library.knowledge, text, m.state.today, _service(m))
    if near is None:
        _offer_human(m, m.words.kept)
    else:
        m.note("question guessed", near.passage.id)
        m.set(aside=Question("topic", options=(near.passage.id,), value=m.words.kept), misses=0, silences=0)
        ask(m)
    return True


def settle_topic(m: Move, asked: Question, right: bool) -> None:
    """您是想问…，对吗？"""
    passage = m.library.knowledge.passages.get(asked.options[0])
    if right and passage:
        _give(m, passage, passage.spoken)
    else:
        _offer_human(m, asked.value)


def _offer_human(m: Move, text: str) -> None:
    m.note("question unanswered")
    m.acts.append(Gap(text, m.state.service))
    open_aside(m, Question("human"), phrases.HUMAN_OFFER)


def _service(m: Move) -> str:
    """What a question that names no service is about."""
    return m.state.service or (m.state.before[-1] if m.state.before else "")


def refuses(m: Move, text: str) -> bool:
    """我不想挂失社保卡了, in the middle of it."""
    wished = read_wished(text)
    if read_answer(wished.text).rest:
        return False  # 不是正式挂失，是临时挂失 wants something else
    wishes = (read_wish(m.library.matcher, without_denial(clause)) for clause in wished.refused)
    return any(m.state.service in (wish.sure, *wish.close[:1]) for wish in wishes)


def offer_switch(m: Move, text: str) -> bool:
    """A plain wish for another service, in the middle of this one: do that first, and come back?"""
    slot = m.open_slot
    wordy = slot is not None and slot.kind in WORDS
    wish = read_wish(m.library.matcher, read_wished(text).text)
    plain = ACCEPT if m.state.question.kind in _SETTLING and _WANTS.search(text) else _PLAIN
    if not wish.sure or wish.score < plain:
        return False
    if wordy and not word_for_word(m.library.matcher, wish.sure, text):
        return False
    busy = {m.state.service, *(frame.service for frame in m.state.stack)}
    if wish.sure in busy or wish.sure not in m.offered or len(m.state.stack) >= DEEPEST:
        return False
    if is_question(text) and answer_question(m, text, better_than=beyond(wish, text)):
        return True
    m.note("switch offered", wish.sure)
    value = m.words.kept if wordy else ""  # no: then it was the answer after all
    open_aside(
        m, Question("switch", options=(wish.sure,), value=value), phrases.about(phrases.SERVICE_SWITCH, wish.sure)
    )
    return True
