"""逐条: goes through the steps of a loop once for each item of a list, and keeps what was filed of each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from dialogue.machine.context import StepContext
from dialogue.machine.state import Filled
from dialogue.script.items import Item, items_of
from dialogue.script.lists import item_text, list_text
from dialogue.script.loops import body_of, of_an_item
from dialogue.script.model import ForEach


def each(ctx: StepContext, step: ForEach) -> None:
    """Go on with the next item, or behind the loop after the last."""
    at, items = ctx.state.step, items_of(ctx.state.value(step.source))
    if step.filed and not ctx.state.has(step.filed):
        ctx.put(Filled(step.filed, list_text(()), True, "item"))
    _forget_item(ctx, step)
    if ctx.state.item < len(items):
        ctx.put(Filled(step.item, item_text(items[ctx.state.item]), True, "item"))
        ctx.set(item=ctx.state.item + 1, step=at + 1)
    else:
        ctx.set(item=0, step=step.done)


def skip_item(ctx: StepContext, step: ForEach) -> None:
    """Leave the item in hand as it is: go to the end of the steps for it."""
    ctx.set(step=step.done - 1)


def leave(ctx: StepContext, step: ForEach) -> None:
    """Leave the items that are left as they are: go on behind the loop."""
    _forget_item(ctx, step)
    ctx.set(item=0, step=step.done)


def loop_in_hand(ctx: StepContext) -> ForEach | None:
    """The loop in progress at the current step."""
    return ctx.script.loop_at(ctx.state.step) if ctx.state.service and ctx.state.item else None


def item_in_hand(ctx: StepContext) -> Item | None:
    loop = loop_in_hand(ctx)
    found = items_of(ctx.state.value(loop.item)) if loop else ()
    return found[0] if found else None


def item_key(ctx: StepContext) -> str:
    """A suffix of the idempotency key that is the same for equal items and differs for others; empty outside a loop."""
    item = item_in_hand(ctx)
    return "." + hashlib.sha256(item_text(item).encode()).hexdigest()[:12] if item else ""


def keep_filed(ctx: StepContext, results: dict[str, str]) -> None:
    """Append the item in hand to the items that were filed, with what the back end brought."""
    loop, item = loop_in_hand(ctx), item_in_hand(ctx)
    if loop and item and loop.filed:
        filed = [one for one in items_of(ctx.state.value(loop.filed)) if not _same(one, item)]
        earlier = filed_before(ctx, loop, item) or {}
        ctx.put(Filled(loop.filed, list_text([*filed, {**earlier, **item, **results}]), True, "item"))


def filed_before(ctx: StepContext, loop: ForEach, item: Item) -> Item | None:
    """What was filed of this item earlier in the conversation."""
    return next((one for one in items_of(ctx.state.value(loop.filed)) if _same(one, item)), None)


def _same(one: Item, item: Item) -> bool:
    return all(one.get(field) == text for field, text in item.items())


def _forget_item(ctx: StepContext, step: ForEach) -> None:
    """Remove what was collected, received and spoken for the previous item. A confirmation of the whole list stays."""
    gone, body = of_an_item(ctx.script, step) | {step.item}, body_of(ctx.script, step)
    ctx.set(
        filled=tuple(value for value in ctx.state.filled if value.name not in gone),
        fill_order=tuple(name for name in ctx.state.fill_order if name not in gone),
        path=tuple(at for at in ctx.state.path if at not in body),
        subservices_done=tuple(at for at in ctx.state.subservices_done if at not in body),
        spoken=tuple(key for key in ctx.state.spoken if not _is_of(key, body)),
    )


def _is_of(key: str, body: Collection[int]) -> bool:
    """Whether `key` of `State.spoken` begins with the index of a step in `body`; not all of them have one."""
    step = key.partition(":")[0]
    return step.isdigit() and int(step) in body
