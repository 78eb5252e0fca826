"""Which service: by what was said or touched; a question back when two are close, a refusal when none is near."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine import advice
from dialogue.machine.answers.digression import answer_none, answer_question, beyond
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_answer, read_wish, read_yes_no
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import open_aside, open_question
from dialogue.machine.state import Question
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.wish import pick
from dialogue.understand.wished import read_wished

#: Behind a denial: what the citizen is here for, even where it is put as a question.
_COMES_FOR = re.compile(r"(?:我|我们|咱)?(?:其实|就|今天)*(?:而?是|是?要|是?想|是?来)")
#: Two things named only to be told apart.
_COMPARES = re.compile(r"一回事|一样|区别|不同|差别")


def answer_service(m: Move, text: str, via: str = "") -> bool:
    """Take `text` as a wish for a service. False when it names none."""
    read = read_wished(text)
    wished = read.text
    wish = read_wish(m.library.matcher, wished)
    text = wished if read.refused and wished else text
    comes_for = wish.sure and read.refused and _COMES_FOR.match(text)  # 我不是来投诉的，我是查工单到哪了
    if (
        not comes_for
        and is_question(text)
        and (
            answer_question(m, text, better_than=beyond(wish, text))
            or (_COMPARES.search(text) and answer_none(m, text))
        )
    ):
        return True
    text = wished
    if wish.sure:
        enter(m, wish.sure, told=text, via=via)
        return True
    close = tuple(name for name in wish.close if name in m.offered)
    if close:
        chosen = close[0] if len(close) == 1 else advice.choice(m, text, close)
        if chosen:
            guess(m, chosen)
        else:
            open_question(m, Question("which", options=close))
        return True
    if wish.elsewhere or wish.close:
        m.note("service not here")
        open_aside(m, Question("human"), phrases.SERVICE_NOT_NOW if wish.close else phrases.SERVICE_NOT_HERE)
        return True
    return False


def answer_which(m: Move, text: str, via: str) -> bool:
    options = m.state.question.options
    wished = read_wished(text).text
    chosen = read_option(wished, dict.fromkeys(options, ())) or pick(m.library.matcher, wished, options)
    if chosen:
        enter(m, chosen, told=text, via=via)
        return True
    if answer_service(m, text, via):
        return True
    if advised := advice.choice(m, text, options):
        guess(m, advised)
    return bool(advised)


def answer_guess(m: Move, text: str, via: str) -> bool:
    said = without_restated(m, text)
    vote = read_yes_no(said, by_sound=not m.words.typed)
    if vote:
        settle_guess(m, True)
        return True
    if (vote is None or read_answer(said).rest) and answer_service(m, text, via):  # 不是，我要办居住证
        return True
    if vote is False:
        settle_guess(m, False)
    return vote is False


def guess(m: Move, name: str) -> None:
    """Ask whether this service is meant."""
    m.note("service guessed", name)
    open_question(m, Question("guess", options=(name,)))


def settle_guess(m: Move, right: bool) -> None:
    if right:
        enter(m, m.state.question.options[0])
    else:
        open_question(m, Question("service"))


def guess_service(m: Move, text: str) -> bool:
    """Words that name no service: which one the language model takes them for, if it does."""
    chosen = advice.choice(m, text, advice.candidates(m, text))
    if chosen:
        guess(m, chosen)
    return bool(chosen)


def enter(m: Move, name: str, *, told: str = "", via: str = "") -> None:
    script = m.library.script(name)
    if script and m.state.channel not in script.channels:
        m.note("service not on this channel", name)
        open_aside(m, Question("human"), phrases.SERVICE_ELSEWHERE)
    elif script and not script.valid(m.state.today):
        m.note("service not today", name)
        open_aside(m, Question("human"), phrases.SERVICE_NOT_NOW)
    else:
        start_service(m, name, told=told, via=via)
