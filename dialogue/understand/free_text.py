"""Free text: what was said, without the words around it."""

from __future__ import annotations

import re

from dialogue.understand.address import mend_house
from dialogue.understand.bare import says_nothing
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean

#: 不对，是路灯坏了 takes something back; 不是本地户口不给办 does not.
_TAKEN_BACK = re.compile(rf"^{MARK}(?:了|啊|呀|哈)?[，,。.\s]+(?:应该)?(?:是|改成|改为)?[，,\s]*")
#: Hesitation before the words. 额 and 啊 begin names of places too, so a mark or a space has to follow them.
_HESITATION = re.compile(r"^(?:[嗯呃]+[，,、\s]*|(?:额|啊|哦|那个|就是|是)[，,、\s]+)")
#: Words that announce an address. Only before an address alone: in 我住在三楼，楼上漏水 they are part of what is told.
_AT_HOME = re.compile(
    r"^(?:我?(?:现在|目前)?(?:就|是)?住在|(?:我的?)?(?:居住)?(?:地址|住址)(?:就?是|在|[：:])|应该是"
    r"|是(?=[^的，。]*[路街号楼]))[，,、\s]*"
)
_CLAUSE_MARK = re.compile(r"[，,。；;！!？?]")
_TAIL = re.compile(r"[。.！!，,\s]+$")
_SKIP = re.compile(
    r"(?:我|这个|那|就|先|暂时|目前|现在|可以|什么|一[个样项]|哪[个样项])*都?(?:还?没有?(?:想|起|定|取|考虑|确定|"
    r"决定|商量|琢磨|弄)(?:好|出来|过|下来)?(?:叫什么|叫啥|名字|店名|招牌)?"
    r"|没有|没|无|跳过|略过|不填|不用填|不写|不说|不提供|不要|不用|不需要|不办"
    r"|空着|不留|下一[个项题]|过)(?:这个|这项|了|吧|的|啊|呢|哩|嘛|哦|咧|嘞|呐|呗|填|写)*"
)

_PENDING = re.compile(
    r"(?:还在|正在|再|得|要)(?:想|琢磨|考虑|商量|取|起|找|选|问)|(?:还没|没)(?:想|起|取|定|考虑|商量)"
)
_NOT_KNOWN = re.compile(
    r"(?:我|这个?|那个?|谁|哪个|哪里|哪儿?|鬼|咋|怎么|还|都|也|可|真|实在|几点|哪天|具体|时间|是|的)*"
    r"(?:(?:不|没|哪|谁|哪个|咋|怎么会?)?(?:还)?(?:能|会)?(?:记得住?|记住|晓得|知道|清楚|搞得清|说得清|看(?:过)?表)|记不(?:得|清|住|起|准)|想不起来?|说不(?:清|准|上来?|好)|忘(?:记|光|掉)?|(?:不|没)(?:太|大)?(?:清楚|确定|注意|留意|看))"
    r"(?:楚|了|的|嘛|啊|呢|呀|哦|喔|几点|哪天|是|什么|时候|时间|那么多|这个?)*"
)
#: Slots whose words are a name or a place, and no story: what is put right in them replaces what it corrects.
_SHORT_VALUE = re.compile(r"(?:名|名称|字号|地址|住址|地点|地|位置|住处)$")
#: The name of a slot for a place.
_PLACE = re.compile(r"(?:地|地址|住址|地点|位置|住处|场所)$")
_RIGHT = re.compile(
    rf"[，,。、\s]+(?:{MARK}|不是|打错了)(?:了|啊|呀)?[，,。、\s]*(?:应该)?(?:是|叫|改成|改叫)?"
    r"|(?<=\S{2})(?:不对|不是|[说写打念讲]?错了)[，,。、\s]*(?:应该|我)?(?:是|叫|改成|改叫)|(?<=\S{2})[，,。、\s]*(?:改成|改叫|应该叫|应该是)"
    rf"|(?<=[号楼室层栋座])不(?=[零〇一二两三四五六七八九十百\d]+[号楼室层栋座])"
)
_NOT_BUT = re.compile(r"^[，,\s]*不(?:叫|是)(?P<out>[^，,。；;]{2,14}?)[，,\s]*(?:而是|是|叫)(?P<in>[^，,。；;]{2,})$")


def is_short(name: str) -> bool:
    """Whether the free text of the slot `name` is a name or a place (店名, 居住地址), and no account of something."""
    return bool(_SHORT_VALUE.search(name))


def is_place(name: str) -> bool:
    """Whether the free text of the slot `name` is a place."""
    return bool(_PLACE.search(name))


def put_right(text: str) -> str:
    """老王面馆不对叫小王面馆 as 小王面馆, 和平路一号，不，二号 as 和平路二号; `text` where nothing is put right."""
    if hit := _NOT_BUT.match(text):
        return hit["in"]
    *before, last = _RIGHT.split(text)
    last = last.strip(" ，,。.")
    if not before or len(last) < 2:
        return text
    return mend_house(before[-1].strip(" ，,。."), last) or last


def read_text(text: str, *, least: int = 2) -> str:
    """The citizen's words, trimmed; empty when there are fewer than `least` characters, or no content in them."""
    rest = _TAKEN_BACK.sub("", text.strip(), count=1)
    while (shorter := _HESITATION.sub("", rest, count=1)) != rest and shorter:
        rest = shorter
    rest = _TAIL.sub("", rest)
    if not _CLAUSE_MARK.search(rest):
        rest = _AT_HOME.sub("", rest, count=1) or rest
    return "" if len(rest) < least or says_nothing(rest) else rest


def read_typed_text(text: str) -> str:
    """As it was typed; empty when there is no content in it."""
    return "" if len(text) < 2 or says_nothing(text) else text


def read_skip(text: str) -> bool:
    """没有, 跳过, 暂时不填: whether a slot that is not required is to stay empty.

    Clause by clause: 还没想好呢，没有. What is said not to be known may stand before it (哪个记得嘛，跳过).
    """
    clauses = [bare for part in _CLAUSE_MARK.split(text) if (bare := clean(part))]
    *before, last = clauses or [""]
    if before and _SKIP.fullmatch(before[0]) and all(map(_PENDING.search, (*before[1:], last))):
        return True  # 没有，我媳妇还在想
    return bool(_SKIP.fullmatch(last)) and all(_SKIP.fullmatch(one) or _NOT_KNOWN.fullmatch(one) for one in before)
