"""Putting the open question to the citizen: what is said, shown and expected, by rung of the ladder."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from dialogue import phrases
from dialogue.acts import Card, Expect
from dialogue.machine.context import Move
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.biasing import vocabulary
from dialogue.machine.prompts.screen_text import written
from dialogue.machine.prompts.value_text import aloud
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.script.model import Confirm, SlotKind
from dialogue.understand.slots import length_of

#: 0: asked for the first time; 1: again; 2: with the other ways to answer told.
Rung = Literal[0, 1, 2]
Expected = Literal["service", "rating"] | SlotKind

_PURPOSES: dict[str, Literal["readback", "notice"]] = {
    "consent": "notice", "readback": "readback", "confirm": "readback",
}  # fmt: skip
_ASIDES: dict[str, tuple[str, str, str]] = {
    "cancel": ("确定不办了吗？", "不办了", "继续办理"),
    "restart": ("要从头开始吗？", "从头开始", "继续办理"),
    "switch": ("先去办别的业务吗？", "先去办", "继续办理"),
    "human": ("需要工作人员帮您吗？", "需要", "不需要"),
}
#: Questions whose answer consents, confirms a form, or rates: it must be given to what was seen or heard.
_COMMITS = ("consent", "confirm", "rating")
#: Questions that wait for somebody other than the citizen.
NOBODY = ("call", "advice", "none")


def open_question(m: Move, question: Question) -> None:
    m.question(question)
    ask(m)


def open_aside(m: Move, question: Question, text: str, *, fixed: bool = True) -> None:
    """Put a yes/no question in between; the open question waits."""
    m.set(aside=question, misses=0, silences=0)
    m.say_text(text, fixed=fixed)
    wait(m)


def ask(m: Move, rung: Rung = 0) -> None:
    """Say, show and expect whatever is open now."""
    question = m.state.aside or m.state.question
    match question.kind:
        case "service":
            _say_service(m, rung)
        case "which":
            *others, last = question.options
            m.say(phrases.SERVICE_WHICH, {"甲": "，".join(others), "乙": last})
        case "guess":
            m.say_text(phrases.about(phrases.SERVICE_GUESS, question.options[0]), fixed=True)
        case "consent":
            _say_consent(m, rung)
        case "slot":
            _say_slot(m, m.slot(question.slot), question, rung)
        case "readback":
            m.say(phrases.READBACK, {"复述": aloud(m.slot(question.slot), question.value)})
        case "confirm":
            _say_confirm(m, rung)
        case "change":
            m.say(phrases.CONFIRM_CHANGE)
        case "rating":
            m.say(phrases.RATING if m.on_screen else phrases.RATING_PHONE)
        case "more":
            m.say(phrases.MORE)
        case "switch":
            m.say_text(phrases.about(phrases.SERVICE_SWITCH, question.options[0]), fixed=True)
        case "topic":
            m.say(phrases.TOPIC_GUESS, {"问题": _topic(m, question)})
        case "cancel":
            m.say(phrases.CANCEL_ASK)
        case "restart":
            m.say(phrases.RESTART_ASK)
        case "human":
            m.say(phrases.HUMAN_OFFER)
        case "call" | "advice" | "none":
            pass
    wait(m)


def wait(m: Move) -> None:
    """Show the card of the open question, and what stands beside it; from here on it is the citizen's turn."""
    question = m.state.aside or m.state.question
    if question.kind in NOBODY:
        return
    beside = [m.answer] if m.answer else []
    if m.state.pinned and (pinned := cards.pinned_card(m.script, m.state)):
        beside.append(pinned)
    if m.on_screen:
        m.show(*beside, _card(m, question))
    length = m.slot(question.slot).digits if question.kind == "slot" else 0
    words = vocabulary(m.library, m.state)
    m.set(asked=m.state.asked + 1)
    expect = Expect(_expected(m, question), words, _PURPOSES.get(question.kind, "ask"), length)
    m.acts.append(replace(expect, ask=m.state.asked, commits=question.kind in _COMMITS))


def _card(m: Move, question: Question) -> Card:
    match question.kind:
        case "service":
            return cards.service_menu(m.offered)
        case "which":
            return cards.service_menu(question.options)
        case "guess":
            return cards.yes_no_card("guess", f"您是想办{question.options[0]}吗？", "是的", "不是")
        case "consent":
            return cards.consent_card(m.script, _consent_text(m))
        case "slot":
            return cards.slot_card(m.slot(question.slot), question.partial, m.error)
        case "readback":
            return cards.slot_card(m.slot(question.slot), question.value)
        case "confirm":
            step = m.script.steps[m.state.step]
            text = written(m, step.spoken.screen) if isinstance(step, Confirm) else ""
            return cards.confirm_card(m.script, m.state, text)
        case "change":
            return cards.change_card(m.script, m.state)
        case "rating":
            return cards.rating_card()
        case "more":
            return cards.yes_no_card("more", "还需要办理其他业务吗？", "需要", "不需要")
        case "topic":
            return cards.yes_no_card("topic", f"您是想问：{_topic(m, question)}", "是的", "不是")
        case _:
            return cards.yes_no_card(question.kind, *_ASIDES[question.kind])


def _expected(m: Move, question: Question) -> Expected:
    match question.kind:
        case "service" | "which":
            return "service"
        case "slot":
            return m.slot(question.slot).kind
        case "change":
            return "option"
        case "rating":
            return "rating"
        case _:
            return "yesno"


def _topic(m: Move, question: Question) -> str:
    """The passage's own question; nothing, if the passage has gone since."""
    passage = m.library.knowledge.passages.get(question.options[0])
    return passage.questions[0] if passage else ""


def _say_service(m: Move, rung: Rung) -> None:
    if rung == 0:
        m.say(phrases.GREETING_AGAIN)
    elif rung == 1:
        m.say(phrases.SERVICE_MISS)
    elif m.on_screen:
        m.say(phrases.SERVICE_HELP)
    else:
        m.say(phrases.SERVICE_HELP_PHONE, {"例子": (m.offered or ("业务",))[0]})


def _say_consent(m: Move, rung: Rung) -> None:
    consent = m.script.consent
    if consent and rung == 0:
        m.say(consent.text, m.values)
    m.say(phrases.CONSENT_ASK)
    if rung == 2:
        m.say(phrases.YES_NO)


def _consent_text(m: Move) -> str:
    """What the data are for, and the question: the citizen agrees to nothing that was not on the screen."""
    told = written(m, m.script.consent.text) if m.script.consent else ""
    return told + phrases.CONSENT_ASK


def _say_slot(m: Move, slot: Slot, question: Question, rung: Rung) -> None:
    length = length_of(slot)
    if question.partial and length and len(question.partial) < length:
        phrase = phrases.SLOT_MORE if rung == 0 else phrases.SLOT_MORE_AGAIN
        m.say(phrase, {"位数": counted(length - len(question.partial))})
    elif question.partial:
        m.say(phrases.SLOT_SEVERAL if slot.choices else phrases.SLOT_GO_ON)
    else:
        prompt = slot.prompt
        if m.on_screen:
            m.say(prompt.again if rung else prompt.first, m.values)
        else:
            m.say(prompt.phone_again if rung == 1 else prompt.phone, m.values)
    if rung == 2:
        _other_ways(m, slot)


def _other_ways(m: Move, slot: Slot) -> None:
    if slot.kind == "option" and len(slot.choices) <= 4:
        m.say_text(phrases.options_line([choice.label for choice in slot.choices]), fixed=True)
    elif slot.kind == "yesno":
        m.say(phrases.YES_NO)
    elif not m.on_screen and length_of(slot) and "keys" in slot.means:
        m.say(phrases.SLOT_WITH_PHONE_KEYS)
    if not slot.required:
        m.say(phrases.SLOT_OPTIONAL)
    if m.on_screen:
        m.say(phrases.SLOT_WITH_TOUCH if slot.choices else phrases.SLOT_WITH_KEYS)


def _say_confirm(m: Move, rung: Rung) -> None:
    step = m.script.steps[m.state.step]
    if isinstance(step, Confirm):
        m.say(step.spoken.on(m.state.channel), m.values)
    if rung:
        m.say(phrases.CONFIRM_WAIT)


def counted(count: int) -> str:
    """1..18 in Chinese, 两 for 2: 还差两位."""
    words = ("", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
    return words[count] if count <= 10 else "十" + {"两": "二"}.get(words[count - 10], words[count - 10])
