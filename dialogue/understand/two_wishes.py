"""Two wishes said in one breath and in no order: 补身份证办居住证, 身份证社保卡都丢了, 办营业执照和居住证.

Only the places where the words may be divided are found here; what each half asks for is for the reader of intents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mandarin.pinyin import clean

#: Characters. A longer text is a story, told clause by clause.
_MOST = 30
_VERB = r"(?:办理?|补办?|换领?|挂失|申请|申领|领|查询?|取|提取?|开|处理|投诉|预约|约|上户|落户|登记|注册)"
#: What stands between two wishes.
_BETWEEN = re.compile(
    r"[，,。、；;\s]+(?:还有?|再|也|顺便|另外|然后|同时|以及|和|跟)*(?:要|想|得)?|(?:和|跟|还有|以及|顺便|还要|还想|也要|再)(?:要|想|得)?"
)
_BEFORE_VERB = re.compile(rf"(?<=\S{{2}})(?={_VERB})")
_OPENING = re.compile(rf"^(?:你好|您好|我|俺|想|要|来|给我|帮我|麻烦|请|一下|先)*(?P<verb>{_VERB})")
#: One verb of two things: 身份证社保卡都丢了.
_ENDING = re.compile(r"(?:全|都|也|一起)*(?P<what>丢|坏|掉|过期|到期|不见|没|被偷|找不到)了?[啊呀吧]*$")
_THING = re.compile(r"(?<=[卡证照金])(?=\S{2})")


def halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways in which `text` may hold two wishes, each half with the verb that both share."""
    bare = text.strip(" ，,。.！!")
    if len(clean(bare)) > _MOST:
        return
    cuts = {(hit.start(), hit.end()) for hit in _BETWEEN.finditer(bare)}
    opening, ending = _OPENING.match(bare), _ENDING.search(bare)
    without = (_BEFORE_VERB, _THING) if opening or ending else (_BEFORE_VERB,)  # 公积金身份证 wishes nothing
    cuts |= {(hit.start(), hit.start()) for pattern in without for hit in pattern.finditer(bare)}
    for start, end in sorted(cuts):
        first, second = bare[:start], bare[end:]
        if len(clean(first)) < 2 or len(clean(second)) < 2:
            continue
        yield first, second
        if opening and opening.end() < start and not _OPENING.match(second):
            yield first, opening["verb"] + second
        if ending and ending.start() > end and not _ENDING.search(first):
            yield f"{first}{ending['what']}了", second
