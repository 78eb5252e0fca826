"""How many: 三个人, 两份, 仨, 我们俩, 一家三口 -> a whole number; 两三个, 十来份 -> a range."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from dialogue.understand import validation_messages
from dialogue.understand.amount import plain
from dialogue.understand.number_answer import candidates, judge, offered
from dialogue.understand.number_words import without_number_words
from dialogue.understand.persons import KIN
from dialogue.understand.quantity import (
    QUANTITY,
    FoundQuantity,
    SpokenQuantity,
    joined,
    nearly,
    quantity,
    whole,
)
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK
from dialogue.understand.shares import read_shares

_MEASURES = (
    r"个|人|份|张|本|套|名|位|口|间|台|辆|件|次|户|只|页|种|项|条|册|栋|处|年|月|天|岁|岁|把|支|盒|箱|封|副|部"
    r"|枚|块|趟|回|批|号(?=人)"
)
_END = r"(?=$|[，,。.！!？?、；;\s□]|[吧啊呀呢了的就够左行到至或还出~～-]|样子)"
_UNIT = re.compile(rf"(?<![第周期拜])(?P<number>{QUANTITY}|仨|俩)(?P<unit>{_MEASURES})")
_BARE = re.compile(
    rf"(?<![第周期拜月楼号点百千万亿零一二两三四五六七八九十\d])(?P<number>{QUANTITY}|仨|俩){_END}"
    rf"|(?<=[我你他们])(?P<us>俩|仨)"
)
_HOUSEHOLD = re.compile(rf"一家(?=(?:{QUANTITY})口)")
#: Few or many, and no number.
_SOME = re.compile(r"好几|多个|若干|不少|很多|好多")
_EXACTLY = re.compile(r"就(?:是|算|写|要|填|报)?|写|填|那就")
_EACH = re.compile(r"[各每]样?[一1][个份张本]")
_NONE = re.compile(
    r"^(?:一?个?都?没有|没有|无|没|不要|一[个份张本位名]都?也?(?:没有|不要|没)|都不要)[了啊呢吧]?(?:$|[，,。])"
)
_REFUSED = re.compile(r"^(?:不要|不用|不需要|没)[了啊呢吧]?$")
#: Only a bound: 至少两份. And what changed the number: 原来六个，走了俩.
_BOUND = re.compile(r"至少|起码|最少|最多|顶多|不超过|以内|以上|不少于|不低于|不止|不够|打底")
#: 我加上两个师傅: whether the speaker is counted is asked. 算上我四个 says it.
_SELF_BESIDE = re.compile(
    r"(?:加上?|带上?|还有|外加)(?:我|俺|自己|本人|我自己)(?:$|[，,。一])"
    r"|(?<![你他她])(?:我|俺|本人|自己)(?:[，,、][^，,]|(?:和|跟|与|加上?|带着?|外加)(?=[一二两三四五六七八九十\d]))"
)
_SELF_COUNTED = re.compile(
    r"算上|连上?我|一共|总共|合计|加起来|[一三四五六七八九十两]代|[，,]\s*(?:一共|总共|就)?[一二两三四五六七八九十\d]+(?:个|口|人|口人|个人)[吧啊呀]?$"
)
_ONE_BY_ONE = re.compile(rf"(?:[和跟与同、，,]|加上?|还有|带上?|除了?|外加){KIN}|^{KIN}[和跟与同、，,]")
#: 请了四个人: whether the speaker is counted is asked.
_HIRED = re.compile(r"(?:请|雇|招|聘|找|收)(?:了|的)?[^，,。]{0,2}(?:个|名|位)(?!月)")
#: Persons counted without a number.
_ALONE = re.compile(r"光杆司令|(?:就|只有?|光)(?:我|俺)(?:一个|自己|自个儿?|一人|单个儿?)(?!家)|单干|一人店")
_COUPLE = re.compile(r"夫妻[店档俩]|两口子|夫妇俩")
_WAS = re.compile("原来|本来|之前|以前|原先")
_CHANGED = re.compile(r"(?:走|辞|来|加|减|少|多|添|退)了|(?:又|再|还)(?:加|来|要|添)")
_PEOPLE = re.compile(r"(?:个|名|位)(?:大人|成人|成年人|老人|小孩|孩子|儿童|男|女|家长|学生)")
_TOTAL = re.compile(r"(?:一共|总共|合计|加起来|拢共|统共|共计|总计|全部|□+)(?:是|要|有|就是)?$")


def read_count(text: str, *, least: Decimal | None = None, most: Decimal | None = None, unit: str = "") -> Reading:
    """`unit`: what is counted (人, 份): a number with it is meant before others."""
    ready = unicodedata.normalize("NFKC", text).strip(" ，,。.！!")
    ready = re.sub(
        r"(?<![我你他她咱])([俩仨])(?=[孩娃大老小男女人儿闺])", lambda hit: {"俩": "两个", "仨": "三个"}[hit[1]], ready
    )
    piece = _EACH.sub("", _HOUSEHOLD.sub("", re.split(MARK, without_number_words(ready))[-1]))
    if (least is None or least <= 0) and _NONE.match(piece):
        return Reading(value="0", doubtful=bool(_REFUSED.match(piece)))
    if unit in ("人", "个") and not _find(piece, "") and (told := _without_number(piece)):
        return Reading(value=told, doubtful=True)
    parts = read_shares(piece)
    if parts:
        return candidates(parts) if len(parts) > 1 else Reading(value=plain(parts[0]), doubtful=True)
    found = _find(piece, unit)
    if _SELF_BESIDE.search(piece) and not _SELF_COUNTED.search(piece) and found and found[0].number.exact:
        return candidates([found[0].number.low + 1, found[0].number.low])
    every = _find(piece, "") if unit and _CHANGED.search(piece) else []
    if len({one.number for one in every}) > 1:
        return offered(every, piece)
    if (len({one.number for one in found}) > 1 or any(not one.number.exact for one in found)) and (
        last := _chosen(piece, unit)
    ):
        found = last
    if len(found) > 1 and len(_PEOPLE.findall(piece)) == len(found) and all(one.number.exact for one in found):
        whole = sum((one.number.low for one in found), Decimal(0))
        return judge(SpokenQuantity(whole, whole), least, most, unit, doubtful=True)  # 两个大人一个小孩
    if not found:
        return Reading(message=validation_messages.ONE_NUMBER) if _SOME.search(piece) else NOTHING
    if len({one.number for one in found}) > 1:
        return _several(found, piece)
    if found[0].number.exact and _BOUND.search(piece):
        return Reading(message=validation_messages.ONE_NUMBER)
    if any(end != end.to_integral_value() for end in (found[0].number.low, found[0].number.high)):
        return Reading(message=validation_messages.WHOLE_NUMBER)
    changed = bool(_WAS.search(piece) and _CHANGED.search(piece))  # 原来六个，走了俩
    return judge(found[0].number, least, most, unit, doubtful=changed)


def _without_number(piece: str) -> str:
    """光杆司令 is one person, 夫妻店 two."""
    return "1" if _ALONE.search(piece) else "2" if _COUPLE.search(piece) else ""


def _several(found: list[FoundQuantity], piece: str) -> Reading:
    for one in found:
        if _TOTAL.search(piece[: one.start]):
            return one.number.reading()
    if total := whole(found):
        return total[0].number.reading()
    return offered(found, piece)


def _chosen(piece: str, unit: str) -> list[FoundQuantity]:
    """The number behind the last 就, 写: 三十来个，写三十吧."""
    parts = _EXACTLY.split(piece)
    last = _find(parts[-1], unit) if len(parts) > 1 else []
    return last if len({one.number for one in last}) == 1 and last[0].number.exact else []


def _find(text: str, unit: str) -> list[FoundQuantity]:
    try:
        said = [(hit["unit"], _found(text, hit)) for hit in _UNIT.finditer(text)]
        if unit and (fitting := [found for measure, found in said if measure == unit]):
            return joined(fitting, text)
        if said:
            return joined([found for _, found in said], text)
        return joined([_found(text, hit) for hit in _BARE.finditer(text)], text)
    except ValueError:
        return []


def _found(text: str, hit: re.Match[str]) -> FoundQuantity:
    said = next(found for found in (hit.groupdict().get("number"), hit.groupdict().get("us")) if found)
    alone = {"仨": Decimal(3), "俩": Decimal(2)}.get(said)
    number = quantity(said) if alone is None else SpokenQuantity(alone, alone)
    return FoundQuantity(*hit.span(), said, nearly(number, text[: hit.start()], text[hit.end() :]))


def counts_others(text: str) -> bool:
    """Whether persons are told one by one beside a number, so that it may not be all of them: 我和我爱人，还有一个."""
    return bool(_ONE_BY_ONE.search(text) or _HIRED.search(text)) and not _SELF_COUNTED.search(text)
