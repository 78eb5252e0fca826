"""A request that tells several things at once: 我社保卡丢了要正式挂失，手机号…; 我要投诉人民路18号的烧烤摊…"""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.extraction import account_slot
from dialogue.machine.program.run import start_service
from dialogue.understand.booking import books
from dialogue.understand.dialogue_act import ActKind, read_dialogue_act
from dialogue.understand.intent import read_intent
from dialogue.understand.requested import read_requested
from dialogue.understand.values_aside import requests_in, without_values

#: What a citizen does who wants something done; an account begins only a service that takes one.
_WISHES: tuple[ActKind, ...] = ("wish",)
_ACCOUNTS: tuple[ActKind, ...] = ("complain", "suggest", "report")


def answer_told_request(ctx: StepContext, text: str, via: str) -> bool:
    """Begin the service that the request names beside its values. False if no values hide it, or it is unclear."""
    act = read_dialogue_act(text)
    if not act.sure or act.kind not in (*_WISHES, *_ACCOUNTS) or read_requested(text).refused:
        return False
    values = without_values(text) != text
    for part in requests_in(text):
        name = read_intent(ctx.library.matcher, part).sure
        if act.kind in _WISHES and books(text) and "预约" not in name:
            return False  # 预约一下，办居住证那个窗口
        script = ctx.library.script(name) if name in ctx.offered else None
        if script and (account_slot(script.slots) if act.kind in _ACCOUNTS else values):
            start_service(ctx, name, utterance=text, via=via)
            return True
    return False
