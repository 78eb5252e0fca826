"""Consent taken back in the middle of a service: what was filled in is forgotten, and the service goes no further."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.form import consent
from dialogue.machine.answers.proof_face import take_back
from dialogue.machine.context import StepContext

_WITHDRAWN = re.compile(
    r"(?:撤回|收回|撤销)(?:我|刚才|之前|个人信息|的)*(?:同意|授权)|不再?同意(?:你们|你|再)*(?:用|使用|留|存|收集|采集)"
    r"|(?:照片|签名|签字|信息|资料)(?:都|全|全部|也|给我)*删(?:掉|了|除)(?!.*重)|删(?:掉|了|除)(?:我|刚才|上传|拍|填|的)*"
    r"(?:照片|签名|签字|信息|资料)(?!.*重)"
)  # fmt: skip


def withdraw(ctx: StepContext, text: str) -> bool:
    """撤回我的同意, 把我的照片删掉, before anything was submitted. It ends the service as a refusal does."""
    state = ctx.state
    if not state.consented or state.sent or ctx.early or not _WITHDRAWN.search(text):
        return False
    if state.question.kind in ("face_consent", "face"):  # of what was asked last, and separately
        take_back(ctx)
        return True
    ctx.set(filled=(), prefilled=(), fill_order=(), consented=False, interjection=None, proofs=(), face="")
    ctx.note("consent", "withdrawn")
    ctx.say(phrases.CONSENT_WITHDRAWN)
    consent(ctx, False)
    return True
