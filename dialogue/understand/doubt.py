"""The citizen is not sure of a value (好像是…, …记不太准), or asks with it (三份够不够). A clerk reads it back.

周五行吗 asks for leave and is sure of the day; 不对，应该是六号 puts a value right.
"""

from __future__ import annotations

import re

from dialogue.understand.asking import asks
from dialogue.understand.repair import MARK

_UNSURE = re.compile(
    r"来着|(?:让)?我(?:再)?(?:想想|想一下|看看|看一下|算算|琢磨)|拿不准|吃不准|不敢说|保不[准齐]|约[莫摸]|兴许|恐怕|八成|好像|似乎|仿佛|大概|大约|差不多|可能|也许|或许|没准|估计|应该(?!怎|如何)|估摸|印象中?|如果没记错|要是没记错|没记错的话"
    r"|(?:记|拿|吃|说|看|搞|弄|写|认|分|念|叫)[得的]?不(?:太|大|是很|怎么|很)?(?:准|清楚?|牢|全|确切|明白|真|来|灵[醒清]|出来?|拢|开|好)"
    r"|不会写|[胡黄王吴何傅沈孙][胡黄王吴何傅沈孙]不分|不分[前后]?鼻音"
    r"|还是[^，,。]{1,8}(?:都|也)(?:行|可以|成|好|中|无所谓)|^反正"
    r"|不(?:太|大|敢|能|是很|怎么|一定|见得)?(?:确定|肯定|确信|保证|保准|一定(?:对|准)|有把握|记得清)|不一定|没(?:有)?(?:什么)?把握"
    r"|(?:不知道?|不晓得|不清楚)(?:对不对|是不是|准不准|有没有(?:记错|错))|(?:记|搞|弄)错(?:了)?(?:没|没有|吗)|要是|如果|假如|(?:瞎|乱|胡)(?:编|说|猜)|编的|猜的|开玩笑|逗你的?[。.]?$|随口"
)
#: Said of a number at its end: 鲁B12345吧.
_SO_I_THINK = re.compile(r"(?:吧|罢)[。.\s]*$")
#: 不对，应该是…: a repair, and no doubt.
_PUT_RIGHT = re.compile(
    rf"{MARK}[了啊呀，,。\s]*(?:应该|可能)(?:就?是|说)?|(?<=[是为])应该|应该(?=是[^，,]*[，,]?不是)|应该够了?"
)
_LEAVE = re.compile(
    r"(?:行|可以|好|成|中|得|对|有空|有位|方便)(?:吗|么|嘛|不|伐|啵)(?:[？?。]|$)|行不行|可不可以|好不好|成不成|中不中|方不方便|能不能[帮给]我?|行得通|是不是我"
)
#: A number of which the citizen has not got all: 还有一位想不起来了.
_CUT_SHORT = re.compile(
    r"(?:还|就)?(?:有|差|缺|少|漏)了?[一二两三四五六几1-9][个位](?:数字?|号码?)?(?:我|都|就|给|实在|怎么也)*(?:忘|想不|记不|看不|不知道|不记得|没记|没看)"
    r"|(?:后面|前面|中间|最后|后头|前头|其他|其余|剩下)的?(?:[一二两三四五六几1-9][个位])?(?:数字?)?(?:我|都|就|给|实在)*(?:忘|想不|记不[得住起]|看不|不知道|不记得|没记|没看)"
)


def is_cut_short(text: str) -> bool:
    """Whether the citizen says that some characters of a number are missing."""
    return bool(_CUT_SHORT.search(text))


def in_doubt(text: str, *, of_a_number: bool = False) -> bool:
    """Whether a value in `text` must be read back. `of_a_number`: of an issued number, of which 吧 is a doubt."""
    if _UNSURE.search(_PUT_RIGHT.sub("，", text)):
        return True
    if of_a_number and _SO_I_THINK.search(text):
        return True
    return asks(_LEAVE.sub("", text))
