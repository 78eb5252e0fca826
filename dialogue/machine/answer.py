"""What an utterance means, given the question that is open."""

from __future__ import annotations

from collections.abc import Callable

from dialogue import phrases
from dialogue.machine import cards
from dialogue.machine.ask import ask, open_question
from dialogue.machine.choose import answer_service, answer_which
from dialogue.machine.collect import answer_readback, answer_slot
from dialogue.machine.commands import obey, to_menu
from dialogue.machine.correct import correct_last, correct_named, named_slot, reopen
from dialogue.machine.digress import answer_question, offer_human
from dialogue.machine.ladders import not_understood
from dialogue.machine.move import Move
from dialogue.machine.run import run
from dialogue.machine.state import Question
from dialogue.understand.commands import guess_command, read_command
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean

_RATING_WORDS = {
    "非常满意": ("很满意", "特别满意", "太满意了", "好评", "五星", "五分", "非常好", "很好"),
    "满意": ("挺满意", "四星", "四分", "挺好", "不错", "还不错", "可以", "好"),
    "基本满意": ("还行", "一般", "三星", "三分", "凑合", "差不多", "比较满意"),
    "不满意": ("不太满意", "二星", "两星", "两分", "不好", "不怎么样"),
    "非常不满意": ("很不满意", "特别不满意", "一星", "一分", "太差了", "很差", "差评"),
}


def said(m: Move, text: str, via: str) -> None:
    """`via`: "voice" or "text"."""
    if not clean(text):
        not_understood(m, heard=False)
    elif m.state.aside:
        _answer_aside(m, text, via)
    else:
        _answer(m, text, via)


def _answer(m: Move, text: str, via: str) -> None:
    kind = m.state.question.kind
    command = read_command(text)
    if command and not (kind == "slot" and _is_choice(m, text)):
        obey(m, command)
    elif kind == "slot" and _asks(m, text):
        return
    elif not (_direct(m, text, via) or _sideways(m, text, via) or _otherwise(m, via)):
        not_understood(m)


def _asks(m: Move, text: str) -> bool:
    """A question while free text is asked for must not become the text."""
    return m.slot(m.state.question.slot).kind == "text" and is_question(text) and answer_question(m, text)


def _is_choice(m: Move, text: str) -> bool:
    """An option may be called 取消 or 人工: then it is the answer."""
    bare = clean(text)
    return any(
        bare in (clean(choice.label), *map(clean, choice.says)) for choice in m.slot(m.state.question.slot).choices
    )


def _direct(m: Move, text: str, via: str) -> bool:
    """An answer to the open question."""
    match m.state.question.kind:
        case "service":
            return answer_service(m, text)
        case "which":
            return answer_which(m, text)
        case "consent":
            return _yes_no(m, text, consent, by_sound=True)
        case "slot":
            return correct_last(m, text, via) or _named_elsewhere(m, text, via) or answer_slot(m, text, via)
        case "readback":
            return answer_readback(m, text, via)
        case "confirm":
            return _answer_confirm(m, text, via)
        case "change":
            return _change(m, text, via)
        case "rating":
            return _answer_rating(m, text)
        case "more":
            return _more(m, text)
        case _:
            return False


def _sideways(m: Move, text: str, via: str) -> bool:
    """Not an answer: a correction of something earlier, or a question."""
    in_slots = m.state.question.kind in ("slot", "readback", "change")
    if (in_slots and correct_named(m, text, via)) or answer_question(m, text):
        return True
    if command := guess_command(text):
        obey(m, command)
        return True
    return offer_human(m, text)


def _otherwise(m: Move, via: str) -> bool:
    """The text means nothing here: perhaps what the ear nearly wrote instead is an answer."""
    return any(_closed_answer(m, other, via) for other in m.others)


def _closed_answer(m: Move, text: str, via: str) -> bool:
    """An answer to a question with few answers. Never what cannot be undone: a confirmation has to be heard."""
    question = m.state.question
    match question.kind:
        case "service":
            return answer_service(m, text)
        case "which":
            return answer_which(m, text)
        case "consent":
            return _yes_no(m, text, consent)
        case "slot":
            return m.slot(question.slot).kind in ("option", "yesno") and answer_slot(m, text, via)
        case "readback":
            return read_yes_no(text) is not None and answer_readback(m, text, via)
        case "rating":
            return _answer_rating(m, text)
        case "more":
            return _more(m, text)
        case _:
            return False


def _named_elsewhere(m: Move, text: str, via: str) -> bool:
    """手机号不对 while another slot is asked for; not when the words name the slot that is open."""
    slot = named_slot(m, text)
    if slot is None or m.state.question.slot in text or m.slot(m.state.question.slot).kind == "text":
        return False
    return correct_named(m, text, via)


def _answer_confirm(m: Move, text: str, via: str) -> bool:
    if correct_named(m, text, via) or correct_last(m, text, via) or _yes_no(m, text, confirm):
        return True
    if is_question(text):
        return False
    if slot := named_slot(m, text):  # 手机号 alone, or 身份正好出了 for 身份证号错了
        reopen(m, slot)
        return True
    if takes_back(text):  # 我要改一下
        confirm(m, False)
        return True
    return False


def _yes_no(m: Move, text: str, then: Callable[[Move, bool], None], *, by_sound: bool = False) -> bool:
    vote = read_yes_no(text, by_sound=by_sound)
    if vote is None:
        return False
    then(m, vote)
    return True


def consent(m: Move, agreed: bool) -> None:
    m.note("consent", "given" if agreed else "refused")
    if agreed:
        m.set(consented=True)
        m.say(phrases.CONSENT_THANKS)
        run(m)
    elif m.script.consent and m.script.consent.refused == "human":
        m.hand_off("refused_consent", phrases.HUMAN_CONSENT)
    else:
        m.end("cancelled", phrases.CONSENT_REFUSED)


def confirm(m: Move, right: bool) -> None:
    if right:
        m.note("confirmed")
        m.set(confirmed=True, step=m.state.step + 1)
        run(m)
    else:
        open_question(m, Question("change"))


def _change(m: Move, text: str, via: str) -> bool:
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


def _answer_rating(m: Move, text: str) -> bool:
    rating = read_option(text, _RATING_WORDS)
    if rating is None and read_yes_no(text) is False:  # 不用了: a rating is a favour, not a duty
        m.set(step=m.state.step + 1)
        m.note("rating declined")
        run(m)
        return True
    return rate(m, rating or "")


def rate(m: Move, rating: str) -> bool:
    if rating not in cards.RATINGS:
        return False
    m.set(rating=rating, step=m.state.step + 1)
    m.note("rating", rating)
    poor = rating in cards.RATINGS[3:]
    m.gesture("sorry" if poor else "smile")
    m.say(phrases.RATING_SORRY if poor else phrases.RATING_THANKS)
    run(m)
    return True


def _more(m: Move, text: str) -> bool:
    vote = read_yes_no(text)
    if vote is False:
        m.end("completed", phrases.GOODBYE)
        return True
    if answer_service(m, text):
        return True
    if vote:
        to_menu(m)
    return bool(vote)


def _answer_aside(m: Move, text: str, via: str) -> None:
    assert m.state.aside is not None
    kind = m.state.aside.kind
    command = read_command(text)
    vote = read_yes_no(text, by_sound=True)
    if command == "human" or (vote and kind == "human"):
        obey(m, "human")
    elif command == "cancel" and kind == "cancel":
        settle(m, True)
    elif command:
        m.set(aside=None)
        obey(m, command)
    elif vote is not None:
        settle(m, vote)
    elif "继续" in text:
        settle(m, False)
    else:
        _answer_behind(m, text, via)


def _answer_behind(m: Move, text: str, via: str) -> None:
    """No answer to the question put in between: perhaps to the one behind it."""
    before = m.state
    m.set(aside=None)
    if not (_direct(m, text, via) or answer_question(m, text)):
        m.set(aside=before.aside)
        vote = next((vote for other in m.others if (vote := read_yes_no(other)) is not None), None)
        if vote is None:
            not_understood(m)
        else:
            settle(m, vote)


def settle(m: Move, yes: bool) -> None:
    assert m.state.aside is not None
    kind = m.state.aside.kind
    m.set(aside=None, misses=0, silences=0)
    if not yes:
        m.say(phrases.HUMAN_NOT if kind == "human" else phrases.CANCEL_NOT)
        ask(m)
    elif kind == "cancel":
        m.end("cancelled", phrases.CANCELLED)
    elif kind == "restart":
        m.say(phrases.RESTARTED)
        to_menu(m)
    else:
        obey(m, "human")
