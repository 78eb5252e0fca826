"""The address of a home or an incident: as heard, numbers of houses in Arabic digits.

A repair (十号，不对，十二号) replaces the number that has the same word behind it.
"""

from __future__ import annotations

import re
import unicodedata

from dialogue.understand import validation_messages
from dialogue.understand.address_talk import (
    is_of_others,
    is_rough,
    name_first,
    says_unknown_part,
    told_address,
    without_lead,
)
from dialogue.understand.amount import amount, plain
from dialogue.understand.bare import says_nothing
from dialogue.understand.other_kind import is_no_place
from dialogue.understand.question import is_plain_question
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK, corrects_itself

_LEAD = re.compile(
    r"^(?:[嗯呃]+[，,、\s]*|(?:额|啊|哦)[，,、\s]+|那个|就是"
    r"|我?(?:现在|目前)?(?:就|是)?(?:居?住在|住的是|住(?![宅校]))|我?家(?:就|是)?(?:住|在)"
    r"|(?:事情)?(?:发生)?就?在(?!水)"
    r"|(?:我的?)?(?:家庭|居住|详细|现在的?|具体)?(?:地址|住址|地点|位置)(?:就?是|在|[：:])?|应该是|是(?!非)|写的?是|"
    r"写(?=[，,\s]))[，,、\s]*"
)
#: What may be taken off a typed address: words that announce one.
_TYPED_LEAD = re.compile(
    r"^(?:我?(?:现在|目前)?(?:居?住在|住的是)|我?家(?:住在?|在)"
    r"|(?:我的?)?(?:家庭|居住|详细|现在的?|具体)?(?:地址|住址|地点|位置)(?:就?是|在|[：:]))[，,、：:\s]*"
)
_TAIL = re.compile(r"[，,\s]*(?:谢谢(?:你|您)?)?(?:这里|这儿|那里|那儿)?[吧啊呀呢了的]*[。.！!，,\s]*$")
_SIGNS = "零〇一二两三四五六七八九十百千幺洞拐"
_UNITS = r"号楼|号院|号门|号|楼|栋|幢|座|单元|室|层|弄|组|队|门|排|户|房间|房|院|期|区(?!域|县)"
_HOUSE = re.compile(rf"(?<!第)(?P<number>(?<![第{_SIGNS}])[{_SIGNS}]+|\d+)(?P<unit>{_UNITS})(?!线|码)")
_BARE_END = re.compile(rf"(?<=[元栋幢座楼层号])(?P<number>[{_SIGNS}]{{2,7}}|\d{{2,4}})$")
_FIRST_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}?(?P<end>[区镇乡县市路街巷村苑园])")
#: 一百零一之三号.
_PART_OF = re.compile(rf"(?P<number>[{_SIGNS}]+)之(?P<part>[{_SIGNS}]+)(?={_UNITS})")
_NEW = re.compile(rf"(?:是|应该是)?(?P<number>\d+)(?P<unit>{_UNITS})?")
_PLACE = re.compile(
    r"[省市县旗镇乡村庄街道路巷弄苑园楼栋幢座室区屯组厦号院坊桥站]|胡同|广场|社区|公园|学校|医院|路口|门口|大道"
    r"|小区|花园|公寓|大厦|宿舍|超市|酒店|中心|[厂场店门里湾沟塘坡岭岗堡寨营校]|市场|车站|地铁|工地|公司|附近|对面|"
    r"旁边"
)
#: 和平路一号不二号; and where a denied number was taken out between two commas.
_REPAIR = re.compile(
    rf"{MARK}|(?<=[{_UNITS[0]}楼栋座室层])不(?=[{_SIGNS}\d]+(?:{_UNITS}))|[，,]\s*[，,]|[，,]\s*(?:哎|诶|欸|哦|噢)[，,\s]+(?=[{_SIGNS}\d]+(?:{_UNITS}))"
)
_SPACE = re.compile(r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff\d])")
_DENIED = re.compile(r"(?<!是)不[是叫在](?!不)|别写|不住")
_LEAST = 4
#: 反正靠近火车站: where a place is not, and no place.
_NEAR_ONLY = re.compile(r"(?:反正|大概|总之|就是|好像|只知道|就记得)*(?:在)?(?:靠近|挨着|紧挨|离|靠)(?!山|水)")
_NO_PLACE = re.compile(r"^(?:我要|我想|帮我|给我|替我)|^我?(?:也|都|真|可|实在)*(?:不知道|不清楚|不记得|忘)")


def read_address(text: str) -> Reading:
    """The value keeps the citizen's words. Too short, or no place in it: nothing."""
    ready = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    if is_plain_question(ready) or _NO_PLACE.search(ready):
        return NOTHING
    found = ""
    for piece in _REPAIR.split(told_address(ready)):
        part = _trim(without_lead(piece.strip(" ，,。.、")))
        if part:
            found = _repair(found, part) if found else part
    found = name_first(found)
    if says_unknown_part(ready) and _NEAR_ONLY.match(found):
        return Reading(message=validation_messages.PLACE_NAMED)
    if len(found) < _LEAST or not _PLACE.search(found) or says_nothing(found) or is_no_place(found):
        return NOTHING
    return Reading(
        value=found, doubtful=is_of_others(ready) or is_rough(found) or says_unknown_part(ready) or _puts_right(ready)
    )


def _puts_right(text: str) -> bool:
    """Whether a part of the place was taken back or denied: what stays of it is read back."""
    return corrects_itself(text) or bool(_DENIED.search(text))


def read_typed_address(text: str) -> Reading:
    """As it was typed, without the words that announce it."""
    found = _TYPED_LEAD.sub("", text.strip(), count=1).strip(" ，,。.")
    if len(found) < 2 or says_nothing(found) or is_plain_question(found) or _NO_PLACE.search(found):
        return NOTHING
    return Reading(value=found)


def mend_house(before: str, said: str) -> str:
    """和平路一号 and 二号 make 和平路二号, in the characters used; empty where `said` is more than such a number."""
    new = _HOUSE.match(said)
    if not new or (new.end() < len(said) and not _HOUSE.match(said[new.end() :])):
        return ""
    likes = [house for house in _HOUSE.finditer(before) if house["unit"] == new["unit"]]
    if not likes:
        return ""
    rest = before[likes[-1].end() :] if new.end() == len(said) else ""
    return before[: likes[-1].start()] + said + rest


def names_part(address: str, said: str) -> bool:
    """Whether `said` is a part of `address`, whole numbers for whole numbers: 二号楼, not of 和平路12号楼.

    Numbers of houses count alike in Chinese and in Arabic digits.
    """
    part = _trim(said)
    return len(part) > 1 and at_whole_number(in_arabic(address), part) >= 0


def at_whole_number(address: str, part: str) -> int:
    """Where `part` stands in `address`, not in the middle of a number; -1 where it does not."""
    at = address.find(part)
    while at >= 0 and part[:1].isdecimal() and address[:at][-1:].isdecimal():
        at = address.find(part, at + 1)
    return at


def in_arabic(address: str) -> str:
    """`address` with the numbers of houses, floors and rooms in Arabic digits: 和平路十二号 is 和平路12号."""
    ready = unicodedata.normalize("NFKC", address)
    ready = _HOUSE.sub(lambda hit: _arabic(hit["number"]) + hit["unit"], ready)
    return _BARE_END.sub(lambda hit: _arabic(hit["number"]), ready)


def _trim(text: str) -> str:
    rest = text.strip(" ，,。.、")
    while (shorter := _LEAD.sub("", rest, count=1)) != rest and shorter:
        rest = shorter
    rest = _PART_OF.sub(lambda hit: f"{_arabic(hit['number'])}之{_arabic(hit['part'])}", _TAIL.sub("", rest))
    return in_arabic(rest).replace(",", "，")


def _arabic(number: str) -> str:
    """三零二 is 302, 十二 12, 三百零五 305, 幺零二 102; anything else stays as it is."""
    if number.isdecimal():
        return number
    try:
        return plain(amount(number.translate(str.maketrans("幺洞拐", "一零七"))))
    except ValueError:
        return number


def _repair(before: str, said: str) -> str:
    """`said` alone is a number: it replaces its like. It begins with a place of its own: it replaces all."""
    hit = _NEW.fullmatch(_arabic(said))
    if hit is None:
        return _from_unit(before, said)
    likes = [house for house in _HOUSE.finditer(before) if house["unit"] == hit["unit"]]
    if not hit["unit"]:
        last = re.search(r"\d+(?=\D*$)", before)
        return before[: last.start()] + hit["number"] + before[last.end() :] if last else before
    if not likes:
        bare = re.search(rf"(?:\d+|[{_SIGNS}]+)$", before)
        return before[: bare.start()] + said if bare else before  # 中山路一百零八，不，一百一十八号
    return before[: likes[-1].start()] + said + before[likes[-1].end() :]


def _from_unit(before: str, said: str) -> str:
    """5号楼3单元，不对，6号楼2单元: from the first unit on that both have; else all is said anew."""
    first = _HOUSE.match(said)
    if first:
        for house in _HOUSE.finditer(before):
            if house["unit"] == first["unit"]:
                return before[: house.start()] + said
    begins, again = _FIRST_NAME.match(before), _FIRST_NAME.match(said)
    if begins and again and begins["end"] != again["end"] and begins["end"] in "区镇乡县市":
        rest = before[begins.end() :]
        if (other := _FIRST_NAME.match(rest)) and other["end"] == again["end"]:
            return before[: begins.end()] + said  # 西湖区文三路1号，不是，文二路1号
    return said
