"""Lists: several items of the back end with the same fields, chosen from by 挑选, gone through by 逐条.

The value of a list is the JSON text of an array of objects of texts; an item's is that of one object. Sentences and
conditions name what is in them: 【选中.时间】, 个数(要处理), 合计(要处理.罚款).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dialogue.script.items import Item, items_of
from dialogue.script.template import Template

#: Of a list: how many items it has, and the sum of one of their fields.
COUNT, SUM = "个数", "合计"
_AGGREGATE = re.compile(rf"(?:{COUNT}|{SUM})\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class ListVariable:
    """A variable that holds a list, or (`single`) one item of a list. `wording`: how an item is spoken and shown.

    `source`: the list that its items come from; empty for a list of the back end.
    """

    name: str
    fields: tuple[str, ...]
    line: int
    single: bool = False
    wording: Template | None = None
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What sentences and conditions may name of it, besides itself."""
        fields = tuple(f"{self.name}.{field}" for field in self.fields)
        if self.single:
            return fields
        return (f"{COUNT}({self.name})", *(f"{SUM}({field})" for field in fields))


def list_text(items: Iterable[Mapping[str, str]]) -> str:
    return json.dumps([dict(item) for item in items], ensure_ascii=False, separators=(",", ":"))


def item_text(item: Mapping[str, str]) -> str:
    return json.dumps(dict(item), ensure_ascii=False, separators=(",", ":"))


def read_items(value: str, fields: Sequence[str]) -> tuple[Item, ...] | None:
    """A back end's list with the declared fields alone; None unless every item has a text for each of them."""
    try:
        found = json.loads(value)
    except ValueError:
        return None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        return None
    items = [{field: item.get(field, "") for field in fields} for item in found]
    whole = all(isinstance(text, str) and text.strip() for item in items for text in item.values())
    return tuple({field: text.strip() for field, text in item.items()} for item in items) if whole else None


def variable_of(name: str) -> str:
    """The variable behind a name: 要处理 of 合计(要处理.罚款), 选中 of 选中.时间."""
    inside = _AGGREGATE.fullmatch(name)
    return (inside[1] if inside else name).partition(".")[0]


def summed(name: str) -> str:
    """A sum or a count on a card: 罚款合计 of 合计(要处理.罚款), 要处理条数 of 个数(要处理). Else empty."""
    if not (inside := _AGGREGATE.fullmatch(name)):
        return ""
    owner, dot, field = inside[1].partition(".")
    return f"{field}合计" if dot else f"{owner}条数"


def expanded(lists: Iterable[ListVariable], values: Mapping[str, str]) -> dict[str, str]:
    """`values`, with the fields of items, the counts of lists and the sums of their fields."""
    known = dict(values)
    for variable in lists:
        if variable.name not in values:
            continue
        items = items_of(values[variable.name])
        if variable.single:
            known |= {f"{variable.name}.{field}": text for field, text in (items[0] if items else {}).items()}
        else:
            known[f"{COUNT}({variable.name})"] = str(len(items))
            for field in variable.fields:
                known[f"{SUM}({variable.name}.{field})"] = _sum(item.get(field, "") for item in items)
    return known


def _sum(texts: Iterable[str]) -> str:
    """The sum of the texts that are numbers; the others are left out."""
    total = Decimal(0)
    for text in texts:
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        total += number if number.is_finite() else 0
    return format(total.normalize(), "f")


def item_words(wording: Template | None, item: Item, *, spoken: bool, today: date | None = None) -> str:
    """An item in the words of 念; its first field where no 念 is written."""
    if wording is None:
        return next(iter(item.values()), "")
    return wording.fill({name: item.get(name, "") for name in wording.names}, spoken=spoken, today=today)


def list_words(variable: ListVariable, value: str, *, spoken: bool, today: date | None = None) -> str:
    """Every item of the variable, in the words of 念."""
    return "；".join(item_words(variable.wording, item, spoken=spoken, today=today) for item in items_of(value))
