"""The rows of a card for lists: each item that is confirmed, and what became of each item of a 逐条."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.acts import Row
from dialogue.filters import chinese_number, long_date
from dialogue.machine.state import State
from dialogue.script import Script
from dialogue.script.items import Item, items_of
from dialogue.script.lists import item_words
from dialogue.script.loops import body_of
from dialogue.script.model import ForEach, Submit

NOT_FILED = "没有办成"
#: Numbers on the receipt itself; the rows list every item's.
_NUMBERS, _CODED = 3, 20


def loop_rows(script: Script, state: State) -> Iterator[Row]:
    """What became of each item of the loops that are over: what came back, or that it was not filed."""
    for loop in _over(script, state):
        filed, names = items_of(state.value(loop.filed)), _results(script, loop)
        items = items_of(state.value(loop.source))
        for place, item in enumerate(items, 1):
            done = next((one for one in filed if all(one.get(name) == text for name, text in item.items())), None)
            brought = [f"{name} {long_date(done[name])}" for name in names if name in done] if done else [NOT_FILED]
            label = f"第{chinese_number(place)}条" if len(items) > 1 else loop.item
            yield Row(label, "，".join((_words(script, loop, item, state), *brought)))


def item_numbers(script: Script, state: State) -> tuple[str, tuple[str, ...]]:
    """The name of the receipt numbers of filed items, and the numbers."""
    for loop in _over(script, state):
        if names := _results(script, loop):
            return names[0], tuple(item[names[0]] for item in items_of(state.value(loop.filed)) if names[0] in item)
    return "", ()


def together(numbers: tuple[str, ...]) -> str:
    shown_numbers = "、".join(numbers[:_NUMBERS])
    return f"{shown_numbers}，一共{len(numbers)}笔" if len(numbers) > _NUMBERS else shown_numbers


def _over(script: Script, state: State) -> list[ForEach]:
    loops = [step for step in script.steps if isinstance(step, ForEach) and step.filed and state.has(step.filed)]
    current = script.loop_at(state.step) if state.item else None
    return [loop for loop in loops if loop is not current]


def _results(script: Script, loop: ForEach) -> tuple[str, ...]:
    steps = (script.steps[at] for at in body_of(script, loop))
    return tuple(dict.fromkeys(name for step in steps if isinstance(step, Submit) for name in step.results))


def _words(script: Script, loop: ForEach, item: Item, state: State) -> str:
    variable = script.list_variable(loop.source)
    return item_words(variable.wording if variable else None, item, spoken=False, today=state.today)
