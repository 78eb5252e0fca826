"""The offer of a call back, by keys, without a recogniser: a line for it costs next to nothing. Sans-I/O.

offer --1--> caller (where the surface tells the number) --1--> keeping --> over
                └────────2 or unknown──> enter --number--> confirm --1--> keeping
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.filters import groups, spell

OFFER = "需要工作人员给您回电，请按一；不需要，请挂机。"
ENTER = "请用按键输入您的电话号码，座机请加区号，输完请按井号键。"
WRONG = "这个号码不对，请再输入一遍，输完请按井号键。"
CONFIRM = "对的请按一，重新输入请按二。"
ANOTHER = "打这个号码请按一，换一个号码请按二。"
KEPT = "好的，已经登记，工作人员会给您回电。再见。"
KNOWN = "这个号码今天已经登记过了，工作人员会给您回电。再见。"
LOST = "抱歉，现在登记不了，请您稍后再打来。再见。"
BYE = "好的，再见。"
#: What it says that is the same for every caller.
FIXED = (OFFER, ENTER, WRONG, CONFIRM, ANOTHER, KEPT, KNOWN, LOST, BYE)

_NUMBER = re.compile(r"1[3-9]\d{9}|0[1-9]\d{8,10}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST = 20
#: Numbers that were none, and prompts that nothing came after, until it is given up.
_TRIES = 3

#: known: this number has an open one of today; lost: it could not be written.
TicketOutcome = Literal["new", "known", "lost"]
Step = Literal["offer", "caller", "enter", "confirm", "keeping", "over"]


class CallbackDialogue:
    """`opening`: why nobody answers, said first. `caller`: the number that the surface tells, or an empty text.

    `prompts`: to be said now, whenever `press` or `silence` returned True. At the step `keeping` the `number` is
    confirmed: keep it, and call `kept`. `has_ticket`: the caller has one, a new one or one of today.
    """

    def __init__(self, opening: str, caller: str = "") -> None:
        digits = re.sub(r"\D", "", caller.removeprefix("+86"))
        self._caller = digits if _NUMBER.fullmatch(digits) else ""
        self.step: Step = "offer"
        self.prompts: tuple[str, ...] = (opening, OFFER)
        self.number = ""
        self.has_ticket = False
        self._keys = ""
        self._tries = _TRIES

    def press(self, key: str) -> bool:
        """One of 0-9 * #. True: something else is to be said."""
        match self.step, key:
            case "offer", "1":
                return self._ask_caller() if self._caller else self._enter(ENTER)
            case ("caller", "1"):
                return self._keep(self._caller)
            case ("confirm", "1"):
                return self._keep(self._keys)
            case ("caller" | "confirm", "2"):
                return self._enter(ENTER)
            case "enter", "#":
                return self._entered()
            case "enter", "*":
                self._keys = ""
            case "enter", _:
                self._keys = (self._keys + key)[:_LONGEST]
                return bool(_MOBILE.fullmatch(self._keys)) and self._entered()
        return False

    def silence(self) -> bool:
        """No key for some seconds after a prompt. True: something else is to be said."""
        if self.step == "enter" and self._keys:
            return self._entered()
        return self._again(self.prompts)

    def kept(self, outcome: TicketOutcome) -> None:
        """What became of the ticket."""
        self.has_ticket = outcome != "lost"
        self.step, self.prompts = "over", ({"new": KEPT, "known": KNOWN, "lost": LOST}[outcome],)

    def _ask_caller(self) -> bool:
        self.step, self.prompts = "caller", (f"您打来的号码，尾号是{spell(self._caller[-4:])}。", ANOTHER)
        return True

    def _enter(self, prompt: str) -> bool:
        self.step, self.prompts, self._keys = "enter", (prompt,), ""
        return True

    def _entered(self) -> bool:
        if not _NUMBER.fullmatch(self._keys):
            self._keys = ""
            return self._again((WRONG,))
        heard = "，".join(spell(group) for group in groups(self._keys))
        self.step, self.prompts = "confirm", (f"您输入的是，{heard}。", CONFIRM)
        return True

    def _again(self, prompts: tuple[str, ...]) -> bool:
        self._tries -= 1
        if self._tries <= 0:
            self.step, prompts = "over", (BYE,)
        self.prompts = prompts
        return True

    def _keep(self, number: str) -> bool:
        self.step, self.number, self.prompts = "keeping", number, ()
        return True
