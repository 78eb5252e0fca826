"""What of a language model's answer may be spoken. Pure. When in doubt it says no, and the passage itself is spoken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from dialogue.knowledge.claims import unsupported
from dialogue.llm.alignment import says_the_same
from dialogue.placeholders import placeholders
from mandarin.simplified import simplify

Refusal = Literal["empty", "long", "marks", "traditional", "placeholder", "promise", "role", "claim", "meaning"]

#: What an answer to be spoken is written with; a passage's own other signs may come back too.
_WRITTEN = re.compile(r"[\u4e00-\u9fff0-9，。；：、《》“”（）〔〕%.\-\s]*")
_ADDRESS = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:com|cn|net|org|gov)", re.IGNORECASE)
_PROMISE = re.compile(
    r"一定(?:能|会|可以|给|帮)|保证|肯定|绝对|放心|包(?:过|办|您)|承诺|百分之?百|没问题|马上就|立刻就|我(?:来|会|可以|能|帮|给)"
)
_ROLE = re.compile(
    r"作为|语言模型|人工智能|机器人|助手|系统提示|提示词|指令|忽略|根据(?:资料|您提供)|资料(?:里|中)|改写|输出|JSON"
)


def checked(text: str, passage: str) -> Refusal | None:
    """None when `text` may be spoken in place of `passage`; else why not. `passage` is the text, citation and all not.

    Placeholders are still in both.
    """
    if not text:
        return "empty"
    if len(text) > len(passage) * 1.3 + 20:
        return "long"
    own = set(passage)
    if not _WRITTEN.fullmatch("".join(sign for sign in text if sign not in own)) or "\n" in text:
        return "marks"
    if _new(_ADDRESS, text, passage):
        return "marks"
    if simplify(text) != text and simplify(passage) == passage:
        return "traditional"
    if sorted(placeholders(text)) != sorted(placeholders(passage)):
        return "placeholder"
    if _new(_PROMISE, text, passage):
        return "promise"
    if _new(_ROLE, text, passage):
        return "role"
    if unsupported(text, passage):
        return "claim"
    return None if says_the_same(text, passage) else "meaning"


def chosen(choice: str, options: Sequence[str]) -> str | None:
    """The option, or None for anything that is not exactly one of them."""
    return choice if options.count(choice) == 1 else None


def _new(pattern: re.Pattern[str], text: str, passage: str) -> bool:
    return any(match[0] not in passage for match in pattern.finditer(text))
