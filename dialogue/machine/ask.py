"""Putting the open question to the citizen: what is said, shown and expected, by rung of the ladder."""

from __future__ import annotations

from typing import Literal

from dialogue import phrases
from dialogue.acts import Card, Expect
from dialogue.machine import cards
from dialogue.machine.move import Move
from dialogue.machine.state import Question
from dialogue.machine.words import vocabulary
from dialogue.script import Slot
from dialogue.script.model import Confirm
from dialogue.script.filters import digit_by_digit, long_date, spell

#: 0: asked for the first time; 1: again; 2: with the other ways to answer told.
Rung = Literal[0, 1, 2]

_SLOT_EXPECTS: dict[str, Literal["id", "phone", "yesno", "option", "date", "text"]] = {
    "id": "id", "phone": "phone", "yesno": "yesno", "option": "option", "date": "date", "text": "text",
}  # fmt: skip

_PURPOSES: dict[str, Literal["readback", "notice"]] = {
    "consent": "notice", "readback": "readback", "confirm": "readback",
}  # fmt: skip


def open_question(m: Move, question: Question) -> None:
    m.question(question)
    ask(m)


def open_aside(m: Move, kind: Literal["cancel", "human", "restart"], text: str) -> None:
    """Put a yes/no question in between; the open question waits."""
    m.set(aside=Question(kind), misses=0, silences=0)
    m.say(text)
    _wait(m, _aside_card(kind), "yesno")


def ask(m: Move, rung: Rung = 0) -> None:
    """Say, show and expect whatever is open now."""
    question = m.state.aside or m.state.question
    match question.kind:
        case "service":
            _ask_service(m, rung)
        case "which":
            first, second = question.options[:2]
            m.say(phrases.SERVICE_WHICH, {"甲": first, "乙": second})
            _wait(m, cards.service_menu(question.options), "service")
        case "consent":
            _ask_consent(m, rung)
        case "slot":
            _ask_slot(m, m.slot(question.slot), question, rung)
        case "readback":
            slot = m.slot(question.slot)
            m.say(phrases.READBACK, {"复述": aloud(slot, question.value)})
            _wait(m, cards.slot_card(slot, question.value), "yesno")
        case "confirm":
            _ask_confirm(m, rung)
        case "change":
            m.say(phrases.CONFIRM_CHANGE)
            _wait(m, cards.change_card(m.script, m.state), "option")
        case "rating":
            m.say(phrases.RATING if m.on_screen else phrases.RATING_PHONE)
            _wait(m, cards.rating_card(), "rating")
        case "more":
            m.say(phrases.MORE)
            _wait(m, cards.yes_no_card("more", "还需要办理其他业务吗？", "需要", "不需要"), "yesno")
        case "cancel" | "human" | "restart":
            m.say(
                {"cancel": phrases.CANCEL_ASK, "restart": phrases.RESTART_ASK}.get(question.kind, phrases.HUMAN_OFFER)
            )
            _wait(m, _aside_card(question.kind), "yesno")
        case "call" | "none":
            pass


def aloud(slot: Slot, value: str) -> str:
    """A slot's value as it is said back in full."""
    if slot.kind in ("id", "phone"):
        return digit_by_digit(value)
    return long_date(value) if slot.kind == "date" else value


def briefly(slot: Slot, value: str) -> str:
    """As it is said back in passing: identifiers only by their tail."""
    return "尾号是" + spell(value[-4:]) if slot.kind in ("id", "phone") else "是" + aloud(slot, value)


def _ask_service(m: Move, rung: Rung) -> None:
    if rung == 0:
        m.say(phrases.GREETING_AGAIN)
    elif rung == 1:
        m.say(phrases.SERVICE_MISS)
    elif m.on_screen:
        m.say(phrases.SERVICE_HELP)
    else:
        m.say(phrases.SERVICE_HELP_PHONE, {"例子": (m.library.on("phone") or ("业务",))[0]})
    wait_for_service(m)


def wait_for_service(m: Move) -> None:
    _wait(m, cards.service_menu(m.library.on(m.state.channel)), "service")


def _ask_consent(m: Move, rung: Rung) -> None:
    consent = m.script.consent
    if consent and rung == 0:
        m.say(consent.text)
    m.say(phrases.CONSENT_ASK)
    if rung == 2:
        m.say(phrases.YES_NO)
    _wait(m, cards.consent_card(m.script), "yesno")


def _ask_slot(m: Move, slot: Slot, question: Question, rung: Rung) -> None:
    if question.partial:
        length = 18 if slot.kind == "id" else 11
        phrase = phrases.SLOT_MORE if rung == 0 else phrases.SLOT_MORE_AGAIN
        m.say(phrase, {"位数": counted(length - len(question.partial))})
    else:
        prompt = slot.prompt.again if rung else slot.prompt.first
        if not m.on_screen and rung != 1:
            prompt = slot.prompt.phone
        m.say(prompt, m.state.values())
    if rung == 2:
        _other_ways(m, slot)
    _wait(m, cards.slot_card(slot, question.partial), _SLOT_EXPECTS[slot.kind])


def _other_ways(m: Move, slot: Slot) -> None:
    if slot.kind == "option" and len(slot.choices) <= 4:
        m.say_text(phrases.options_line([choice.label for choice in slot.choices]), fixed=True)
    elif slot.kind == "yesno":
        m.say(phrases.YES_NO)
    elif not m.on_screen and slot.kind in ("id", "phone"):
        m.say(phrases.SLOT_WITH_PHONE_KEYS)
    if m.on_screen:
        m.say(phrases.SLOT_WITH_TOUCH if slot.kind in ("option", "yesno") else phrases.SLOT_WITH_KEYS)


def _ask_confirm(m: Move, rung: Rung) -> None:
    step = m.script.steps[m.state.step]
    if isinstance(step, Confirm):
        m.say(step.spoken.on(m.state.channel), m.state.values())
    if rung:
        m.say(phrases.CONFIRM_WAIT)
    _wait(m, cards.confirm_card(m.script, m.state), "yesno")


def _aside_card(kind: str) -> Card:
    title, yes, no = {
        "cancel": ("确定不办了吗？", "不办了", "继续办理"),
        "restart": ("要从头开始吗？", "从头开始", "继续办理"),
    }.get(kind, ("需要工作人员帮您吗？", "需要", "不需要"))
    return cards.yes_no_card(kind, title, yes, no)


def _wait(
    m: Move,
    card: Card,
    kind: Literal["service", "yesno", "option", "id", "phone", "date", "text", "rating"],
) -> None:
    beside = [m.answer] if m.answer else []
    if m.state.pinned and (pinned := cards.pinned_card(m.script, m.state)):
        beside.append(pinned)
    m.show(*beside, card)
    question = m.state.aside or m.state.question
    m.acts.append(Expect(kind, vocabulary(m.library, m.state), _PURPOSES.get(question.kind, "ask")))


def counted(count: int) -> str:
    """1..18 in Chinese, 两 for 2: 还差两位."""
    words = ("", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
    return words[count] if count <= 10 else "十" + {"两": "二"}.get(words[count - 10], words[count - 10])
