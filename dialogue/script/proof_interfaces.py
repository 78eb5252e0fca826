"""The interfaces that the hall itself calls to prove who a citizen is: scripts ask for a level, and name no interface.

`identity.phone`: {"身份证号"} → {"手机号"}, the number that a code is sent to. `identity.match`: {"身份证号", and the
script's 核对, by slot} → {"相符": "是" or "否"}. `identity.qr`: {"码"} → {"姓名", "身份证号", "级别"}, of the code
that an app on the citizen's phone shows. `identity.face`: {"身份证号", "姓名", "照片"} → {"相符", "身份证号"}.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.script.assurance import PROVES, Assurance, ProofMeans, means_for
from dialogue.script.interface_use import InterfaceField, InterfaceUse
from dialogue.script.model import Query, Script, Submit

PHONE_OF, MATCH, QR, FACE = "identity.phone", "identity.match", "identity.qr", "identity.face"
#: Seconds that the hall waits for one of them.
PROOF_WITHIN_S = 5.0
#: What a hall may have.
EVERY_MEANS: frozenset[ProofMeans] = frozenset(PROVES)
PROOF_INTERFACES = frozenset({PHONE_OF, MATCH, QR, FACE})
#: 级别 in the answer of `identity.qr`: what the service stands for.
QR_LEVELS: dict[str, Assurance] = {"短信验证": "sms", "持卡": "card"}
_PERSON = InterfaceField("身份证号", about="身份证号")
_PHONE = InterfaceField("手机号", about="手机号")
_SAME = InterfaceField("相符", choices=("是", "否"))
_NAME, _CODE = InterfaceField("姓名", about="姓名"), InterfaceField("码")
_LEVEL = InterfaceField("级别", choices=tuple(QR_LEVELS))
_FACE = InterfaceField("照片", shape="picture")


def proof_uses(script: Script, means: frozenset[ProofMeans] = EVERY_MEANS) -> Iterator[InterfaceUse]:
    """Those that this script needs in a hall that has `means`."""
    ways, rule = _ways(script, means), script.identity
    if "sms" in ways and not rule.code_to:
        yield InterfaceUse(PHONE_OF, False, (_PERSON,), (_PHONE,), (script.name,), PROOF_WITHIN_S)
    if "data" in ways and rule.data:
        told = tuple(InterfaceField(name) for name in rule.data if name != _PERSON.name)
        yield InterfaceUse(MATCH, False, (_PERSON, *told), (_SAME,), (script.name,), PROOF_WITHIN_S)
    if "qr" in ways:
        yield InterfaceUse(QR, False, (_CODE,), (_NAME, _PERSON, _LEVEL), (script.name,), PROOF_WITHIN_S)
    if "face" in ways:
        yield InterfaceUse(FACE, False, (_PERSON, _NAME, _FACE), (_SAME, _PERSON), (script.name,), PROOF_WITHIN_S)


def _ways(script: Script, means: frozenset[ProofMeans]) -> set[ProofMeans]:
    found: set[ProofMeans] = set()
    for step in script.steps:
        levels = (step.identity or script.identity.levels) if isinstance(step, Query | Submit) else None
        if levels is not None:
            for channel, needed in (("screen", levels.screen), ("phone", levels.phone)):
                if needed != "none":
                    found.update(means_for(needed, channel, means))
                    if needed == "face":  # a card or a code comes before it
                        found.update(means_for("card", channel, means))
    return found
