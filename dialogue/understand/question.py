"""Does this sound like a question?"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

_QUESTION = re.compile(
    r"([^\W_])[不没]\1|[吗么嘛？?呢]\s*[。.]?$|什么|怎么|如何|为什么|为啥|多少|多久|多长|几[点天个时号楼]|哪[里儿些个天]?|"
    r"谁|是不是|能不能|可不可以|可以不|要不要|需不需要|有没有|用不用|干嘛|啥|行不行|区别|在不在"
    r"|(?:行|成|中|可以|能行)(?:不|伐|啵)[啊呀哦]?\s*[。.，,]?$"
)
#: What no name and no address holds: 哪吒 is a name, 何家村 a village.
_PLAIN = re.compile(
    r"[？?]\s*$|什么|怎么|为什么|为啥|多少|多久|哪[里儿些个天]|是不是|能不能|可不可以|要不要|需不需要|有没有|行不行|"
    r"干嘛"
    r"|(?:是|有|能|会|要|用|可以|行|对|好|写|填).*吗\s*[。.]?$"
)
_CLAUSE = re.compile(r"[，,。.！!；;？?\s]+")
_OPENING = re.compile(r"(?:你好|您好|请问|我?想?问一?下|我?想?咨询一?下|麻烦|那个|那|嗯|呃|啊|哦|就是|这个)*+")


def is_question(text: str) -> bool:
    return bool(_QUESTION.search(text.strip()))


def is_plain_question(text: str) -> bool:
    """Stricter, for where a name or an address is asked for: a single character proves nothing."""
    return bool(_PLAIN.search(text.strip()))


def is_only_question(text: str) -> bool:
    """One question and nothing told besides: for where a question may be part of what is told."""
    clauses = [part for clause in _CLAUSE.split(text) if (part := clean(clause)) and not _OPENING.fullmatch(part)]
    return len(clauses) == 1 and is_question(text)
