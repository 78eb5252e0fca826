"""What a scanned QR code or bar code says in the conversation. Sans-I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue.acts import Expect
from dialogue.script import Script
from mandarin.printable import printable

#: The QR code of our receipts (`dialogue.machine.prompts.cards`): the service, and the number by its name.
_RECEIPT = re.compile(r"业务：(?P<service>[^\n：]{1,40})\n(?P<label>[^\n：]{1,20})：(?P<number>[^\n]{1,200})")
_NUMBER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff\-]{3,63}")
#: Questions that a number answers.
_NUMBERS = frozenset({"id", "credit_code", "phone", "landline", "number", "code", "text"})


def is_own_code(code: str) -> bool:
    """Whether it is that of one of our receipts, which proves nobody's identity."""
    return _RECEIPT.fullmatch(code.strip()) is not None


def said_of(code: str, asked: Expect | None, scripts: Iterable[Script] = ()) -> str:
    """As if it had been typed; "" where it is of no use. `asked`: the open question. `scripts`: a receipt begins
    the one that asks for a number of its name.

    A code is never taken as words: only our own receipts, and numbers where one is asked for. A one-time code is none:
    it does not come on paper.
    """
    receipt = _RECEIPT.fullmatch(code.strip())
    number = receipt["number"].split("、")[0] if receipt else printable(code.strip())
    if not _NUMBER.fullmatch(number):
        return ""
    if asked is not None and asked.kind in _NUMBERS and not asked.secret:
        return number
    if receipt is None:
        return ""
    label = receipt["label"]
    query = next((one.name for one in scripts if any(slot.name == label for slot in one.slots)), "")
    return f"{query}，{label}是{number}" if query else f"我要查{receipt['service']}的办理进度"
