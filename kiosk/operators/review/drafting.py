"""A conversation as a draft of a conversation test: the citizen's turns, without numbers and names. Sans-I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from dialogue.redaction import redacted
from dialogue.testing.keywords import CHANNELS, ENDINGS
from kiosk.store.review import ReviewedConversation, ReviewTurn

_ACTIONS = {"voice": "人", "text": "打字", "key": "按键", "touch": "触屏"}
_LEFT_OUT = "〔略〕"
_CARD = {"姓名": "王小明", "号码": "11010519491231002X"}


@dataclass(frozen=True, slots=True)
class DraftOfTest:
    """`text`: YAML as `dialogue.testing` reads it. `to_fill`: places where a number or a name was left out, for which
    whoever takes it over writes invented ones.
    """

    text: str
    to_fill: int


def draft_test(talk: ReviewedConversation) -> DraftOfTest:
    service = talk.listed.service
    steps = [_step(turn, talk) for turn in talk.turns if turn.who == "citizen"]
    if steps and service:
        steps[0]["期望"] = {"服务": service}
    if steps and talk.listed.ending in ENDINGS:
        steps[-1].setdefault("期望", {})["结束"] = ENDINGS[talk.listed.ending]
    test: dict[str, Any] = {"名称": f"会话 {talk.listed.id[:8]}"}
    if (channel := next((name for name, key in CHANNELS.items() if key == talk.listed.channel), "")) == "电话":
        test["渠道"] = channel
    document = {"服务": service, "对话": [{**test, "步骤": steps}]}
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
    return DraftOfTest(text, text.count(_LEFT_OUT))


def _step(turn: ReviewTurn, talk: ReviewedConversation) -> dict[str, Any]:
    if turn.via == "card":
        return {"读卡": dict(_CARD)}
    return {_ACTIONS.get(turn.via, "人"): redacted(turn.corrected or turn.text, talk.given)}
