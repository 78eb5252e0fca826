"""Sums told by their parts: 一人两万，我们仨; 收了三回，每回二百; 押二付一，一个月一千五.

Whether the part or the whole is asked for only the citizen knows, so both are offered.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dialogue.understand.amount import NUMBER, amount
from dialogue.understand.digits import number

_N = r"(?:\d{1,2}|[一二两三四五六七八九十俩仨]{1,2})"
#: A price: 每平米三块五, 三块钱一斤, 一百二一天.
_PRICE = re.compile(
    rf"(?:每|一)个?(?:平方?米?|方|斤|公斤|亩|度|吨|天|小时|钟头|桌|间|套|张|件|份|台|辆|趟)(?:{NUMBER})"
    rf"|{NUMBER}(?:块|元)?(?:钱)?(?:每|一)个?(?:平方?米?|方|斤|公斤|亩|度|吨|天|小时|钟头|桌|间|套|张|件|趟)(?![一二两三四五六七八九\d])"
)
_UNIT = r"(?:人|家|户|口|回|次|趟|笔|期|个?月|个?季度?|年|天|周|个?星期|个?礼拜)"
#: What one of several comes to: 一人两万, 每回二百, 各五万.
_EACH = re.compile(
    rf"(?:一个?(?P<one>人|家|月|回|次|趟|年)|每个?(?P<every>{_UNIT})|月月|各自?|人均|平均)(?:都?(?:出|投|分|拿|要|交|扣|收|取|租金|房租|是|花)){{0,2}}"
    rf"(?P<sum>{NUMBER})"
)
_MANY = re.compile(
    rf"(?P<count>{_N})(?:个人|个?(?P<unit>{_UNIT}))|(?:我|咱|他|你)们?(?P<us>俩|仨|[两三四五六]个|{_N}人)"
)
_TWO = re.compile(r"对半|两口子|夫妻|小两口|老两口|[我他她]跟[^，。]{1,6}(?:一起|合伙|平摊|平分)")
_DEPOSIT = re.compile(r"押[一二两三半]付[一二两三六]")
_WHOLE = re.compile(r"一共|总共|合计|加起来|拢共|统共|共计|总计|照这个|就这个数|□+(?:是|要|有|花了?|就是)?")


def read_shares(text: str) -> tuple[Decimal, ...] | None:
    """The whole and the part, only the part where their number is not told; None where no part is named.

    Nothing (an empty tuple) where how many there are does not say it: 押二付一, 三块钱一斤.
    """
    if _WHOLE.search(text):
        return None
    hit = _EACH.search(text)
    if hit is None:
        return () if _PRICE.search(text) else None
    try:
        part = amount(hit["sum"])
    except ValueError:
        return None
    if _DEPOSIT.search(text):
        return ()
    rest = f"{text[: hit.start()]}，{text[hit.end() :]}"
    if _TWO.search(text):
        return (2 * part, part)
    if (many := _MANY.search(rest)) and (count := _count(many)) > 1:
        return (count * part, part)
    return (part,)


def _count(hit: re.Match[str]) -> int:
    said = (hit["count"] or hit["us"].rstrip("个人")).replace("俩", "二").replace("仨", "三").replace("两", "二")
    return number(said)
