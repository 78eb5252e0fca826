"""A yes/no question put in between (不办了吗？ 要请工作人员吗？ 先去办…？), and what its answer leads to."""

from __future__ import annotations

from collections.abc import Callable

from dialogue import phrases
from dialogue.machine.answers.commands import obey, to_menu
from dialogue.machine.answers.digression import answer_question, settle_topic
from dialogue.machine.answers.hold import echo, hold
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot import answer_slot
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_answer, read_command, read_only_command, read_yes_no, unheard, worded
from dialogue.machine.program import subservice
from dialogue.machine.program.run import over, start_service
from dialogue.machine.prompts.ask import ask
from dialogue.script.model import WORDS
from dialogue.understand.asides import read_aside

Direct = Callable[[Move, str, str], bool]


def answer_aside(m: Move, text: str, via: str, direct: Direct) -> bool:
    """`direct`: takes words as the answer to the question behind this one."""
    assert m.state.aside is not None
    kind = m.state.aside.kind
    slot = m.open_slot
    wordy = slot is not None and slot.kind in WORDS  # what is asked for behind it may be told at once
    said = without_restated(m, text)
    command = read_only_command(text, by_sound=via == "voice") if wordy else read_command(text)
    command = command or read_answer(text).command
    if kind == "cancel" or kind == "restart" or kind == "human" or kind == "switch":
        vote = read_aside(kind, said)
        if kind == "human" and vote is False and not m.state.service and read_yes_no(said) is not False:
            vote = None  # 我要办, where there is nothing to go on with
        if vote is False and not read_answer(text).command:
            command = None  # 不取消, 我没说要取消
        elif vote is None and command == kind and _doubtful(text):
            command = None  # 不是不办了
    else:
        vote = read_yes_no(said, by_sound=not m.words.typed)
    if command == "human" or (vote and kind == "human"):
        obey(m, "human")
    elif command == kind and kind in ("cancel", "restart"):
        settle(m, True)
    elif command in ("what", "repeat"):
        obey(m, command)
    elif command:
        m.set(aside=None)
        obey(m, command)
    elif vote is not None:
        settle(m, vote)
    else:
        return _answer_behind(m, text, via, direct)
    return True


def _answer_behind(m: Move, text: str, via: str, direct: Direct) -> bool:
    """No answer to the question put in between: perhaps to the one behind it."""
    aside = m.state.aside
    answer = read_answer(text)
    if answer.verdict != "ask" and not any(clause.kind == "yes" for clause in answer.clauses):  # a yes is to this one
        m.set(aside=None)
        if direct(m, text, via) or answer_question(m, text):
            return True
        m.set(aside=aside)
    if hold(m, text) or echo(m, text):
        return True
    if not unheard(text):
        return False
    vote = next((vote for other in m.others if (vote := read_yes_no(other)) is not None), None)
    if vote is None or (vote and m.state.aside and m.state.aside.kind in ("cancel", "restart")):
        return False  # what throws a form away has to be heard
    settle(m, vote)
    return True


def _doubtful(text: str) -> bool:
    """Neither yes nor no, with a no in it: 不是不办了."""
    return read_answer(text).verdict in ("ask", "question")


def settle(m: Move, yes: bool) -> None:
    aside = m.state.aside
    assert aside is not None
    m.set(aside=None, misses=0, silences=0)
    if aside.kind == "topic":
        settle_topic(m, aside, yes)
        return
    if not yes:
        if aside.kind == "switch" and aside.value:
            m.words = worded(aside.value, typed=True)  # kept already in the characters it has to have
            if answer_slot(m, m.words.folded, "voice"):
                return
        m.say(phrases.HUMAN_NOT if aside.kind == "human" else phrases.CANCEL_NOT)
        ask(m)
        return
    match aside.kind:
        case "cancel" if m.state.stack:
            over(m, completed=False)
        case "cancel":
            m.end("cancelled", phrases.CANCELLED)
        case "restart":
            m.say(phrases.RESTARTED)
            to_menu(m)
        case "switch":
            subservice.put_aside(m, "digression")
            start_service(m, aside.options[0])
        case _:
            obey(m, "human")
