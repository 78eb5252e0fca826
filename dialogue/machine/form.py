"""The questions about the form as a whole: may it be filled in, is it right, what is to be changed."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine import cards
from dialogue.machine.ask import ask, open_question
from dialogue.machine.collect import keep, told_beside
from dialogue.machine.correct import change_to, correct_last, correct_named, named_slot, reopen
from dialogue.machine.digress import offer_switch
from dialogue.machine.heard import read_answer, read_yes_no
from dialogue.machine.move import Move
from dialogue.machine.restate import without_restated
from dialogue.machine.run import over, run
from dialogue.machine.state import Question
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from mandarin.pinyin import clean


def answer_consent(m: Move, text: str, via: str) -> bool:
    said = without_restated(m, told_beside(m, text, via))
    vote = read_yes_no(said, by_sound=True)
    if vote is None:
        return False
    if vote and read_answer(said).only_confirms:  # that the words are right is no leave to use them
        ask(m)
        return True
    if not vote and (rest := read_answer(said).rest) and offer_switch(m, rest):
        return True
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
    answer = read_answer(without_restated(m, text))
    if answer.verdict == "yes":
        confirm(m, True)
        return True
    if answer.verdict in ("ask", "wait", "question") and answer.rest:  # a condition, or more time
        return False
    if correct_named(m, text, via) or correct_last(m, text, via) or change_to(m, text, via):
        return True
    if answer.verdict == "no" and not (answer.rest and offer_switch(m, answer.rest)):
        confirm(m, False)
        return True
    if answer.verdict == "no":
        return True
    if is_question(text):
        return False
    if answer.rest and offer_switch(m, answer.rest):  # 对，我要补身份证
        return True
    agrees = any(clause.kind == "yes" for clause in answer.clauses)  # 行行行，烦死了 names no 方式
    # 手机号 alone, or 身份正好出了 for 身份证号错了
    if (slot := named_slot(m, text)) and (slot.name in text or not agrees):
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
