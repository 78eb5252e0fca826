"""Answers to 挑选: the items of a list chosen by words, touch or keys; another page; and a choice that is changed."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.filters import counted
from dialogue.machine.answers.accepting import fill
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.corrections import reopen
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.pick import (
    ALL,
    DONE,
    NEXT,
    PREVIOUS,
    choices,
    chosen_places,
    ordinal,
    ordinals,
    pages,
    read_page,
    words_of,
)
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.script.items import items_of
from dialogue.script.lists import item_text, list_text
from dialogue.understand import validation_messages
from dialogue.understand.item_places import places_in
from dialogue.understand.picks import PickReading, read_pick
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean

_DONE_WORDS = re.compile(r"(?:好了|选好了|选完了|就这些|就这几[条个项]|没有了|够了|可以了|行了)[吧的啊了]*")


def answer_pick(ctx: StepContext, slot: Slot, text: str, via: str) -> bool:
    """Read `text` as the choice. False if it is none."""
    question = ctx.state.question
    reading = _read(ctx, slot, text, chosen_places(question), more=True)
    if reading.kind == "nothing":
        return _answer_in_general(ctx, slot, text, via)
    if reading.kind == "none":
        _none(ctx, slot, question)
    elif reading.kind in ("next", "previous"):
        turn_page(ctx, slot, 1 if reading.kind == "next" else -1)
    elif reading.kind == "read":
        ctx.set(no_matches=0, no_inputs=0)
        read_page(ctx, slot, question)
        ask(ctx, 1)
    else:
        _settle(ctx, slot, reading, via)
    return True


def chooses(ctx: StepContext, slot: Slot, text: str) -> bool:
    """Whether `text` is an answer to the open choice, and so no command: 取消第二条, 再念一遍."""
    reading = _read(ctx, slot, text, chosen_places(ctx.state.question), more=True)
    return reading.kind not in ("nothing", "none", "about")


def change_pick(ctx: StepContext, text: str, via: str) -> bool:
    """不要第二条了，换第三条, after the choice. At other questions than the confirmation only by place."""
    settling = ctx.state.question.kind in ("confirm", "change")
    for name in reversed(ctx.answered):
        slot = ctx.slot(name)
        items = choices(ctx, slot)
        if not slot.pick or not (settling or places_in(text, len(items))[1] != text):
            continue
        before = tuple(place for place, item in enumerate(items, 1) if item in items_of(ctx.state.value(name)))
        reading = _read(ctx, slot, text, before, more=False)
        if reading.kind in ("about", "which", "beyond"):
            _settle(ctx, slot, reading, via)
            return True
        if reading.kind == "chosen" and reading.places != before:
            ctx.note(f"slot {name} corrected")
            choose(ctx, slot, reading.places, via)
            return True
        if reading.kind == "none":
            ctx.say(phrases.PICK_NOT_LEFT)
            reopen(ctx, slot, quietly=True)
            return True
    return False


def touched_pick(ctx: StepContext, slot: Slot, value: str) -> bool:
    question, items = ctx.state.question, choices(ctx, slot)
    chosen = chosen_places(question)
    place = next((place for place in range(1, len(items) + 1) if ordinal(place) == value), 0)
    if value in (NEXT, PREVIOUS):
        turn_page(ctx, slot, 1 if value == NEXT else -1, quietly=True)
    elif value == DONE and chosen:
        choose(ctx, slot, chosen, "touch")
    elif value == ALL and slot.kind == "items":
        choose(ctx, slot, tuple(range(1, len(items) + 1)), "touch")
    elif place and slot.kind == "item":
        choose(ctx, slot, (place,), "touch")
    elif place:
        after = sorted({*chosen} ^ {place})
        ctx.question(replace(question, partial="、".join(map(str, after))))
        ask(ctx, 0 if after else 1)
    else:
        return False
    return True


def keyed_pick(ctx: StepContext, slot: Slot, keys: str) -> None:
    """3 is the third item; 13 the first and third of up to nine, the thirteenth of more; 1*3 two items in any list; *
    another page.
    """
    count = len(choices(ctx, slot))
    chosen = chosen_places(ctx.state.question)
    if keys == "*":
        turn_page(ctx, slot, 1)
        return
    if not keys and chosen:
        choose(ctx, slot, chosen, "keys")
        return
    pieces = [piece for piece in keys.split("*") if piece]
    if count <= 9 and slot.kind == "items":
        pieces = [key for piece in pieces for key in piece]
    places = [int(piece) if piece.isascii() and piece.isdigit() else 0 for piece in pieces]
    if not places or not all(1 <= place <= count for place in places) or (slot.kind == "item" and len(places) > 1):
        no_match(ctx, message=validation_messages.WRONG_ENTRY, typed=True)
        return
    choose(ctx, slot, tuple(sorted(set(places))), "keys")


def choose(ctx: StepContext, slot: Slot, places: tuple[int, ...], via: str) -> None:
    """Store the items, and run the script on."""
    items = choices(ctx, slot)
    if via in ("voice", "text"):
        ctx.say_text(phrases.PICKED.replace("【哪条】", _told(ctx, slot, places)))
    fill(ctx, slot, _value(slot, [items[place - 1] for place in places]), via)


def turn_page(ctx: StepContext, slot: Slot, by: int, *, quietly: bool = False) -> None:
    """`quietly`: by touch, where the card shows the page."""
    question = ctx.state.question
    page = question.page + by
    ctx.set(no_matches=0, no_inputs=0)
    if not 0 <= page < pages(ctx, slot):
        ctx.say(phrases.PICK_LAST_PAGE if by > 0 else phrases.PICK_FIRST_PAGE)
        ask(ctx, 1)
        return
    ctx.question(replace(question, page=page))
    if quietly:
        wait(ctx)
    elif ctx.on_screen:
        read_page(ctx, slot, ctx.state.question)
        ask(ctx, 1)
    else:
        ask(ctx)


def _read(ctx: StepContext, slot: Slot, text: str, chosen: tuple[int, ...], *, more: bool) -> PickReading:
    several = slot.kind == "items"
    return read_pick(text, choices(ctx, slot), ctx.state.today, several=several, chosen=chosen, more=more)


def _value(slot: Slot, items: list[dict[str, str]]) -> str:
    return list_text(items) if slot.kind == "items" else item_text(items[0])


def _told(ctx: StepContext, slot: Slot, places: tuple[int, ...]) -> str:
    items = choices(ctx, slot)
    if len(places) > 1:
        return f"全部{counted(len(items))}条" if len(places) == len(items) else ordinals(places)
    words = words_of(ctx, slot, items[places[0] - 1], spoken=True)
    return f"{ordinal(places[0])}，{words}" if len(items) > 1 else words


def _settle(ctx: StepContext, slot: Slot, reading: PickReading, via: str) -> None:
    items, places = choices(ctx, slot), reading.places
    ctx.set(no_matches=0, no_inputs=0)
    match reading.kind:
        case "chosen" if reading.by_sound:
            value = _value(slot, [items[place - 1] for place in places])
            open_question(ctx, Question("readback", slot=slot.name, value=value))
        case "chosen":
            choose(ctx, slot, places, via)
        case "which" if len(places) == len(items):
            ask(ctx, 1)  # one of them all is wanted
        case "which":
            names = phrases.either([ordinal(place) for place in places])
            ctx.say_text(phrases.PICK_WHICH.replace("【哪条】", names))
            wait(ctx)
        case "beyond":
            no_match(ctx, message=phrases.PICK_BEYOND.replace("【几】", counted(len(items))))
        case _:
            for place in places:
                ctx.say_text(f"{ordinal(place)}，{words_of(ctx, slot, items[place - 1], spoken=True)}。")
            ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)


def _none(ctx: StepContext, slot: Slot, question: Question) -> None:
    if question.partial:
        ctx.say(phrases.PICK_CLEARED)
        ctx.question(replace(question, partial=""))
        ask(ctx, 1)
    else:
        execute(ctx, "cancel")


def _answer_in_general(ctx: StepContext, slot: Slot, text: str, via: str) -> bool:
    """A yes to the only item or to another page; that the choice is complete."""
    question, items = ctx.state.question, choices(ctx, slot)
    chosen = chosen_places(question)
    vote = read_yes_no(text, by_sound=False)
    if chosen and (vote or _DONE_WORDS.fullmatch(clean(text))):
        choose(ctx, slot, chosen, via)
    elif vote and len(items) == 1:
        choose(ctx, slot, (1,), via)
    elif vote and not ctx.on_screen and question.page + 1 < pages(ctx, slot):
        turn_page(ctx, slot, 1)
    elif vote is False and len(items) == 1:
        _none(ctx, slot, question)
    elif vote is False and not ctx.on_screen and question.page + 1 < pages(ctx, slot):
        ask(ctx, 1)
    else:
        return False
    return True
