"""挑选: how the items of a list are read out, page by page, and shown on the card."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue import phrases
from dialogue.acts import ChoicesCard, Option
from dialogue.filters import chinese_number, counted
from dialogue.machine.context import StepContext
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.script.items import Item, items_of
from dialogue.script.lists import item_words

#: Items of one page: as many as are remembered after one hearing, and as many as a card holds in large type.
SPOKEN_PAGE, SHOWN_PAGE = 3, 4
NEXT, PREVIOUS, ALL, DONE = "下一页", "上一页", "全部", "选好了"
#: Lists of a screen that are read out without having been asked for.
_READ_UNASKED = 3


def choices(ctx: StepContext, slot: Slot) -> tuple[Item, ...]:
    """The items that the slot is chosen from."""
    return items_of(ctx.state.value(slot.pick.name)) if slot.pick else ()


def ordinal(place: int) -> str:
    return f"第{chinese_number(place)}条"


def ordinals(places: Sequence[int]) -> str:
    """第一条，第二条和第五条."""
    *first, last = map(ordinal, places)
    return "，".join(first) + "和" + last if first else last


def words_of(ctx: StepContext, slot: Slot, item: Item, *, spoken: bool) -> str:
    wording = slot.pick.wording if slot.pick else None
    return item_words(wording, item, spoken=spoken, today=ctx.state.today)


def page_size(ctx: StepContext) -> int:
    return SHOWN_PAGE if ctx.on_screen else SPOKEN_PAGE


def pages(ctx: StepContext, slot: Slot) -> int:
    return -(-len(choices(ctx, slot)) // page_size(ctx))


def chosen_places(question: Question) -> tuple[int, ...]:
    """The places touched so far."""
    return tuple(int(place) for place in question.partial.split("、") if place)


def say_pick(ctx: StepContext, slot: Slot, question: Question, attempt: int) -> None:
    """The question, and the items of the page; on a screen the items only of a short list, which can be taken in."""
    items, prompt = choices(ctx, slot), slot.prompt
    asked = (
        (prompt.again if attempt else prompt.first)
        if ctx.on_screen
        else prompt.phone_again
        if attempt
        else prompt.phone
    )
    if question.partial:
        ctx.say_text(phrases.PICK_SO_FAR.replace("【几】", counted(len(chosen_places(question)))))
    elif attempt:
        ctx.say(asked, ctx.values)
    elif ctx.on_screen and len(items) > _READ_UNASKED and not ctx.state.elderly:
        ctx.say_text(phrases.PICK_ON_SCREEN.replace("【几】", counted(len(items))))
        ctx.say(asked, ctx.values)
    else:
        if question.page == 0 and len(items) > 1:
            ctx.say_text(phrases.PICK_COUNT.replace("【几】", counted(len(items))))
        read_page(ctx, slot, question)
        left = len(items) - (question.page + 1) * page_size(ctx)
        if left > 0 and not ctx.on_screen:
            ctx.say_text(phrases.PICK_MORE.replace("【几】", counted(left)))
        else:
            ctx.say(asked, ctx.values)
    if attempt == 2:
        ctx.say(phrases.PICK_HELP if ctx.on_screen else phrases.PICK_HELP_PHONE)


def read_page(ctx: StepContext, slot: Slot, question: Question) -> None:
    items, size = choices(ctx, slot), page_size(ctx)
    for place, item in list(enumerate(items, 1))[question.page * size : (question.page + 1) * size]:
        number = f"{ordinal(place)}，" if len(items) > 1 else ""
        ctx.say_text(f"{number}{words_of(ctx, slot, item, spoken=True)}。")


def pick_card(ctx: StepContext, slot: Slot, question: Question) -> ChoicesCard:
    items, size, page = choices(ctx, slot), page_size(ctx), question.page
    several, chosen = slot.kind == "items", chosen_places(question)
    options = [
        Option(
            words_of(ctx, slot, item, spoken=False),
            ordinal(place),
            ordinal(place) + "，已选" * (place in chosen),
        )
        for place, item in enumerate(items, 1)
    ][page * size : (page + 1) * size]
    count = pages(ctx, slot)
    actions = [Option(PREVIOUS, PREVIOUS)] if page else []
    actions += [Option(NEXT, NEXT)] if page + 1 < count else []
    actions += [Option(ALL, ALL)] if several and len(items) > 1 else []
    actions += [Option(DONE, DONE, f"已选{counted(len(chosen))}条")] if chosen else []
    shown = f"第 {page + 1} 页，共 {count} 页，{len(items)} 条" if count > 1 else ""
    return ChoicesCard(f"slot:{slot.name}", slot.name, tuple(options), tuple(actions), shown)
