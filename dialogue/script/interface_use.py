"""One interface of the back end, as scripts use it: what it is sent, and what it must return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldShape = Literal["text", "list", "picture"]


@dataclass(frozen=True, slots=True)
class InterfaceField:
    """`about`: the kind of the slot that it comes from (类型), or empty. `items`: of a list, the fields of each item.

    `choices`: all that it may be; empty: any text.
    """

    name: str
    shape: FieldShape = "text"
    about: str = ""
    choices: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InterfaceUse:
    """One interface, as all scripts that call it use it. `submits`: it files something, under an idempotency key.

    `sends`: what it may be sent; `returns`: what it must return. `services`: those that call it. `timeout_s`: the
    longest that one of them waits; None where none says.
    """

    api: str
    submits: bool
    sends: tuple[InterfaceField, ...]
    returns: tuple[InterfaceField, ...]
    services: tuple[str, ...]
    timeout_s: float | None = None
