"""Does this sound like a question?"""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"(.)[不没]\1|[吗么嘛？?呢]\s*[。.]?$|什么|怎么|如何|为什么|为啥|多少|多久|多长|几[点天个时号楼]|哪[里儿些个天]?|谁|是不是|能不能|可不可以|可以不|要不要|需不需要|有没有|用不用|干嘛|啥|行不行|区别|在不在"
)


def is_question(text: str) -> bool:
    return bool(_QUESTION.search(text.strip()))
