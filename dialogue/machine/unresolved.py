"""The card of a submission whose outcome is unknown: the number that the citizen must quote, and what to do with it."""

from __future__ import annotations

from dialogue.acts import ReceiptCard, Row
from dialogue.machine.state import OpenSubmission, State


def unresolved_card(one: OpenSubmission) -> ReceiptCard:
    """It has the form of a receipt and proves nothing: the page draws it by the first word of its id."""
    rows = (Row("业务", one.service), Row("怎么办", "先不要重复提交；查的时候，把这个号报给工作人员"))
    return ReceiptCard(f"unresolved:{one.number}", "还没查清", one.number, rows, "")


def unresolved_cards(state: State) -> tuple[ReceiptCard, ...]:
    """Of the conversation: they stay on the screen until it is over."""
    return tuple(unresolved_card(one) for one in state.unresolved)
