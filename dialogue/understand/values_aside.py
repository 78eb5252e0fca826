"""A request without the values told in it, to find the service: 帮我约下周三的营业执照窗口 is 帮我约营业执照窗口."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.understand.place import find_place
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_N = r"[\d零〇一二两三四五六七八九十百]"
_NUMBER = re.compile(
    r"(?:我的|我)?(?:手机|电话|身份证|证件|工单|单|卡|座机|联系)?(?:号码?|电话)?(?:就?是|为|：|:)?[\s，,]*"
    r"[\d零〇一二三四五六七八九幺腰洞拐](?:[\s，,、\-]*[\d零〇一二三四五六七八九幺腰洞拐xX叉]){5,}"
)
#: A day as it is named in a request.
DAY = re.compile(
    rf"(?:(?:大前年|前年|去年|今年|明年|后年|{_N}{{2,4}}年)?的?{_N}{{1,3}}月份?的?(?:{_N}{{1,3}}[日号])?|(?:上上?个?|这个?|本|下下?个?)?(?:周|星期|礼拜)[一二三四五六日天]"
    rf"|大?[前后昨今明][天日晚早儿]|(?:上|这|本|下)个?月(?:{_N}{{1,3}}[日号])?|(?<!{_N}){_N}{{1,3}}[日号](?![楼院线]))的?"
)
#: An hour with its part of the day, or the part alone.
HOUR = re.compile(
    rf"(?:凌晨|大?清早|清晨|早上|早晨|一?大早|上午|中午|晌午|下午|傍晚|大?晚上|夜里|深夜|[大后下]?半夜|夜晚)?的?{_N}{{1,3}}(?:点|时(?!间))(?:半|整|钟|{_N}{{1,3}}分?|一刻|三刻)*(?:左右|多|来钟)?的?"
    r"|(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|夜晚)的?"
)
_CLAUSE = re.compile(r"[，,。；;！!？?\s]+")


@text_cached
def without_values(text: str) -> str:
    """`text` without long numbers and their names, days, hours and the place named; unchanged if it holds none."""
    if place := find_place(text):
        text = text.replace(place, "", 1)
    for pattern in (_NUMBER, DAY, HOUR):
        text = pattern.sub("", text)
    return re.sub(r"[，,]{2,}", "，", text).strip(" ，,。")


#: 写到今年十二月二十号, 下周五要坐飞机: when something ends or is needed, and no day on which to come.
_OF_NEED = re.compile(
    r"到期|过期|失效|截止|有效|(?:写|印|标)(?:的|着|了)?(?:是|到|在)|(?<!来)到(?=[今明后]?年?[一二三四五六七八九十\d]{1,3}月)"
    r"|要用|急用|要[坐乘赶]|坐(?:飞机|火车|高铁|车|动车)|出差|出发|出门|出国|飞(?!机场)|旅游|考试|开学|结婚|办婚礼|面试|报名|入职|上学|住院|手术|开庭|签合同|生日"
)
_OF_A_VISIT = re.compile(r"约|过来|过去(?!的)|来办|来取|去办|上门|到你们|去你们|窗口")


def without_days_of_need(text: str) -> str:
    """`text` without the clauses that tell by when something is needed or ends."""
    clauses = _CLAUSE.split(text)
    kept = [one for one in clauses if not (DAY.search(one) and _OF_NEED.search(one) and not _OF_A_VISIT.search(one))]
    return text if len(kept) == len(clauses) else "，".join(kept)


def times_in(text: str) -> tuple[str, ...]:
    """The hours named in `text`, each with its part of the day: 昨天夜里十一点还在吵 has 夜里十一点."""
    return tuple(hit[0].removesuffix("的") for hit in HOUR.finditer(text) if "点" in hit[0] or "时" in hit[0])


def requests_in(text: str) -> Iterator[str]:
    """`text` without its values, and then each of its clauses: the words among which the request may be."""
    bare = without_values(text)
    yield bare
    parts = [part for part in _CLAUSE.split(bare) if len(clean(part)) >= 3]
    if len(parts) > 1 or bare != text:
        yield from parts
