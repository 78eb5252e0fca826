"""Answers to slot questions: by voice, text, keys, touch or card; whole or in pieces; with a read-back where set."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.machine import advice
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.which_value import (
    open_which_value,
    option_by_key,
    picked,
    touched_value,
    wants_another,
)
from dialogue.machine.context import StepContext
from dialogue.machine.extraction import Extraction, extract
from dialogue.machine.program.form_values import same_as, store
from dialogue.machine.program.run import run
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import ask, open_question
from dialogue.machine.state import Filled, Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand import validation_messages
from dialogue.understand.answer_words import RESTATED
from dialogue.understand.free_text import read_skip
from dialogue.understand.id_number import check_id_number
from dialogue.understand.no_value import read_no_value
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import takes_back
from dialogue.understand.yesno import read_answer, read_yes_no
from mandarin import alike
from mandarin.pinyin import clean

_SAME_NAME = 0.6
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")


def read(ctx: StepContext, slot: Slot, text: str, partial: str = "") -> Reading:
    """The value of `slot` in `text` (folded, or a part of it), in the characters typed or recognised."""
    kind, own, typed = kind_of(slot), ctx.wording.own(text), ctx.wording.typed
    if typed and kind.typed_own and (reading := kind.typed_own(slot, own)) is not None:
        return reading
    reading = kind.typed(text) if typed and kind.typed else None
    if reading is None:
        heard = own if kind.own_characters else text  # folding turns 乜小刚 into 什么小刚
        so_far = partial if kind.pieces else ""
        base = value_in_question(ctx, slot) if kind.shifted else ""
        reading = read_slot(slot, heard, partial=so_far, today=ctx.state.today, area=ctx.area, base=base)
    if kind.own_characters:
        return kind.typed_rest(own) if typed and kind.typed_rest and reading.nothing else reading
    return replace(reading, value=ctx.wording.own(reading.value)) if kind.free_text else reading


def value_in_question(ctx: StepContext, slot: Slot) -> str:
    """The value to which 再晚两天 is relative: being read back, given before, or proposed by the question itself."""
    question = ctx.state.question
    if question.slot == slot.name and question.kind in ("slot", "readback") and question.value:
        return question.value
    if given := ctx.state.value(slot.name):
        return given
    prompt = slot.prompt.first if ctx.on_screen else slot.prompt.phone
    proposed = [value for name in prompt.names if (value := ctx.values.get(name, "")) and _is_value(slot, value)]
    return proposed[-1] if proposed else ""


def _is_value(slot: Slot, value: str) -> bool:
    return bool(_CANONICAL.fullmatch(value)) and (":" in value) == (kind_of(slot).expectation == "time")


def answer_slot(ctx: StepContext, text: str, via: str) -> bool:
    """Read `text` as the answer to the open slot question. False if it is none."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if via == "voice" and "voice" not in slot.means:
        return False
    told = kind_of(slot).accumulates and question.partial != ""  # 没有了 ends it
    if not slot.required and not slot.choices and not told and read_skip(text):
        return skip(ctx, slot, via)
    if read_no_value(text) and not (slot.choices and read(ctx, slot, text).value):  # 不想留 is 匿名
        return no_value(ctx, slot, via)
    found = _extract(ctx, text, via, slot, partial=bool(question.partial))
    mine = found.values.pop(slot.name, "")
    if found.values:
        _prefill(ctx, found.values, via)
        text = found.rest
    reading = Reading(value=mine) if mine and (found.values or slot.group) else _read_heard(ctx, slot, text, question)
    if (
        not slot.required
        and slot.choices
        and not reading.value
        and (reading.message == validation_messages.AT_LEAST_ONE or read_skip(text))
    ):
        return skip(ctx, slot, via)  # of several options, none
    if not reading.nothing:
        accept(ctx, slot, reading, via)
    elif found.values:  # values of slots not yet asked for
        for name in found.values:
            ctx.say_text(phrases.for_slot(name))
        ctx.set(no_matches=0, no_inputs=0)
        ask(ctx, 1)
    return bool(found.values) or not reading.nothing


def guess_option(ctx: StepContext, text: str) -> bool:
    """Read back the choice of the open slot that the adviser takes `text` to mean. False if none."""
    slot = ctx.open_slot
    if slot is None or kind_of(slot).choices != "one":
        return False
    chosen = advice.option(ctx, text, slot)
    if chosen:
        ctx.note("option guessed", slot.name)
        accept(ctx, slot, Reading(value=chosen, doubtful=True), "voice")
    return bool(chosen)


def _read_heard(ctx: StepContext, slot: Slot, text: str, question: Question) -> Reading:
    reading = read(ctx, slot, text, question.partial)
    if kind_of(slot).free_text or slot.choices:
        return reading
    if kind_of(slot).identifier and ctx.candidates and not question.partial:
        return _doubted(ctx, slot, reading)
    return _or_alternative(ctx, slot, reading)


def _doubted(ctx: StepContext, slot: Slot, reading: Reading) -> Reading:
    """The numbers that the sound allows: of several one is asked for, a single one is read back."""
    values = tuple(dict.fromkeys(value for text in ctx.candidates if (value := read(ctx, slot, text).value)))
    if len(values) > 1:
        return Reading(candidates=values)
    return Reading(value=values[0], doubtful=True) if values else reading


def _extract(ctx: StepContext, text: str, via: str, slot: Slot, *, partial: bool) -> Extraction:
    """Values in `text` of slots without a value, the open one included."""
    means = [one for one in ctx.script.slots if "voice" in one.means or via != "voice"]
    wanted = [one for one in means if one.name == slot.name or not ctx.state.has(one.name)]
    return extract(wanted, text, ctx.state.today, open_slot=slot, partial=partial, area=ctx.area)


def prefill(ctx: StepContext, text: str, via: str) -> None:
    """Prefill the values in `text` of slots not asked for now."""
    means = [slot for slot in ctx.script.slots if "voice" in slot.means or via != "voice"]
    wanted = [slot for slot in means if not ctx.state.has(slot.name)]
    _prefill(ctx, extract(wanted, text, ctx.state.today, area=ctx.area).values, via)


def without_other_slots(ctx: StepContext, text: str, via: str) -> str:
    """`text` without values of slots not asked for now: the rest is the answer."""
    means = [slot for slot in ctx.script.slots if "voice" in slot.means or via != "voice"]
    found = extract([slot for slot in means if not ctx.state.has(slot.name)], text, ctx.state.today, area=ctx.area)
    rest = found.rest
    for name, value in found.values.items():
        for choice in ctx.slot(name).choices:
            if choice.label == value:
                for word in sorted((choice.label, *choice.says), key=len, reverse=True):
                    rest = re.sub(rf"(?<!那就)(?<!还是){re.escape(word)}", RESTATED, rest)
    return rest


def _prefill(ctx: StepContext, values: dict[str, str], via: str) -> None:
    told = ((ctx.slot(name), value) for name, value in values.items())
    ctx.prefill(*(Filled(slot.name, _own(ctx, slot, value), slot.personal, via) for slot, value in told))


def _own(ctx: StepContext, slot: Slot, value: str) -> str:
    """The value in the citizen's own characters, where they count."""
    return ctx.wording.own(value) if kind_of(slot).own_characters else value


def skip(ctx: StepContext, slot: Slot, via: str) -> bool:
    ctx.say(phrases.SLOT_SKIPPED)
    fill(ctx, slot, "", "skip")
    return True


def no_value(ctx: StepContext, slot: Slot, via: str) -> bool:
    """The citizen does not know or does not tell it (记不清了): an optional slot is skipped, others get help."""
    if not slot.required:
        return skip(ctx, slot, via)
    no_match(ctx, message=phrases.SLOT_NEEDED, attempt=2)
    return True


def _or_alternative(ctx: StepContext, slot: Slot, reading: Reading) -> Reading:
    """`reading`, or, if it is no complete value, the first complete one of the alternatives, to be read back."""
    if (reading.value and not reading.doubtful) or reading.leaves_open:
        return reading
    for other in ctx.alternatives:
        found = read(ctx, slot, other, ctx.state.question.partial)
        if found.value and not found.doubtful:
            return replace(found, doubtful=True)
    return reading


def accept(ctx: StepContext, slot: Slot, reading: Reading, via: str) -> None:
    if message := same_as(ctx, slot, reading.value):
        ctx.set(question=Question("slot", slot=slot.name))
        no_match(ctx, message=message, typed=via != "voice")
    elif reading.value:
        if reading.doubtful or (via == "voice" and slot.readback == "segments"):
            open_question(ctx, Question("readback", slot=slot.name, value=reading.value))
        else:
            fill(ctx, slot, reading.value, via)
    elif reading.leaves_open:
        open_which_value(ctx, slot, reading)
    elif reading.partial and kind_of(slot).accumulates and via != "voice" and not reading.message:
        fill(ctx, slot, reading.partial, via)  # what is typed was finished before it was sent
    elif reading.partial:
        if reading.message:
            ctx.say_text(reading.message)
        open_question(ctx, Question("slot", slot=slot.name, partial=reading.partial))
    else:
        before = ctx.state.question.value if ctx.state.question.kind == "slot" else ""
        ctx.set(question=Question("slot", slot=slot.name, value=before))  # the digits so far are in doubt too
        no_match(ctx, message=reading.message, typed=via != "voice")


def fill(ctx: StepContext, slot: Slot, value: str, via: str) -> None:
    """Store a value and run the script on."""
    store(ctx, slot, value, via)
    run(ctx)


def answer_readback(ctx: StepContext, text: str, via: str) -> bool:
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    found = _extract(ctx, text, via, slot, partial=True)
    others = {name: value for name, value in found.values.items() if name != slot.name}
    answered = without_restated(ctx, found.rest if others else text)
    said = read_yes_no(answered, by_sound=not ctx.wording.typed)
    if said and (answer := read_answer(answered)).verdict == "yes" and not answer.commits:
        said = None  # 有, 要
    again = RESTATED in answered and not clean(answered) and read(ctx, slot, text).value == question.value
    if said or again:  # the same value again
        _prefill(ctx, others, via)
        fill(ctx, slot, question.value, "voice")
        return True
    reading = read(ctx, slot, text, question.value)  # 不对，是八零零幺 corrects the tail of what was read back
    if kind_of(slot).own_characters and said is None and _name_anew(ctx, reading, question.value):
        accept(ctx, slot, replace(reading, doubtful=reading.doubtful and reading.value != question.value), via)
        return True
    if not kind_of(slot).free_text and reading.value and reading.value != question.value:
        accept(ctx, slot, reading, via)
        return True
    if said is False or (takes_back(text) and read_answer(answered).verdict != "question"):
        ctx.say(phrases.READBACK_WRONG)
        open_question(ctx, Question("slot", slot=slot.name))
        return True
    return False


def answer_which_value(ctx: StepContext, text: str, via: str) -> bool:
    """One of the values on offer, or another one."""
    slot = ctx.slot(ctx.state.question.slot)
    reading = picked(ctx, text, read(ctx, slot, text))
    if wants_another(ctx, text, reading):
        return True
    if reading.nothing:
        return False
    accept(ctx, slot, reading, via)
    return True


def touched_which_value(ctx: StepContext, value: str) -> bool:
    slot = ctx.slot(ctx.state.question.slot)
    if chosen := touched_value(ctx, value):
        fill(ctx, slot, chosen, "touch")
    return bool(chosen) or value == cards.OTHER


def keyed_which_value(ctx: StepContext, keys: str) -> None:
    """1 selects the first value on offer; else a complete keypad entry."""
    slot = ctx.slot(ctx.state.question.slot)
    if chosen := option_by_key(ctx, keys):
        fill(ctx, slot, chosen, "keys")
    elif (reading := _read_keyed(ctx, slot, keys)) == NOTHING:
        no_match(ctx, message=_wrong_entry(slot), typed=True)
    else:
        accept(ctx, slot, reading, "keys")


def _name_anew(ctx: StepContext, reading: Reading, before: str) -> bool:
    """Whether a name was given again instead of yes or no: typed, certain, or similar in sound to `before`."""
    if not reading.value:
        return False
    return ctx.wording.typed or not reading.doubtful or alike(before, reading.value) >= _SAME_NAME


def touched_slot(ctx: StepContext, value: str) -> bool:
    slot = ctx.slot(ctx.state.question.slot)
    labels = [choice.label for choice in slot.choices]
    chosen = [label for label in ctx.state.question.partial.split("、") if label in labels]
    if value == cards.SKIP and not slot.required:
        return skip(ctx, slot, "touch")
    if kind_of(slot).choices == "several":
        if value == cards.CHOSEN and chosen:
            fill(ctx, slot, "、".join(chosen), "touch")
            return True
        if value not in labels:
            return False
        after = [label for label in labels if (label in chosen) != (label == value)]
        ctx.question(Question("slot", slot=slot.name, partial="、".join(after)))
        ask(ctx)
        return True
    if value not in labels:
        return False
    fill(ctx, slot, value, "touch")
    return True


def keyed_slot(ctx: StepContext, keys: str) -> None:
    """A complete keypad entry. It is not appended to digits given before."""
    slot = ctx.slot(ctx.state.question.slot)
    if not keys and not slot.required:
        skip(ctx, slot, "keys")
        return
    if slot.choices:
        _keyed_choice(ctx, slot, keys)
        return
    reading = _read_keyed(ctx, slot, keys)
    if reading == NOTHING:
        no_match(ctx, message=_wrong_entry(slot), typed=True)
    else:
        accept(ctx, slot, reading, "keys")


def keyed_readback(ctx: StepContext, keys: str) -> None:
    """A keypad entry at a read-back: the value read back confirms it, another complete value replaces it.

    Without a screen 1 is yes and 2 is no, unless that is a value of the slot.
    """
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    kind = kind_of(slot)
    reading = NOTHING if slot.choices else _read_keyed(ctx, slot, keys)
    if not ctx.on_screen and keys in ("1", "2") and not (kind.keyed and reading.value):
        settle_readback(ctx, keys == "1", "keys")
    elif slot.choices:
        _keyed_choice(ctx, slot, keys)
    elif reading.value and reading.value == question.value:
        fill(ctx, slot, reading.value, "keys")
    elif reading.value:
        accept(ctx, slot, reading, "keys")
    else:
        no_match(ctx, message=reading.message or _wrong_entry(slot), typed=True)


def settle_readback(ctx: StepContext, yes: bool, via: str) -> None:
    """Yes or no to a read-back by a button or a key: the value is stored, or the slot is asked for again."""
    question = ctx.state.question
    if yes:
        fill(ctx, ctx.slot(question.slot), question.value, via)
    else:
        ctx.say(phrases.READBACK_WRONG)
        open_question(ctx, Question("slot", slot=question.slot))


def _read_keyed(ctx: StepContext, slot: Slot, keys: str) -> Reading:
    """The value of a complete keypad entry, or the message why there is none; NOTHING where it cannot be read."""
    reading = read(ctx, slot, keys)
    if reading.partial:
        return Reading(message=kind_of(slot).too_short or validation_messages.SOME_MISSING)
    return NOTHING if reading.nothing else reading


def _wrong_entry(slot: Slot) -> str:
    return validation_messages.WRONG_NUMBER if kind_of(slot).identifier else validation_messages.WRONG_ENTRY


def _keyed_choice(ctx: StepContext, slot: Slot, keys: str) -> None:
    """2 selects the second choice; 13 the first and third, if several may be chosen."""
    labels = [choice.label for choice in slot.choices]
    places = [int(key) for key in keys if key.isascii() and key.isdigit()]
    if kind_of(slot).choices != "several" and len(keys) > 1:
        places = [int(keys)] if keys.isascii() and keys.isdigit() else []
    if not places or len(places) < len(keys.strip()) - 1 or not all(1 <= place <= len(labels) for place in places):
        no_match(ctx, message=validation_messages.WRONG_ENTRY, typed=True)
        return
    fill(ctx, slot, "、".join(label for at, label in enumerate(labels, 1) if at in places), "keys")


def card_read(ctx: StepContext, turn: CardRead) -> None:
    """An ID card on the reader fills an empty ID slot, asked for or not, after consent."""
    script = ctx.library.script(ctx.state.service)
    asked_now = ctx.state.question.kind in ("slot", "readback", "which_value")
    by_card = [slot for slot in script.slots if "card" in slot.means] if script and asked_now else []
    if script and asked_now:  # of a group, the card is that of the member who is asked about
        group = ctx.slot(ctx.state.question.slot).group
        by_card = [slot for slot in by_card if slot.group in ("", group)]
    ids = [slot for slot in by_card if kind_of(slot).from_card == "number" and not ctx.state.has(slot.name)]
    ids.sort(key=lambda slot: (slot.name != ctx.state.question.slot, not slot.group))
    if not ids or (script and script.consent and not ctx.state.consented):
        ctx.say(phrases.SLOT_NOT_CARD)
        ask(ctx, 1)
        return
    number = turn.number.strip().upper()
    if wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)  # read by the card reader, not recognised
        return
    if message := same_as(ctx, ids[0], number):
        no_match(ctx, message=message, typed=True)
        return
    ctx.say(phrases.CARD_READ)
    read_off = {ids[0].name: number}
    if name := turn.name.strip():
        named = next(
            (
                slot
                for slot in by_card
                if kind_of(slot).from_card == "name" and slot.group == ids[0].group and not ctx.state.has(slot.name)
            ),
            None,
        )
        if named is None and ids[0].group:
            pass  # the name that a group has told already stands
        elif named is None:
            ctx.put(Filled("姓名", name, True, "card"))
        else:
            read_off[named.name] = name
    asked = ctx.state.question.slot
    ctx.prefill(
        *(Filled(slot, value, ctx.slot(slot).personal, "card") for slot, value in read_off.items() if slot != asked)
    )
    if asked in read_off:
        fill(ctx, ctx.slot(asked), read_off[asked], "card")
    else:
        ask(ctx, 1)
