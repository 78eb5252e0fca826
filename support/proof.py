"""A citizen who can prove who he is, for tests and benches; and scripts that do not ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from dialogue import Library, State
from dialogue.acts import CardRead, Keyed, Touched, Turn
from dialogue.machine.prompts.cards import YES
from dialogue.script import Script
from dialogue.script.assurance import IdentityRule
from dialogue.script.model import Query, Step, Submit
from dialogue.script.proof_interfaces import PHONE_OF
from dialogue.testing import keywords
from kiosk.upstream.webhook import PostOutcome

#: The card of a citizen who is asked for one, and not for a certain person's.
ANYBODY = "11010519491231002X"
MOBILE = "13800138000"


def proving(state: State) -> Turn | None:
    """What a citizen does who is asked to prove who he is, and can; None: it is not asked."""
    question = state.interjection or state.question
    match question.kind:
        case "proof" if "card" in question.options:
            return CardRead("王小明", question.value or ANYBODY)
        case "proof":
            return Keyed(question.value or ANYBODY)
        case "code":
            return Keyed(keywords.CODE)
        case "other_card":
            return CardRead("王小明", question.value)
        case "agent":
            return Touched(YES)
        case _:
            return None


def without_identity(library: Library) -> Library:
    """The library, as if no script asked who the citizen is."""
    return replace(library, scripts=tuple(map(_open_to_all, library.scripts)))


def _open_to_all(script: Script) -> Script:
    correction = script.correction
    if correction:
        correction = replace(correction, script=_open_to_all(correction.script))
    steps = tuple(_step(step) for step in script.steps)
    return replace(script, identity=IdentityRule(), steps=steps, correction=correction)


def _step(step: Step) -> Step:
    return replace(step, identity=None) if isinstance(step, Query | Submit) else step


class Mailbox:
    """A carrier of text messages that keeps them, as a citizen finds them. `takes`: whether it accepts any."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.sent: list[Mapping[str, Any]] = []

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        if not self.takes:
            return PostOutcome("refused", "400")
        self.sent.append(body)
        return PostOutcome("accepted", "200")

    async def close(self) -> None: ...

    @property
    def code(self) -> str:
        """The code that came last."""
        return str(self.sent[-1]["values"]["验证码"])


class PhoneBook:
    """A back end that knows everybody's mobile number, before another one. `mobile_of`: by identity number."""

    def __init__(self, behind: Any = None, mobile_of: Callable[[str], str] = lambda person: MOBILE) -> None:
        self._behind, self._mobile_of = behind, mobile_of
        self.asked: list[str] = []

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        if api == PHONE_OF:
            self.asked.append(params["身份证号"])
            return {"手机号": self._mobile_of(params["身份证号"])}
        found: dict[str, str] = await self._behind.call(api, params, key=key, timeout_s=timeout_s)
        return found
