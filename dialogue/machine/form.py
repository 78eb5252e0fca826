"""The questions about the form as a whole: may it be filled in, is it right, what is to be changed."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine import cards
from dialogue.machine.ask import ask, open_question
from dialogue.machine.collect import keep
from dialogue.machine.correct import correct_last, correct_named, named_slot, reopen
from dialogue.machine.heard import read_yes_no
from dialogue.machine.move import Move
from dialogue.machine.run import over, run
from dialogue.machine.state import Question
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from mandarin.pinyin import clean

#: Characters that may stand around the name of a slot in a plain yes: 嗯手机号也是对的.
_PLAIN_YES = 5


def answer_consent(m: Move, text: str, via: str) -> bool:
    vote = read_yes_no(text, by_sound=True)
    if vote is None:
        return False
    if vote:
        keep(m, text, via)
    consent(m, vote)
    return True


def consent(m: Move, agreed: bool) -> None:
    if m.early:
        ask(m)
        return
    m.note("consent", "given" if agreed else "refused")
    if agreed:
        m.set(consented=True)
        m.say(phrases.CONSENT_THANKS)
        run(m)
    elif m.state.stack:  # only the service in hand is off
        m.say(phrases.CONSENT_REFUSED)
        over(m, completed=False)
    elif m.script.consent and m.script.consent.refused == "human":
        m.hand_off("refused_consent", phrases.HUMAN_CONSENT)
    else:
        m.end("cancelled", phrases.CONSENT_REFUSED)


def answer_confirm(m: Move, text: str, via: str) -> bool:
    if correct_named(m, text, via) or correct_last(m, text, via):
        return True
    vote, slot = read_yes_no(text), named_slot(m, text)
    if vote and slot and len(clean(text)) > len(slot.name) + _PLAIN_YES:
        vote = None  # 入住日期对，是四月五号 is how the ear writes 入住日期不对，是…
    if vote is not None:
        confirm(m, vote)
        return True
    if is_question(text):
        return False
    if slot:  # 手机号 alone, or 身份正好出了 for 身份证号错了
        reopen(m, slot)
        return True
    if takes_back(text):  # 我要改一下
        confirm(m, False)
        return True
    return False


def confirm(m: Move, right: bool) -> None:
    if right and m.early:
        ask(m)
    elif right:
        m.note("confirmed")
        m.set(confirmed=True, step=m.state.step + 1)
        run(m)
    else:
        open_question(m, Question("change"))


def answer_change(m: Move, text: str, via: str) -> bool:
    names = {row.label: () for row in cards.filled_rows(m.script, m.state)}
    if clean(text) == clean(cards.NOTHING_TO_CHANGE) or read_yes_no(text) is not None:
        open_question(m, Question("confirm"))
        return True
    if correct_named(m, text, via):
        return True
    slot = named_slot(m, text)
    chosen = slot.name if slot else read_option(text, names)
    if chosen is None:
        return False
    reopen(m, m.slot(chosen))
    return True
