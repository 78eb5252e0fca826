"""Objections to what has been done: 手机号说错了, 不是这张卡, 能改成下午吗, 刚才那个撤掉; and additions to it.

Where words of praise or blame are expected as well (不满意, 没错), only words that find a fault in a thing count.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.repair import after_mark
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

#: `wrong`: something is wrong, or is to be changed. `undo`: it is to be taken back. `denied`: 不对, and nothing is
#: named. `hint`: words that object only beside what they object to (应该是…, 那还是…吧).
Objection = Literal["wrong", "undo", "denied", "hint"]

_RIGHT = re.compile(
    r"没(?:有)?(?:说|填|报|念|写|记|弄|搞|办)?错(?!过)|不错|错不了|不用再?改|没(?:什么|啥)?要改|不(?:要|想|需要)改|没(?:有)?不对"
)
_WRONG = re.compile(
    r"(?:说|填|报|念|写|记|弄|搞|办|选|输|打|按|约|挑|听|登记?|点|给|留|讲|拿)(?:的)?(?:错|反|混|岔|拐|串)(?:了|啦)?|错(?:了|啦)(?!过)|有误|不对(?!劲|付)"
    r"|不是(?:这|那|我(?:说|要|想|填|选|报)|要?办(?:这|那))|(?:要|想|得|能|可以|帮我|给我|麻烦)(?:你|您|再|帮我|给我|不能|不可以)*改(?!天|日)"
    r"|(?:改|换)(?:成|为|到)|改(?:一?下|个|掉)|更正"
)
_HINT = re.compile(
    r"应该(?:是|为)|(?:少|漏|多)(?:了|说|填|报|写|记)|换(?:一?下|个)"
    r"|^(?:哎呀?|等一?下|等等|那|呃|嗯)*(?:我)?(?:还是|其实|要不|不如)|^(?:我)?(?:要的?|想要|说的)是"
)
_UNDO = re.compile(
    r"(?:取消|撤销|撤回|撤|退|作废|收回)(?:掉|了)?(?:刚才|刚刚|这个|那个|我的|那|这|前面)|(?:把|将)?(?:刚才|刚刚|前面)[^，。]{0,10}(?:取消|撤|退(?!休)|作废|收回)"
    r"|(?:刚才|刚刚|这个|那个)[^，。]{0,8}(?:不要了|不办了|不算)"
)


@text_cached
def read_objection(text: str) -> Objection | None:
    bare = _RIGHT.sub("", clean(text))
    if _UNDO.search(bare):
        return "undo"
    rest = after_mark(text)
    if _WRONG.search(_RIGHT.sub("", clean(rest if rest is not None else text))) and not _BARE.fullmatch(bare):
        return "wrong"
    if (rest is not None and bare != "不是") or _BARE.fullmatch(bare):
        return "denied"
    return "hint" if _HINT.search(bare) else None


#: A fault is found, and nothing is named.
_BARE = re.compile(
    r"(?:哎呀?|等一?下|等等|呃|嗯|你|您|这|刚才)*(?:都|好像)?(?:不对|错了|有误|弄错了|搞错了)+(?:了|吧|啊|呀|哦|的)*"
)

_ADDS = re.compile(
    r"^(?:嗯|呃|哎|哦|啊|对|对了|等一?下|等等|那|我|在|[，,、\s])*(?:(?:诉求)?内容|情况|事情|后面|里头|里面|上面)?(?:里头?|上|那里)?(?:再|还)?(?:给我|帮我|想|要|得|麻烦)*"
    r"(?:补充|补|加|添|追加|多说|再说|再写|再记)(?:上|进去)?(?:一?(?:下|句|点|条|个|段|声))(?:情况|内容|话|上)?(?:就是|是|啊|吧)?[，,：:、\s]*"
    r"|^(?:嗯|呃|哎|哦|啊|[，,、\s])*(?:还有(?!事|问题|一?个?(?:事|问题))|另外(?!有)|对了还有|对了|而且|再就是|还有就是|另外还有|除此之外|再一个|再有|并且)"
    r"(?:就是|啊|呢|一?点|一条)*[，,：:、\s]*"
)
#: Characters, at least, of an addition.
_LEAST = 4


@text_cached
def read_addition(text: str) -> str:
    """What is added to what was told before: 还有，他们天天半夜这样 -> 他们天天半夜这样; empty where nothing is."""
    hit = _ADDS.match(text)
    rest = text[hit.end() :].strip(" ，,。") if hit else ""
    return rest if len(clean(rest)) >= _LEAST else ""
