"""Checks that samples name services, slots and values that exist."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.errors import Problems
from dialogue.samples.samples import Sample, Samples
from dialogue.script.fields import nearest
from dialogue.script.model import Script
from dialogue.slot_kinds import kind_of


def check_samples(samples: Samples, scripts: Sequence[Script], problems: Problems) -> None:
    by_name = {script.name: script for script in scripts}
    for row in samples.rows:
        script = by_name.get(row.service)
        if row.service and script is None:
            _undefined(problems, row, f"没有叫“{row.service}”的服务", nearest(row.service, by_name))
        elif script is not None and row.slot:
            _check_slot(row, script, problems)


def _check_slot(row: Sample, script: Script, problems: Problems) -> None:
    slot = script.slot(row.slot)
    if slot is None:
        names = [slot.name for slot in script.slots]
        _undefined(problems, row, f"服务“{script.name}”没有槽位“{row.slot}”", nearest(row.slot, names))
        return
    labels = [choice.label for choice in slot.choices]
    if kind_of(slot).choices not in ("one", "yes_no"):
        message = f"槽位“{slot.name}”不是“选项”也不是“是否”"
        problems.add(row.line, message, "例句只给这两类槽位写", code="bad-value")
    elif row.value and row.value not in labels:
        message = f"槽位“{slot.name}”没有选项“{row.value}”"
        _undefined(problems, row, message, nearest(row.value, labels))


def _undefined(problems: Problems, row: Sample, message: str, fix: str) -> None:
    problems.add(row.line, message, fix, code="undefined-name")
