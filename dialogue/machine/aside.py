"""A yes/no question put in between (不办了吗？ 要请工作人员吗？ 先去办…？), and what its answer leads to."""

from __future__ import annotations

import re
from collections.abc import Callable

from dialogue import phrases
from dialogue.machine import visit
from dialogue.machine.ask import ask
from dialogue.machine.collect import answer_slot
from dialogue.machine.commands import obey, to_menu
from dialogue.machine.digress import answer_question, settle_topic
from dialogue.machine.heard import read_answer, read_command, read_only_command, read_yes_no, unheard, worded
from dialogue.machine.hold import echo, hold
from dialogue.machine.move import Move
from dialogue.machine.restate import without_restated
from dialogue.machine.run import over, start_service
from dialogue.script.model import WORDS

#: 继续 is the no to 您确定不办了吗, and to the other questions put in between; 不继续 is not.
_GOES_ON = re.compile(
    r"(?<!不)(?<!不想)(?<!不要)(?<!不用)(?<!别)(?:继续|接着办|接着来)|不取消|别取消|还是办|还要办|(?<!不)要办的"
)
_STOPS = re.compile(r"不(?:再|想|要|用)?(?:再)?继续|不要了|不想要了|不想再办")
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
    vote = read_yes_no(said, by_sound=True)
    if kind != "topic" and command != "human" and _GOES_ON.search(text):
        vote, command = False, None
    elif kind == "cancel" and _STOPS.search(text):
        vote = True
    if command == "human" or (vote and kind == "human"):
        obey(m, "human")
    elif command == "cancel" and kind == "cancel":
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
    m.set(aside=None)
    if direct(m, text, via) or answer_question(m, text):
        return True
    m.set(aside=aside)
    if hold(m, text) or echo(m, text):
        return True
    if not unheard(text):
        return False
    vote = next((vote for other in m.others if (vote := read_yes_no(other)) is not None), None)
    if vote is None:
        return False
    settle(m, vote)
    return True


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
            visit.put_aside(m, "digression")
            start_service(m, aside.options[0])
        case _:
            obey(m, "human")
