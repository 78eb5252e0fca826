"""Two wishes in one breath, and their order: 先查工单再办居住证; 社保卡挂失，完了还想约个窗口.

Only the words are divided here; what each part asks for is for the reader of intents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_WISH = r"(?:还|也|就|我|要|想|得|帮我|给我|替我|麻烦|顺便|顺带|请|去|来|把|将)*"
_AFTER = (
    r"(?:然后|接着|接下来|之后|以后|随后|回头|完了|完事(?:儿|了)?|"
    r"(?:办|查|弄|补|做|搞|约|登记|挂失?|整|报)(?:完|好)(?:了|之后|以后|后)?|等会儿?|待会儿?|一会儿?)"
)
#: What divides two wishes, the first of them said to be first.
_FIRST = re.compile(
    rf"先(?P<a>.{{2,}}?)[，,。、\s]*(?:{_AFTER}[，,、\s]*(?:再|又|还|就)?|(?<!先)再(?!说|讲|问)){_WISH}(?P<b>.{{2,}})$"
)
#: What divides two wishes in the order in which they are said.
_THEN = re.compile(
    rf"^(?P<a>.{{3,}}?)[，,。、\s]*(?:{_AFTER}[，,、\s]*(?:再|还|就)|[，,。、\s](?:然后|接着|另外|同时|顺便|顺带|还有|还(?:要|想|得)|也(?:要|想)|再(?:帮|给|替)我?))"
    rf"{_WISH}(?P<b>.{{2,}})$"
)
_BOTH = re.compile(
    r"^(?:我)?(?:想|要|来)?(?:办|弄)?(?:两|几|2)(?:件|个|项)(?:事|业务)?[，,：:、\s]*(?:一?个是)?(?P<a>.{2,}?)(?:和|跟|还有|以及|[，,、]一?个是|[，,、])(?P<b>.{2,})$"
    r"|^(?P<a2>.{3,}?)(?:和|跟|还有|以及|、)(?P<b2>.{3,}?)(?:我)?(?:都|一起|一块儿?|同时)(?:想|要|得)?(?:办|弄|做)"
)
#: A wish for later, while something is in progress.
_LATER = re.compile(
    rf"^(?:好的?|行|嗯|哦|对了|那|我|，|,)*(?:(?:等|这个?|现在这个|把这个)*{_AFTER}(?:这个|那个|这项|它)?(?:了|之后|以后|后)?[，,、\s]*(?:我)?(?:再|还|也|就)|顺便|顺带|还(?:要|想|得)|另外还?(?:要|想)"
    rf"|再(?:帮|给|替)我){_WISH}(?P<b>.{{2,}})$"
)


@dataclass(frozen=True, slots=True)
class Sequence:
    """`first` is wanted first, `then` afterwards."""

    first: str
    then: str


@text_cached
def read_sequence(text: str) -> Sequence | None:
    """None where `text` does not hold two wishes."""
    bare = text.strip(" ，,。.！!")
    if hit := _FIRST.search(bare):
        return Sequence(bare[: hit.start()] + hit["a"], hit["b"])
    if hit := _BOTH.search(bare):
        return Sequence(hit["a"] or hit["a2"], hit["b"] or hit["b2"])
    if hit := _THEN.search(bare):
        return Sequence(hit["a"], hit["b"])
    return None


@text_cached
def read_later(text: str) -> str:
    """What is wanted after what is in progress: 办完这个再帮我约个窗口 -> 约个窗口; empty where nothing is."""
    hit = _LATER.search(text.strip(" ，,。.！!"))
    return hit["b"] if hit and len(clean(hit["b"])) >= 2 else ""


#: The current one first: 先把这个办完, 等弄好了再说.
_THIS_FIRST = re.compile(
    r"(?:还是|那|就|你|您|不|不用|不了|，)*先(?:把|将|给我|帮我)*(?:这个|这项|当前|现在|手头|眼前|原来|刚才)?\S{0,8}?(?:办|弄|搞|做|填|整|查)(?:完|好|了|掉)(?:再说|吧|了|这个)*"
    r"|(?:等)?(?:这个|这项)?(?:办|弄|搞|做|填)(?:完|好)(?:了|这个)?再(?:说|办|弄|去|来)(?:那个|它|吧)*"
)


def wants_this_first(text: str) -> bool:
    """Whether the offer to do another thing first is put off until the current one is done."""
    return bool(_THIS_FIRST.fullmatch(clean(text)))
