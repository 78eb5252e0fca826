"""What citizens say when they are asked for a value, where a clerk may have to ask back (`slot_lines.jsonl`).

A line: {"id", "kind", "line", "today", "right", "ask"}; kind is the script's word, or 日期时间 (a day and an hour at
once) or 期间 (a day or a period). `right` has one of value, range, candidates, open (words of a period) or none;
`approx`: the ends of the range are soft. `ask`: whether a clerk asks before it is filed. Optional: `also` (other right
readings), `scope` (过去, 将来), `options`, `format` (数字8), `unit`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from dialogue.script import Slot
from dialogue.script.keys import WHENS
from dialogue.script.model import Choice, Prompt
from dialogue.script.template import plain
from dialogue.slot_kinds import by_word, kind_of, read_slot
from dialogue.understand.asking import asks
from dialogue.understand.likely_option import likely_option
from dialogue.understand.reading import Reading
from dialogue.understand.yes_no_model import likely_answer

OWN = Path(__file__).with_name("slot_lines.jsonl")
_WORDS = {"期间": "日期", "身份证号": "身份证", "编号": "单号"}


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    kind: str
    text: str
    today: date
    right: tuple[Mapping[str, Any], ...]
    ask: bool
    slots: tuple[Slot, ...]


def load_lines(file: Path = OWN) -> list[Line]:
    """The lines whose kind exists; of others nothing can be read."""
    found = []
    for text in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
        data = json.loads(text)
        slots = tuple(_slot(word, data) for word in _kinds(data["kind"]))
        if slots and all(slots):
            day = date.fromisoformat(data["today"])
            right = (data["right"], *data.get("also", ()))
            found.append(Line(data["id"], data["kind"], data["line"], day, right, data["ask"], slots))  # type: ignore[arg-type]
    return found


def _kinds(word: str) -> tuple[str, ...]:
    return ("日期", "时间") if word == "日期时间" else (_WORDS.get(word, word),)


def _slot(word: str, data: Mapping[str, Any]) -> Slot | None:
    kind = by_word().get(word)
    digits = re.fullmatch(r"数字(\d+)", data.get("format", ""))
    if kind is None or (kind == "number" and digits is None):
        return None
    choices = tuple(Choice(label, ()) for label in data.get("options", ()))
    if kind == "yesno":
        choices = (Choice("是", ()), Choice("否", ()))
    when = WHENS.get(data.get("scope", ""), "any")
    asked = plain(data.get("asked", ""))
    prompt = Prompt(asked, asked, asked, asked)
    slot = Slot(word, kind, frozenset({"voice"}), prompt, "none", choices, False, "none", when, 0)
    return replace(
        slot, digits=int(digits[1]) if digits else 0, unit=data.get("unit", ""), periods=data["kind"] == "期间"
    )


def read_line(line: Line) -> Reading:
    """Of a day and an hour the value is both, and a doubt of either is one."""
    readings = [read_slot(slot, line.text, today=line.today) for slot in line.slots]
    if len(readings) == 1:
        if kind_of(line.slots[0]).accumulates and readings[0].partial and not readings[0].message:
            return Reading(value=readings[0].partial)  # kept, and 还有吗 is asked
        return _proposed(line.slots[0], line.text) if readings[0].nothing else readings[0]
    day, hour = readings
    if day.value and hour.value:
        return Reading(value=f"{day.value} {hour.value}", doubtful=day.doubtful or hour.doubtful)
    if day.value and hour.range:
        low, high = hour.range
        return Reading(range=(f"{day.value} {low}", f"{day.value} {high}"))
    if day.value and hour.candidates:
        return Reading(candidates=tuple(f"{day.value} {one}" for one in hour.candidates))
    if hour.value and day.candidates:
        return Reading(candidates=tuple(f"{one} {hour.value}" for one in day.candidates))
    return day if not day.value else Reading(partial=day.value)


def _proposed(slot: Slot, text: str) -> Reading:
    """What the clerk asks back where the words of a choice are not certain."""
    value = ""
    if slot.choices and not asks(text):
        said = likely_answer(slot, text) if slot.kind == "yesno" else None
        value = likely_option(slot, text) if slot.kind == "option" else {True: "是", False: "否"}.get(said, "")  # type: ignore[arg-type]
    return Reading(value=value, doubtful=bool(value))


def is_right(line: Line, reading: Reading) -> bool:
    return any(_is(right, reading) for right in line.right)


def is_filed_wrongly(line: Line, reading: Reading) -> bool:
    """Filed without a question, where a clerk asks or where the value is another."""
    return bool(reading.value) and not reading.doubtful and (line.ask or not is_right(line, reading))


def _is(right: Mapping[str, Any], reading: Reading) -> bool:
    if right.get("none"):
        return not reading.value
    if "open" in right:
        return bool(reading.value)
    if "value" in right:
        return _same(reading.value, str(right["value"]))
    if "range" in right:
        low, high = map(str, right["range"])
        if right.get("approx"):
            return (
                reading.range is not None
                and _rank(reading.range[0]) <= _rank(high)
                and _rank(low) <= _rank(reading.range[1])
            )
        return reading.range is not None and _same(reading.range[0], low) and _same(reading.range[1], high)
    wanted = [str(one) for one in right["candidates"]]
    return len([one for one in reading.candidates if any(_same(one, other) for other in wanted)]) > 1


def _same(one: str, other: str) -> bool:
    return bool(one) and _rank(one) == _rank(other)


def _rank(value: str) -> tuple[Decimal, str]:
    try:
        return (Decimal(value), "")
    except InvalidOperation:
        return (Decimal(0), value)
