"""A name that was typed is what was typed, whatever its characters and its length."""

from __future__ import annotations

import re
import unicodedata

from dialogue.understand import validation_messages
from dialogue.understand.bare import says_nothing
from dialogue.understand.question import is_plain_question
from dialogue.understand.reading import NOTHING, Reading

_LEAD = re.compile(
    r"^(?:(?:你好|您好)[，,。\s]*)?(?:我的?(?:姓名|名字)(?:就?是|叫做?|[：:])|我叫做?|我是|本人(?:叫|是|姓名是?)"
    r"|(?:姓名|名字)(?:就?是|叫做?|[：:]))[，,：:\s]*"
)
#: Several clauses are no plain name but a spelling or a correction: 章三，弓长张; 王小明，不对，王晓明.
_CLAUSES = re.compile(r"[，。；、！]|不对|不是|改成")
#: What only a sentence holds.
_SENTENCE = re.compile(
    r"^(?:我[想要不没来去有们的]|帮我|给我|请|麻烦)|(?:你们|您们|怎么|不想|不要|可以)|(?:错了|有误|改一下)$"
)
_LONGEST = 60  # characters: an identity card's reader gives no more


def is_sentence(text: str) -> bool:
    """Whether the text asks or states something, so that it is not a name."""
    return is_plain_question(text) or bool(_SENTENCE.search(text))


def one_name(text: str) -> bool:
    """Is it a name and nothing else? With several clauses it is a spelling or a correction, and read as if spoken."""
    return not _CLAUSES.search(_given(text))


def read_typed_name(text: str) -> Reading:
    """`text` in Simplified or Traditional script, as typed. Refused: no letter in it, a question, a yes or no."""
    given = _given(text)
    if len(given) > _LONGEST:
        return Reading(message=validation_messages.WHOLE_NAME)
    if not any(unicodedata.category(c)[0] == "L" or ord(c) >= 0x20000 for c in given) or says_nothing(given):
        return NOTHING
    if is_sentence(given):
        return NOTHING
    return Reading(value=given)


def _given(text: str) -> str:
    return _LEAD.sub("", text.strip(), count=1).strip(" ，,。；;！!")
