"""A conversation that goes on elsewhere: parked under a number, or claimed by one."""

from __future__ import annotations

import asyncio

from dialogue import State, acts
from dialogue.machine import Machine
from kiosk.hall.moved import KEEP_S, MovedCases


def park(act: acts.Park, moved: MovedCases, machine: Machine) -> str:
    """The number under which it lies for `KEEP_S`; then it is dropped."""
    loop = asyncio.get_running_loop()
    number = moved.park(act.state, machine.in_hand(State.from_json(act.state)), act.factor, loop.time())
    loop.call_later(KEEP_S + 1, lambda: moved.drop_old(loop.time()))
    return number


def parked_card(number: str) -> acts.ReceiptCard:
    """What the citizen must keep to go on elsewhere."""
    kept = f"{KEEP_S / 60:g} 分钟"
    rows = (
        acts.Row("怎么接着办", "在一体机上或者打电话时说“我有办理号”，再报身份证后四位"),
        acts.Row("保留多久", kept),
    )
    return acts.ReceiptCard("parked", "办理号", number, rows, "")


def claim(act: acts.ClaimParked, moved: MovedCases, machine: Machine) -> str:
    """The state, as `acts.Claimed` has it."""
    return moved.claim(act.number, act.factor, machine.in_hand, asyncio.get_running_loop().time())
