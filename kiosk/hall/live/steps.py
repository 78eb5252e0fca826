"""What a conversation asks now, in an operator's words."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue.machine import Question

#: Of questions that are not about a slot.
_WORDS: Mapping[str, str] = {
    "service": "办什么事",
    "which": "是哪一项业务",
    "guess": "是不是这项业务",
    "consent": "同意",
    "confirm": "确认",
    "change": "改哪一项",
    "call": "等后台回答",
    "advice": "等模型回答",
    "rating": "评价",
    "rating_why": "评价的原因",
    "more": "还办别的吗",
    "cancel": "是否取消",
    "human": "是否转人工",
    "restart": "是否重来",
    "switch": "是否换业务",
    "replace": "是否换业务",
    "topic": "问的是什么",
    "claim": "接着办以前的",
    "proof": "核实身份",
    "code": "验证码",
    "agent": "代办人",
    "other_card": "换一张身份证",
    "proving": "正在核实身份",
    "none": "",
}


def step_of(question: Question) -> str:
    """The slot's name, as the script has it, where one is asked for or read back."""
    return question.slot or _WORDS.get(question.kind, question.kind)
