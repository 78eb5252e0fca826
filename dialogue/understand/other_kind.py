"""Tells values of another kind from places and names: days, hours, numbers, and places without a name (就这附近)."""

from __future__ import annotations

import re
import unicodedata

from dialogue.understand.values_aside import DAY, HOUR
from mandarin.pinyin import clean

_SPAN = re.compile(r"(?:上|这|本|下)?个?(?:月|年|周)(?:底|初|中|末|头|尾)|[上中下]旬|现在|刚才|刚刚|每天|天天")
_AROUND = re.compile(r"[的了吧啊呀呢就在是那个约之前后左右从起到至]|大概|大约|差不多|可能|应该")
_NUMBER = re.compile(r"[\d零〇一二三四五六七八九幺XxＸ\-—\s]{3,}")
_HOUSE = re.compile(r"\d+(?:号楼|号|楼|栋|幢|单元|室|层)")
#: Characters. A longer text holds something else.
_MOST = 16
#: Words of a place that is known to the citizen alone: 我们小区门口, 就我家楼下, 单位对面那个超市.
_NAMELESS = re.compile(
    r"家属院|没租房|租房子?|两处|[城乡]里|乡下|[厂店]里|我们|咱们|你们|他们|人家|我家|[我咱俺他她你您]|自己|老?家里?|那个|这个|那边|这边|那儿|这儿|那里|这里|那块|这块|原来|老地方|上次|以前|旧"
    r"|小区|单元|楼[上下道栋]|楼|门[口前]|大门|附近|旁边|边上|周围|周边|对面|隔壁|邻居|里[面头]?|外[面头地]?|前面|后[面头]|路[口边上]|街[上边]"
    r"|[这那]条[街路]|[这那](?:一带|一?片|一块)?|马路|一带|村[里口头]?|院子?|单位|公司|学校|医院|超市|菜?市场|公园|厂|工地|广场|车站|店"
    r"|住的?|住|地方|地址|位置|身份证上?|户口本上?|一样|同上|如上|知道|本|处"
    r"|大厅|宿舍|系统|登记|档案|记录|[东南西北城][边头面]|城[东南西北]|老家|[\d零〇一二两三四五六七八九十百]+(?:号楼|号院|号|栋|幢|座|层|室)?|有|也|咱"
    r"|[的是在就个上下到跟和同边呗吧啊呀呢嘛了, ，、]"
)


def says_when(text: str) -> bool:
    """Whether `text` is nothing but days and hours: 下个月一号, 昨天晚上八点."""
    bare = clean(unicodedata.normalize("NFKC", text))
    if not bare or len(bare) > _MOST:
        return False
    rest = bare
    for pattern in (_SPAN, DAY, HOUR):
        rest = pattern.sub("", rest)
    return rest != bare and not _AROUND.sub("", rest)


def is_number(text: str) -> bool:
    """Whether `text` is nothing but digits, three or more: a telephone or identity number, or a case's."""
    return bool(_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip(" ，,。.")))


def is_nameless(text: str) -> bool:
    """Whether `text` names no place that another could find: 这附近, 我家楼下, 跟上次一样."""
    bare = clean(unicodedata.normalize("NFKC", text))
    return bool(bare) and len(bare) <= _MOST and not _NAMELESS.sub("", bare)


def is_no_place(text: str) -> bool:
    return says_when(text) or is_number(text) or is_nameless(text)


def is_no_name(text: str) -> bool:
    """Whether `text` is a day, a number or a house, and so cannot be a person's name."""
    return says_when(text) or is_number(text) or bool(_HOUSE.search(unicodedata.normalize("NFKC", text)))
