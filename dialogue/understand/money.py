"""Amounts of money in yuan -> plain decimals: 三千五 -> 3500, 两块五 -> 2.5, 1.5万 -> 15000."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from dialogue.understand import validation_messages
from dialogue.understand.amount import NUMBER, amount, plain
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK

_ABOUT = r"(?:多|来|几)"
_END = r"(?=$|[，,。.！!？?、；;\s]|[吧啊呀呢了的左上就以整这那钱]|不[,，\s])"
#: 五块八毛五, 105块3, 两块零五; a coin alone needs an end, since 十分感谢 is not an amount.
_COINS = re.compile(
    rf"(?<![第周期拜百千万亿\d])(?P<yuan>{NUMBER}){_ABOUT}?(?:块|元|圆)(?:钱|人民币)?(?!儿|一?起|[去来办])"
    rf"(?:(?P<jiao>{NUMBER})(?:毛|角)(?:钱)?(?:(?P<fen>{NUMBER})分?)?|(?P<only>{NUMBER})分(?:钱)?"
    rf"|(?P<tail>[零〇]?[\d一二两三四五六七八九])(?=$|[^\d十百千万个]))?"
    rf"|(?P<jiao2>{NUMBER})(?:毛|角)(?:钱)?(?:(?P<fen2>{NUMBER})分?)?{_END}|(?P<fen3>{NUMBER})分(?:钱|{_END})"
)
_BARE = re.compile(
    rf"(?<![第周期拜楼号点百千万亿零一二两三四五六七八九十\d])(?<![一二三四五六七八九十\d]月)(?P<bare>{NUMBER})"
    rf"(?P<about>{_ABOUT}?){_END}"
)
_PERIOD = re.compile(r"(?:一个|每个?)月|(?<![十百千万一二三四五六七八九零\d])[一每]个?(?:年|季度|天)")
_CHOSEN = re.compile(r"算了|就(?:是|算|写|要|取|提)?|还是|那就")
_VAGUE = re.compile(
    r"大概|大约|差不多|左右|上下|可能|好像|多块|多元|来块|多$|几[百千万]|[百千万]把|[百千万]多|[十百千万]来"
)
#: A bound, and no amount: 五千以内都行, 不到五千.
_BOUND = re.compile(r"不到|以内|以下|以上|不超过|别超过|不低于|不少于|至多|上限")
_LONG = re.compile(r"[\d零〇一二三四五六七八九]{10,}")  # a telephone number


def read_money(text: str, *, least: Decimal | None = None, most: Decimal | None = None) -> Reading:
    """`least`, `most`: bounds in yuan; outside them a hint names the bound. Vague amounts are to be read back."""
    ready = unicodedata.normalize("NFKC", text).strip(" ，,。.")
    piece = _PERIOD.sub("，", re.split(MARK, ready)[-1])
    found = _find(piece)
    if len(set(found)) > 1 and (chosen := _CHOSEN.split(piece)) and len(set(last := _find(chosen[-1]))) == 1:
        found = last
    if len(set(found)) > 1:
        return Reading(message=validation_messages.ONE_NUMBER)
    if not found or _BOUND.search(piece):
        return NOTHING
    return judge(found[0], least, most, "元", doubtful=bool(_VAGUE.search(piece)))


def judge(value: Decimal, least: Decimal | None, most: Decimal | None, unit: str, *, doubtful: bool = False) -> Reading:
    """`value` as a reading, if it is within its bounds."""
    if least is not None and value < least:
        return Reading(message=validation_messages.at_least(plain(least), unit))
    if most is not None and value > most:
        return Reading(message=validation_messages.at_most(plain(most), unit))
    return Reading(value=plain(value), doubtful=doubtful)


def _find(text: str) -> list[Decimal]:
    """All amounts with a coin's name, else all bare numbers."""
    try:
        if coins := [_coins(hit) for hit in _COINS.finditer(text)]:
            return coins
        return [amount(hit["bare"]) for hit in _BARE.finditer(text) if not _LONG.fullmatch(hit["bare"])]
    except ValueError:
        return []


def _coins(hit: re.Match[str]) -> Decimal:
    jiao, fen = hit["jiao"] or hit["jiao2"], hit["fen"] or hit["fen2"] or hit["fen3"] or hit["only"]
    value = amount(hit["yuan"]) if hit["yuan"] else Decimal(0)
    if tail := hit["tail"]:  # 两块五 is fifty, 两块零五 is five
        value += amount(tail[-1]) / (100 if len(tail) > 1 else 10)
    return value + (amount(jiao) / 10 if jiao else 0) + (amount(fen) / 100 if fen else 0)
