"""What of a ticket may be shown without a reason: numbers by their last four, names by their first character.

A case's number is no secret of the hall's staff, who work by it; an address of a person is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kiosk.hall.staff_call import DANGERS, REASONS
from kiosk.store.work_tickets import CASES, PHONES, SUBJECTS, WorkTicket
from mandarin.masking import masked
from mandarin.printable import printable

_LEFT_OUT = "〔略〕"
#: The fact that tells why there is a ticket; of a hand-off it is a code.
_WHY = "为什么"
#: A day, with or without a time, which masking would take for a number; of a person's birth it is personal.
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_OF_BIRTH = ("出生", "生日")


def teller(facts: Mapping[str, str], *, whole: bool) -> Callable[[str], str]:
    """How a text about this ticket is shown. `whole`: as it is."""
    if whole:
        return _by_line(printable)
    names = sorted((value for name, value in facts.items() if "姓名" in name and value), key=len, reverse=True)

    def told(text: str) -> str:
        for name in names:
            text = text.replace(name, name[0] + "*" * (len(name) - 1))
        return masked(printable(text))

    return _by_line(told)


def _by_line(told: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(told(line) for line in text.splitlines())


def shown_facts(ticket: WorkTicket, *, whole: bool) -> list[tuple[str, str]]:
    told = teller(ticket.facts, whole=whole)
    return [(name, _value(name, value, told, whole=whole)) for name, value in ticket.facts.items()]


def searched(ticket: WorkTicket, *, whole: bool) -> str:
    """What words are looked for in: what whoever searches may read of the ticket, and nothing behind a mask."""
    told = "\n".join(value for _, value in shown_facts(ticket, whole=whole))
    return "\n".join((ticket.number, ticket.service, ticket.department, told))


def subject(ticket: WorkTicket, *, whole: bool = False) -> str:
    """In one line, what it is about."""
    text = ticket.fact(SUBJECTS) or _reason(ticket.facts.get(_WHY, "")) or ticket.service
    return teller(ticket.facts, whole=whole)(text)


def phone(ticket: WorkTicket, *, whole: bool = False) -> str:
    return teller(ticket.facts, whole=whole)(ticket.fact(PHONES))


def _value(name: str, value: str, told: Callable[[str], str], *, whole: bool) -> str:
    if name == _WHY:
        return _reason(value)
    if name in CASES:
        return printable(value)
    if not whole and ("住址" in name or "地址" in name):
        return _LEFT_OUT
    if _DATE.fullmatch(value) and not any(word in name for word in _OF_BIRTH):
        return value
    return told(value)


def _reason(value: str) -> str:
    return REASONS.get(value) or DANGERS.get(value) or value
