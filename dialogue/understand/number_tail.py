"""What is said behind a number that is given out: 对吧 asks for a check, 是我老婆的别用 takes it back.

Apart from the digits, because 是, 好 and 要 among digits are heard as digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_DIGIT = "0-9０-９零〇一二三四五六七八九幺腰洞拐xXa-zA-Z"
#: The last stretch of seven digits and more, and what is behind it: no further number.
_RUN = re.compile(
    rf"^(?P<upto>.*(?:[{_DIGIT}][\s,，.\-、]*){{6}}[{_DIGIT}])(?P<tail>[^{_DIGIT}](?:(?![{_DIGIT}]{{4}}).)*)$"
)
_CONFIRM = re.compile(
    r"[\s，,。、]*(?:这个?(?:号码?)?|我记得)?(?:是|应该)?(?:对不对|对吧|对吗|对么|是吧|是吗|是不是|没错吧|没记错吧|行吗|行吧|可以吗|行不行|好吧|吧|吗|可能|应该是)[\s。.？?]*"
)
_SURE = re.compile(
    r"[\s，,。、]*(?:就)?是我(?:自己|本人)?(?:的|在用的?)?(?:号码?|手机号?码?|电话)?[啊呀的了哈]*[\s。.]*|[\s，,。、]*(?:谢谢|这个号码?|就这个)[\s。.]*"
)
_NO_LONGER = re.compile(
    r"^[\s，,。、]*(?:这个?号码?|它|那个)?(?:已经|早就|早已|早|现在|都|就|我|可能)*(?:"
    r"(?:不用|不要|停机?|停用|注销|作废|换掉?|换号|丢|销号|欠费|过期)(?:了|的|啦)|不使了|没在用|没用了|打不通|不通|用不了|不能用|不在用|不是我的|不是我"
    r"|是我?(?:们|以前|原来|家里?|老|妈|爸|父|母|爱人|媳妇|对象|丈夫|妻|儿|女|孩|哥|姐|弟|妹|爷|奶|亲|朋友|同事|邻居|单位|公司|别人|人家|他|她|旧)[^，。]{0,6}的|别(?:用|打|填|写|留|记)(?!错)|不(?:要|能|用)(?:用|打|填|写|留|记))"
)


@dataclass(frozen=True, slots=True)
class NumberTail:
    """`number`: the text up to the last digit, all of it where nothing was recognised behind it."""

    number: str
    kind: Literal["", "confirm", "excluded"] = ""


def read_tail(text: str) -> NumberTail:
    hit = _RUN.match(text)
    if not hit:
        return NumberTail(text)
    if takes_number_back(hit["tail"]):
        return NumberTail(hit["upto"], "excluded")
    if _CONFIRM.fullmatch(hit["tail"]):
        return NumberTail(hit["upto"], "confirm")
    return NumberTail(hit["upto"] if _SURE.fullmatch(hit["tail"]) else text)


def takes_number_back(tail: str) -> bool:
    """已经不用了, 是我老婆的别用: what stands behind a number says that it is not to be used."""
    return bool(_NO_LONGER.match(tail))
