"""The questions about the form as a whole: may it be filled in, is it right, what is to be changed."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.corrections import change_to, correct_last, correct_named, named_slot, reopen, said_right
from dialogue.machine.answers.digression import offer_switch
from dialogue.machine.answers.reprompt import not_understood
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot import keep, told_beside
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_answer, read_yes_no
from dialogue.machine.program.run import over, run
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.state import Question
from dialogue.understand.answer_words import RESTATED
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from mandarin.pinyin import clean

#: Something is to be asked first; no refusal.
_HAS_QUESTION = re.compile(
    r"(?<!没)(?<!没有)有(?:一?[点个些]|几个|好多|很多|一些|其他)*(?:小)?"
    r"(?:问题|疑问|疑虑|疑义|顾虑|意见|异议|不明白|不懂|不清楚|没看懂|没听懂)"
    r"(?:想|要|得|先|问|请教|咨询|说|提|一下|你|您|啊|呢|的|呀|地方)*$"
)

#: 手机号对: one of the items that are asked for.
_ITEM_RIGHT = re.compile(rf"{RESTATED}[的是也都就\dX]*{RESTATED}?(?:对|没错|正确)")


def answer_consent(m: Move, text: str, via: str) -> bool:
    said = without_restated(m, told_beside(m, text, via))
    answer = read_answer(said)
    if _HAS_QUESTION.search(clean(said)):  # 有问题
        m.set(silences=0)
        m.say(phrases.GO_AHEAD)
        wait(m)
        return True
    if answer.vote is None:
        return False
    if answer.vote and not answer.commits:
        return False
    if answer.vote and (
        answer.only_confirms or _ITEM_RIGHT.search(said)
    ):  # that the words are right is no leave to use them
        ask(m)
        return True
    if not answer.vote and answer.rest and offer_switch(m, answer.rest):
        return True
    if not answer.vote and not answer.refuses:  # 我不识字 refuses nothing
        return False
    if answer.vote and _too_faint(m):
        return True
    if answer.vote:
        keep(m, text, via)
    consent(m, answer.vote)
    return True


def _too_faint(m: Move) -> bool:
    """A yes that was hardly heard is asked for once more before it files or consents."""
    if m.faint:
        not_understood(m, heard=False)
    return m.faint


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
        if not answer.commits:
            return False
        if not _too_faint(m):
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
    if slot := named_slot(m, text):
        if said_right(slot, text):  # 手机号对 is also how the ear writes 手机号不对
            m.set(silences=0)
            m.say(phrases.SLOT_RIGHT, {"名称": slot.name})
            ask(m)
            return True
        agrees = any(clause.kind == "yes" for clause in answer.clauses)  # 行行行，烦死了 names no 方式
        if slot.name in text or not agrees:  # 手机号 alone, or 身份正好出了 for 身份证号错了
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
