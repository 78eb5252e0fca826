"""Words that take back what was just submitted: 取消吧, 给我撤了, 不挂了, 卡找到了.

They mean that only behind a submission; before it they leave the form or answer a question.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

#: `bare`: the order alone (取消吧), which may also mean the open question. `told`: with what it is about, or why.
#: `found`: the lost thing is found again.
Undoing = Literal["bare", "told", "found"]

_MOST = 40  # characters
_PLEASE = (
    r"(?:那|就|我|还是|哎呀?|唉|请|麻烦|帮我?|给我?|替我?|你|您|把它?|先|想|要|得|能不能|能|可以|都|快|赶紧|马上)*"
)
_TRAIL = r"(?:掉|了|吧|啊|呀|嘛|呗|一下|算了|好了|谢谢|行吗|吗|行不|可以吗)*"
_ORDER = re.compile(
    rf"{_PLEASE}(?:取消|撤销?|撤回来?|撤下来|作废|退掉|退了|收回来?|解除)"
    rf"(?:刚才|刚刚|这个|那个|我的|的|挂失|预约|约|号|申请|单子?|投诉|备案|登记)*{_TRAIL}"
)
#: The thing comes first: 号给我退了, 那个约取消吧.
_OF_IT = re.compile(
    rf"(?:那|就)?(?:这个|那个|刚才|刚刚|我的?|的|把|约|预约|号|挂失|申请|单子?|投诉|备案|登记|提取|它)+{_PLEASE}"
    rf"(?:取消|撤|撤销|撤回|作废|退|收回|解除|解|不要){_TRAIL}"
)
_NO_MORE = re.compile(
    rf"{_PLEASE}不(?:再|想|要|用)*(?:挂失?|预?约|投诉|举报|反映|提取?|取|备案|申领|登记|补领|补|申请)(?:它|这个|那个)?了{_TRAIL}"
)
_FOUND = re.compile(
    r"(?:没有?丢|(?<![没不])(?:找|寻|翻|捡)(?:到|着|见|回来|出来)了|(?:卡|证|它|东西)[^，]{0,3}(?<!不)在[^，]{0,6}(?:兜|口袋|包|家|抽屉|身|车|手|柜)"
    r"|(?<![不没])(?:在|搁|落)(?:我|自己|老伴)?[^，]{0,4}(?:兜里|口袋里?|包里|家里|抽屉里?|身上|车上|车里|柜子里))"
)
_HOW = re.compile(r"怎么|咋|如何|哪[里儿]?|为什么|多少|多久|几天|之后|以后还")
_TOLD = re.compile(r"[嘛呢][。.\s]*$")  # 在我包里呢 asks nothing
_BREAK = re.compile(r"[，,。.！!？?；;、\s]+")


@text_cached
def read_undoing(text: str) -> Undoing | None:
    if len(clean(text)) > _MOST or _HOW.search(text):
        return None
    parts = [bare for part in _BREAK.split(text) if (bare := clean(part))]
    orders = [part for part in parts if _ORDER.fullmatch(part)]
    told = [part for part in parts if _OF_IT.fullmatch(part) or _NO_MORE.fullmatch(part)]
    if orders or told:
        return "bare" if orders == parts else "told"
    return "found" if any(_FOUND.search(part) for part in parts) and not is_question(_TOLD.sub("", text)) else None
