"""What is submitted and what came back, as the confirmation card and the receipt show it: the call's own values.

A value that was asked for and is not submitted (a time that was full) stands on neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dialogue.acts import Row
from dialogue.filters import FILTERS, Way, apply, long_date, long_time
from dialogue.machine.path import collected, scope_at
from dialogue.machine.prompts.value_text import shown
from dialogue.machine.state import Filing, State
from dialogue.script import Script
from dialogue.script.items import items_of
from dialogue.script.lists import item_words, summed, variable_of
from dialogue.script.model import Branch, Collect, Confirm, Finish, ForEach, Jump, Query, Submit, Transfer
from dialogue.script.template import Hole
from dialogue.script.uses import source_names, templates
from mandarin.masking import masked

#: Filters that write a whole value, or the part of it that may be seen. The others (性别, 姓) tell something else.
_WRITINGS = ("金额", "日期", "时间", "末四位", "脱敏")


def params_of(script: Script, state: State, step: Query | Submit) -> dict[str, str]:
    """The values named by 传, or without 传 every collected one. Empty values are not sent.

    An item is sent field by field, each by its own name: 编号 of 这条.编号, and all of them of 这条.
    """
    values = scope_at(script, state).values
    singles = _singles(script)
    sent: dict[str, str] = {}
    for name in step.params or collected(script, state):
        owner, dot, field = name.partition(".")
        if name in singles and values.get(name):
            sent |= items_of(values[name])[0]
        elif values.get(name):
            sent[field if dot and owner in singles else name] = values[name]
    return sent


def confirmed_rows(script: Script, state: State, at: int) -> tuple[Row, ...]:
    """What the submissions that follow the confirmation at step `at` will send, and what its sentence tells besides.

    Of a list and of an item every field is shown together, in the words of 念.
    """
    values = scope_at(script, state).values
    names: dict[str, None] = {}
    for step in ahead(script, state, at):
        if isinstance(step, ForEach) and not values.get(step.item):
            names[step.source] = None
        elif isinstance(step, Submit):
            names |= dict.fromkeys(map(variable_of, step.params or collected(script, state)))
    found = {name: values[name] for name in names if name in values}
    found |= {name: values[name] for name in _told(script, script.steps[at], found) if values.get(name)}
    return _rows(script, found, state.today)


def _singles(script: Script) -> frozenset[str]:
    return frozenset(variable.name for variable in script.lists if variable.single)


def filed_rows(script: Script, filings: Iterable[Filing], today: date) -> tuple[Row, ...]:
    """What was sent and told at each submission, and what came back; without its number, which stands by itself."""
    rows: list[Row] = []
    for filing in filings:
        rows += _rows(script, dict((*filing.params, *filing.told)), today)
        rows += [Row(name, _written(script, name, value)) for name, value in filing.results[1:]]
    return tuple(dict.fromkeys(rows))


def told_at(script: Script, state: State, at: int, params: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What the confirmations before the submission at step `at` told besides `params`: 预约地点."""
    values = scope_at(script, state).values
    names: dict[str, None] = {}
    for place, step in enumerate(script.steps[:at]):
        if isinstance(step, Confirm) and script.steps[at] in ahead(script, state, place):
            names |= dict.fromkeys(_told(script, step, params))
    return tuple((name, values[name]) for name in names if values.get(name))


def ahead(script: Script, state: State, at: int) -> tuple[Submit | ForEach, ...]:
    """The submissions and loops between a confirmation and the next question, as the values are now, if none fails."""
    scope = scope_at(script, state)
    found: list[Submit | ForEach] = []
    seen, here = set[int](), at + 1
    while here < len(script.steps) and here not in seen:
        seen.add(here)
        step = script.steps[here]
        if isinstance(step, Confirm | Collect | Finish | Transfer):
            break
        if isinstance(step, Submit | ForEach):
            found.append(step)
        if isinstance(step, Jump):
            here = step.target
        else:
            here = step.otherwise if isinstance(step, Branch) and not step.condition.holds(scope) else here + 1
    return tuple(found)


def _told(script: Script, step: object, sent: Mapping[str, str]) -> Iterator[str]:
    """Values in a confirmation's sentence that are not sent: results of the back end, and what is made of them."""
    holes = (hole for template in templates(step) for hole in template.holes) if isinstance(step, Confirm) else ()
    computed = {item.name: source_names(item.source) for item in script.computed}
    for hole in holes:
        parts = computed.get(hole.name, (hole.name,))
        shown_already = hole.name in sent or (not summed(hole.name) and variable_of(hole.name) in sent)
        if not shown_already and not all(part in sent or script.slot(part) for part in parts):
            yield hole.name


def _rows(script: Script, values: Mapping[str, str], today: date) -> tuple[Row, ...]:
    rows: list[Row] = []
    for name, value in values.items():
        variable = script.list_variable(name)
        if variable is None:
            taken = (slot := script.slot(name)) is not None and slot.capture is not None
            rows.append(Row(summed(name) or name, wording(script, name, value), value if taken else ""))
            continue
        items = items_of(value)
        for place, item in enumerate(items, 1):
            label = f"{name} {place}" if len(items) > 1 else name
            rows.append(Row(label, masked(item_words(variable.wording, item, spoken=False, today=today))))
    return tuple(rows)


def wording(script: Script, name: str, value: str) -> str:
    """A value as it is shown, on every card alike: masked as its slot says, written as the script's sentences do."""
    slot = script.slot(name)
    return shown(slot, value) if slot else masked(_written(script, name, value))


def _written(script: Script, name: str, value: str) -> str:
    for hole in _holes(script):
        used = tuple(one for one in hole.filters if one in _WRITINGS)
        if hole.name == name and used:
            return apply((one for one in used if one in FILTERS), value, Way(spoken=False))
    return long_time(long_date(value))


def _holes(script: Script) -> Iterator[Hole]:
    """Of all sentences, those of confirmations first."""
    steps = sorted(script.steps, key=lambda step: not isinstance(step, Confirm))
    for step in steps:
        for template in templates(step):
            yield from template.holes
