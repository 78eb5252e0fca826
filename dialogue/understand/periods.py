"""How long, how often or since when something has been so: 好几天了, 天天, 去年十月起. Kept as said (时段: 是).

A day alone (昨天) is a date and no period; 记不清了 is neither.
"""

from __future__ import annotations

import re

from dialogue.understand.quantity import QUANTITY
from dialogue.understand.reading import NOTHING, Reading

_UNIT = (
    r"(?:天|日子|周|星期|礼拜|(?<!\d{4})(?<![零〇]\w)年(?![\d零一二三四五六七八九十底初末])"
    r"|季度|小时|钟头|晚上?|夜|宿|阵子)"
)
#: A length: 好几天, 半年多, 个把礼拜, 一个多月, 大半年.
_LENGTH = (
    rf"(?:(?:{QUANTITY}|好?几|个把|[大小]?半|数|若干|好些|许多|好多|很多)(?:个[多来半]?月|个?[多来半]?{_UNIT})[多半来]?"
    r"|好久|很久|多年|常年|长期|一?阵子|[这那前]阵子|[这那一]段(?:时间|日子)|老早|早就|一辈子|历来)"
)
#: How often.
_OFTEN = (
    r"(?:天天|夜夜|日日|年年|月月|周周|每[天日晚夜年月周逢个到次]|每隔|隔三[差岔]五|隔[一两三]?天|三天两头|时不时|时常|经常|常常|老是|总是|一直|始终"
    r"|断断续续|陆陆续续|动不动|整[天夜日晚]|成天|[一从]天?早到晚|没日没夜|白天黑夜|偶尔|有时候?|平时|最近|近来|近期|不停|反反复复|一天[一两三几])"
)
#: Since when: 去年十月起, 打上个月起, 从搬来就有, 开春以来.
_SINCE = (
    r"(?:起(?!来|码|床)|开始|以来|至今|到(?:现在|今天|如今|目前|这会儿)|就(?:有|没|一直|开始|这样|那样|是这样|漏|坏|响|吵)"
    r"|(?:之后|以后|过后)(?:就|一直|都)|又(?:开始|有|来|犯))"
)
_DURATION_LATER = re.compile(rf"{_LENGTH}(?:以?前|之前|以?后|之后)|(?:最后|第|头)[一两]?天")
_PERIOD = re.compile(rf"{_LENGTH}|{_OFTEN}|{_SINCE}")
#: An event instead of a day, which the hall cannot know: it is read back.
_EVENT = re.compile(r"那[天会阵时]|(?:的)?时候|搬[来进]|住进")
_DAY = re.compile(r"[年月日号天周]|星期|礼拜|春|夏|秋|冬|[早晚]上")
_UNKNOWN = re.compile(
    r"记不|不记得|忘了|不知道|不清楚|不晓得|说不[准清好]|没注意|多久|多长|什么时候|几时|哪[天日]|管[他它]|离今天|距今|吗[？?]?$"
)
_FILLER = re.compile(
    r"^(?:嗯|呃|啊|哦|那个|就是|这个|大概|应该|差不多|估计|得有|有|都|已经|快|打|自)+(?=.{2})|^[，,\s]+"
)
_PARTICLE = re.compile(r"[了吧啊呀呢哦喽嘞的哩咯。！!，,\s]+$")
_LONGEST = 60


def read_period(text: str) -> Reading:
    """The words of a period, without fillers around them; nothing where the text names none."""
    bare = text.strip()
    if _UNKNOWN.search(bare) or len(bare) > _LONGEST or not _PERIOD.search(_DURATION_LATER.sub("", bare)):
        return NOTHING
    said = _PARTICLE.sub("", _FILLER.sub("", bare))
    return Reading(value=said or bare, doubtful=bool(_EVENT.search(bare) and not _DAY.search(_EVENT.sub("", bare))))
