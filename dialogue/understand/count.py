"""How many: 三个人, 两份, 仨, 我们俩, 一家三口 -> a whole number."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from dialogue.understand import validation_messages
from dialogue.understand.amount import NUMBER, amount
from dialogue.understand.money import judge
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK

_MEASURES = (
    r"个|人|份|张|本|套|名|位|口|间|台|辆|件|次|户|只|页|种|项|条|册|栋|处|年|月|天|岁|岁|把|支|盒|箱|封|副|部"
    r"|枚|块|趟|回|批"
)
_END = r"(?=$|[，,。.！!？?、；;\s]|[吧啊呀呢了的就够左行])"
_UNIT = re.compile(rf"(?<![第周期拜])(?P<number>{NUMBER}|仨|俩)(?P<unit>{_MEASURES})")
_BARE = re.compile(
    rf"(?<![第周期拜月楼号点百千万亿零一二两三四五六七八九十\d])(?P<number>{NUMBER}|仨|俩){_END}"
    rf"|(?<=[我你他们])(?P<us>俩|仨)"
)
_HOUSEHOLD = re.compile(rf"一家(?=(?:{NUMBER})口)")
_VAGUE = re.compile(
    r"几[个十百份张本人]|[十百千]几|[一两二三四五六七八九][二三四五六七八九](?=[个份张本名位口])|[十百千]多"
    r"|[十百]来|好几"
)
_EXACTLY = re.compile(r"就(?:是|算|写|要|填|报)?|写|填|还是|那就")
_EACH = re.compile(r"[各每]样?[一1][个份张本]")
_NONE = re.compile(r"^(?:一?个?都?没有|没有|无|没|不要|一个也没有)[了啊呢吧]?$")
_PEOPLE = re.compile(r"(?:个|名|位)(?:大人|成人|成年人|老人|小孩|孩子|儿童|男|女|家长|学生)")


def read_count(text: str, *, least: Decimal | None = None, most: Decimal | None = None, unit: str = "") -> Reading:
    """`unit`: what is counted (人, 份): a number with it is meant before others."""
    ready = unicodedata.normalize("NFKC", text).strip(" ，,。.！!")
    piece = _EACH.sub("", _HOUSEHOLD.sub("", re.split(MARK, ready)[-1]))
    if least is not None and least <= 0 and _NONE.match(piece):
        return Reading(value="0")
    found = _find(piece, unit)
    vague = bool(_VAGUE.search(piece))
    if (vague or len(set(found)) > 1) and len(chosen := _EXACTLY.split(piece)) > 1:
        last = _find(chosen[-1], unit)
        if len(set(last)) == 1 and not _VAGUE.search(chosen[-1]):
            found, vague = last, False
    if vague:
        return Reading(message=validation_messages.ONE_NUMBER)
    if len(found) > 1 and len(_PEOPLE.findall(piece)) == len(found):
        return judge(sum(found, Decimal(0)), least, most, unit, doubtful=True)  # 两个大人一个小孩
    if not found:
        return NOTHING
    if len(set(found)) > 1:
        return Reading(message=validation_messages.ONE_NUMBER)
    if found[0] != found[0].to_integral_value():
        return Reading(message=validation_messages.WHOLE_NUMBER)
    return judge(found[0], least, most, unit)


def _find(text: str, unit: str) -> list[Decimal]:
    try:
        said = [(hit["unit"], _number(hit["number"])) for hit in _UNIT.finditer(text)]
        if unit and (fitting := [number for measure, number in said if measure == unit]):
            return fitting
        if said:
            return [number for _, number in said]
        return [_number(hit["number"] or hit["us"]) for hit in _BARE.finditer(text)]
    except ValueError:
        return []


def _number(text: str) -> Decimal:
    return {"仨": Decimal(3), "俩": Decimal(2)}.get(text) or amount(text)
