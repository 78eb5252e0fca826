"""The place named in an account: 我要投诉人民路18号楼下的烧烤摊 names 人民路18号楼下.

Only a place with a name of its own: a road with a name, a named estate or building. 我家楼下 and 小区门口 are none.
"""

from __future__ import annotations

import re

from mandarin.text_cache import text_cached

_N = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百幺]{1,5})"
#: What stands before a place and is no part of its name.
_CUT = re.compile(
    r"[，,。；;！!？?：:、\s]|投诉|举报|反映|咨询|求助|建议|反应|我们?(?:家|村|单位|这(?:边|儿|里)?)?(?:住|就)?"
    r"|你们|他们|咱们?|就?在|住|位于|靠近|是|的|了|到|说|那个|这个|那边|有个|有一?家"
    r"|昨[天晚]|今[天早晚]|前天|每天|天天|晚上|早上|半夜|关于|一下"
)
_NAMED = r"[\u4e00-\u9fff]{1,8}?"
_ROAD = (
    rf"{_NAMED}(?:大道|大街|胡同|路(?!灯|面|口|边|上|人|过|障)|街(?!道办|坊|上|头)|巷(?!子)|弄堂"
    r"|(?<=[^一二三四五六七八九十\d])弄)(?:[东南西北中]段)?"
)
_KIND = (
    r"(?:小区|花园|家园|公寓|广场(?!舞)|社区|新村|苑|大厦|市场|公园|"
    r"小学|中学|大学|医院|幼儿园|地铁站|火车站|汽车站|商场|酒店|工地|[村镇乡](?!民|里|委))"
)
_ESTATE = rf"{_NAMED}{_KIND}"
#: At most province, city, district and town.
_REGION = r"(?:[\u4e00-\u9fff]{2,6}?(?:省|市|区(?!域)|县|镇|乡)){0,4}"
_UNIT = rf"(?:{_N}(?:号楼(?![上下])|号院|号|弄|栋|幢|座|单元|室|层|楼|期)(?!线))"
_BESIDE = (
    r"(?:交叉(?:路)?口|交汇处|路口|十字路口|[东南西北正侧后前]门(?:口)?|"
    r"门口|门前|楼下|楼上|旁边?|对面|附近|拐角处?|底商|地下(?:车库|停车场)|里面?|大门口?)?"
)
_PLACE = re.compile(
    rf"(?P<place>{_REGION}(?:{_ROAD}(?:[和与]{_ROAD})?(?:[\u4e00-\u9fff]{{0,4}}?{_KIND})?|{_ESTATE}){_UNIT}*{_BESIDE})"
)
#: A road or an estate is told by its name: two characters of it at least, beside its kind.
_LEAST = 4
_NO_NAME = re.compile(
    r"^(?:这|那|我|你|他|她|它|一|每|某|整|全|本|该|各|哪|大|小|老|新|旁边|门口|楼下|附近|对面)?(?:条|个|家|座)?(?:小区|花园|广场|社区|公园|学校|小学|中学|医院|市场|工地|马路|路|街)"
)


@text_cached
def find_place(text: str) -> str:
    """The longest named place in `text`; empty if there is none."""
    found = ""
    for piece in _CUT.split(text):
        for hit in _PLACE.finditer(piece or ""):
            place = hit["place"]
            if len(place) >= _LEAST and not _NO_NAME.match(place) and len(place) > len(found):
                found = place
    return found
