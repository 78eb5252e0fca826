"""Amounts of money in yuan -> plain decimals: 三千五 -> 3500, 两块五 -> 2.5, 两三万 -> 20000 to 30000."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from dialogue.understand import validation_messages
from dialogue.understand.amount import NUMBER, amount
from dialogue.understand.number_answer import candidates, judge, offered
from dialogue.understand.number_words import without_number_words
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

_END = r"(?=$|[，,。.！!？?、；;\s□]|[吧啊呀呢了哦喽嘞的左上就以整这那钱到至或还要出挂开往打里~～-]|样子|不[，,\s])"
#: 五块八毛五, 105块3, 两块零五; a coin alone needs an end, since 十分感谢 is not an amount.
_COINS = re.compile(
    rf"(?<![第周期拜百千万亿\d])(?P<yuan>{QUANTITY})(?:块|元|圆)(?:钱|人民币)?(?!儿|一?起|[去来办])"
    rf"(?:[零〇]?(?P<jiao>{NUMBER})(?:毛|角)(?:钱)?(?:(?P<fen>{NUMBER})分?)?|(?P<only>{NUMBER})分(?:钱)?"
    rf"|(?P<tail>[零〇]?[\d一二两三四五六七八九])(?=$|[^\d十百千万个斤天平张件份套间台亩吨度方趟桌]))?"
    rf"|(?P<jiao2>{NUMBER})(?:毛|角)(?:钱)?(?:(?P<fen2>{NUMBER})分?)?{_END}|(?P<fen3>{NUMBER})分(?:钱|{_END})"
)
_BARE = re.compile(
    rf"(?<![第周期拜楼号点百千万亿零一二两三四五六七八九十\d])(?<![一二三四五六七八九十\d]月)(?P<bare>{QUANTITY})"
)
#: What may stand behind a bare number, and what may not stand behind one with 百, 千 or 万 in it.
_ENDS = re.compile(_END)
_COUNTS = re.compile(
    r"[个人份张位名口岁年月日号天点分秒里米平斤亩层楼栋户家次件户步度页字多来几]|公里|小时|周|星期|礼拜"
)
#: What is wanted of what there is: 有两万块在里头，取一万五.
_WANTED = re.compile(r"(?:取|提|要|拿|投|领|转|存|借)(?:出来?|走|个|我)?$")
_THERE_IS = re.compile(r"(?:有|里头?|里面|余额|欠|剩下?|存了|一共|总共)[^，,]{0,8}?$")
#: Ready phrases for about so much.
_ALONE = r"(?<![零一二两三四五六七八九十百千万几多\d])"
_PHRASES = (
    (re.compile(rf"{_ALONE}千[儿把]?八百"), "800", "1000"),
    (re.compile(rf"{_ALONE}万[儿把]?八千"), "8000", "10000"),
    (re.compile(rf"{_ALONE}百[儿把]?八十"), "80", "100"),
    (re.compile(rf"{_ALONE}十块八块"), "8", "10"),
    (re.compile(rf"{_ALONE}十万八万"), "80000", "100000"),
    (re.compile(rf"{_ALONE}三千五千"), "3000", "5000"),
)
#: 两千多不到三千, 两万多三万不到.
_ABOVE_BELOW = re.compile(
    rf"(?P<low>{NUMBER})(?:块|元)?多[，,]?(?:不到|没到|不足)?(?P<high>{NUMBER})(?:块|元)?(?P<below>不到|没到)?"
)
_LARGE = re.compile(r"[百千万亿]")
_PERIOD = re.compile(
    r"(?:一个|每个?)(?:月|季度|学期)|(?<![十百千万一二三四五六七八九零\d])[一每半]个?(?:年|季度|学期|天)"
)
_CHOSEN = re.compile(r"算了|(?:讲|谈|砍|降|涨)到|就(?:是|算|写|要|取|提)?|那就")
_ABOUT = re.compile(r"大概|大约|差不多|左右|上下|可能|好像|样子")
#: A bound, and no amount: 五千以内都行, 不到五千.
_LEAST = re.compile(r"以上|不低于|不少于|至少|最少|最低|起码|打底|起步|往上|少说|怎么(?:也得|着也)|总得")
_MOST = re.compile(r"不到|以内|以下|不超过|[别能]超过|不多于|至多|最多|顶多|最高|上限|封顶|撑死")
#: An amount that is only the least, or is changed by what is said of it: 五千打不住, 今年翻番.
_MORE_THAN = re.compile(
    r"打不住|不止|不[只仅]|翻[一两]?[番倍]|翻一番|加倍|双倍|减半|打对折|还?差[^，,]{1,8}(?:就|才)(?:到|够|是)?|上[百千万亿](?![零一二两三四五六七八九十\d])|成千上万"
)
#: All of what is there: 卡里三万，全取.
_ALL_OF_IT = re.compile(r"全(?:部|都)?(?:给|取|提|要|拿|转|领)|都(?:取|提|拿|转|领)(?:出来|走|了)?")
_TOTAL = re.compile(r"(?:一共|总共|合计|加起来|拢共|统共|共计|总计|全部|□+)(?:是|要|有|花了?|就是)?$")
#: What one of several pays, which may not be what is asked for.
_SHARE = re.compile(r"(?:一个?人|每个?人|各|人均|每家|一家)(?:出|投|分|拿|要|交)")
#: 四十万，光装修就二十万: a part of the amount before it.
_PART = re.compile(
    r"[，,]\s*(?:这?(?:里头|里面|当中|其中)?)?(?:光(?!荣)|单单?|仅仅?|就|只)(?:是)?[^，,]{1,10}?(?:就|都|便)(?:是|要|花了?|占了?|得)?$"
)
#: 三万六，一个月三千算下来的: what each month comes to.
_EACH = re.compile(r"(?:一个|每个?)(?:月|季度)[^，,]{0,4}$|月(?:租|供)[^，,]{0,4}$")
_MOST_MONTHS = 60
_FOREIGN = re.compile(r"美[元金刀钞]|欧元|日[元币]|英镑|港[币元纸]|韩[元币]|台币|卢布|外[币汇]")
_LONG = re.compile(r"[\d零〇一二三四五六七八九]{10,}")  # a telephone number
#: 5个W, 20k; 三十个 for 三十万 among people who deal in such sums.
_LETTER = re.compile(rf"({NUMBER})个?([wWkK])(?![a-zA-Z])")
_HALF = (("半万", "五千"), ("半百", "五十"))
#: 三万五万: two amounts.
_TWO = re.compile(
    "|".join(rf"(?<=[一二两三四五六七八九\d]{unit})(?=[一二两三四五六七八九十\d]+{unit})" for unit in "百千万")
)
_SLANG = re.compile(rf"(?:^|[，,投出拿提取搞凑筹])(?P<said>{NUMBER})个(?=$|[，,。吧啊呀了])")


def read_money(text: str, *, least: Decimal | None = None, most: Decimal | None = None) -> Reading:
    """`least`, `most`: bounds in yuan; outside them a hint names the bound. Vague amounts are to be read back."""
    ready = _LETTER.sub(_unit, unicodedata.normalize("NFKC", text).strip(" ，,。."))
    ready = re.sub(r"(?<=几)大(?=[百千万])", "", ready)  # 好几大千
    for half, number in _HALF:
        ready = re.sub(rf"(?<![一二两三四五六七八九十百千万几多\d]){half}", number, ready)
    ready = _TWO.sub("或者", ready)
    if (rough := _phrase(ready)) is not None:
        return rough.reading()
    parts = read_shares(ready)
    if parts == ():
        return Reading(message=validation_messages.ONE_NUMBER)
    if parts and len(parts) > 1:
        return candidates(parts)
    share = bool(parts) or bool(_SHARE.search(ready)) or bool(_ALL_OF_IT.search(ready))
    said = re.split(MARK, without_number_words(ready))[-1]
    piece = _PERIOD.sub("，", said)
    everything = _find(piece)
    found = _by_the_month(said) or _without_parts(everything, piece)
    share = share or (bool(found) and len(found) < len(everything) and not _by_the_month(said))
    if len({one.number for one in found}) > 1:
        found = _chosen(piece) or _total(found, piece) or _wanted(found, piece) or found
    if not found:
        slang = _SLANG.search(piece)
        return candidates([amount(slang["said"]) * 10_000, amount(slang["said"])]) if slang else NOTHING
    if _FOREIGN.search(ready):
        return Reading(message=validation_messages.IN_YUAN)
    if len({one.number for one in found}) > 1:
        return _several(found, piece)
    if found[0].number.exact and (_LEAST.search(piece) or _MOST.search(piece) or _MORE_THAN.search(piece)):
        return Reading(message=validation_messages.ONE_NUMBER)
    return judge(found[0].number, least, most, "元", doubtful=share or bool(_ABOUT.search(piece)))


def _unit(hit: re.Match[str]) -> str:
    return hit[1] + ("万" if hit[2] in "wW" else "千")


def _phrase(text: str) -> SpokenQuantity | None:
    for pattern, low, high in _PHRASES:
        if pattern.search(text):
            return SpokenQuantity(Decimal(low), Decimal(high))
    hit = _ABOVE_BELOW.search(text)
    if hit is None or not (hit["below"] or re.search("不到|没到|不足", hit[0])):
        return None
    try:
        low_high = amount(hit["low"]), amount(hit["high"])
    except ValueError:
        return None
    return SpokenQuantity(*low_high) if low_high[0] < low_high[1] else None


def _wanted(found: list[FoundQuantity], piece: str) -> list[FoundQuantity]:
    """The one amount that is to be taken, where another is what there is: 欠人家两万，先拿一万."""
    wanted = [one for one in found if _WANTED.search(piece[: one.start])]
    others = [one for one in found if one not in wanted]
    known = others and all(_THERE_IS.search(piece[: one.start]) for one in others)
    return wanted if len(wanted) == 1 and known else []


def _without_parts(found: list[FoundQuantity], piece: str) -> list[FoundQuantity]:
    """What is left of an amount and of what a part of it comes to: the amount."""
    whole_ones = [one for at, one in enumerate(found) if not (at and _PART.search(piece[: one.start]))]
    return whole_ones if len(whole_ones) == 1 else found


def _by_the_month(said: str) -> list[FoundQuantity]:
    """Of two amounts, one of them so much a month and the other so many months of it: the other."""
    found = _find(said)
    each = [one for one in found if _EACH.search(said[: one.start])]
    rest = [one for one in found if one not in each]
    if len(each) != 1 or len(rest) != 1 or not (each[0].number.exact and rest[0].number.exact and each[0].number.low):
        return []
    months = rest[0].number.low / each[0].number.low
    return rest if 1 < months <= _MOST_MONTHS and months == int(months) else []


def _chosen(piece: str) -> list[FoundQuantity]:
    """The amount behind the last 就, 算了: 三千五千都行，就四千吧."""
    parts = _CHOSEN.split(piece)
    last = _find(parts[-1]) if len(parts) > 1 else []
    return last if len({one.number for one in last}) == 1 else []


def _total(found: list[FoundQuantity], piece: str) -> list[FoundQuantity]:
    """The amount that is called the total, or is the sum of the others."""
    for one in found:
        if _TOTAL.search(piece[: one.start]):
            return [one]
    return whole(found)


def _several(found: list[FoundQuantity], piece: str) -> Reading:
    numbers = list(dict.fromkeys(one.number for one in found))
    bounds = len(numbers) == 2 and all(number.exact for number in numbers)
    if bounds and _LEAST.search(piece) and _MOST.search(piece):
        values = [number.low for number in numbers]
        return SpokenQuantity(min(values), max(values)).reading()
    return offered(found, piece)


def _find(text: str) -> list[FoundQuantity]:
    """All amounts with a coin's name, else all bare numbers."""
    try:
        coins = [FoundQuantity(*hit.span(), hit["yuan"] or hit[0], _coins(hit)) for hit in _COINS.finditer(text)]
        bare = [
            FoundQuantity(*hit.span(), hit["bare"], quantity(hit["bare"]))
            for hit in _BARE.finditer(text)
            if not _LONG.fullmatch(hit["bare"]) and _stands_alone(hit["bare"], text[hit.end() :])
        ]
        apart = [one for one in bare if _WANTED.search(text[: one.start]) and _outside(one, coins)]
        found = sorted([*coins, *apart], key=lambda one: one.start) if coins else bare
    except ValueError:
        return []
    return joined([replace(one, number=nearly(one.number, text[: one.start], text[one.end :])) for one in found], text)


def _outside(one: FoundQuantity, others: list[FoundQuantity]) -> bool:
    return all(one.end <= other.start or other.end <= one.start for other in others)


def _stands_alone(number: str, after: str) -> bool:
    """Whether no measure follows: 三楼 and 两个人 are no amounts; 十来万进去 is one."""
    return bool(_ENDS.match(after) or (_LARGE.search(number) and not _COUNTS.match(after)))


def _coins(hit: re.Match[str]) -> SpokenQuantity:
    jiao, fen = hit["jiao"] or hit["jiao2"], hit["fen"] or hit["fen2"] or hit["fen3"] or hit["only"]
    more = (amount(jiao) / 10 if jiao else Decimal(0)) + (amount(fen) / 100 if fen else Decimal(0))
    if tail := hit["tail"]:  # 两块五 is fifty, 两块零五 is five
        more += amount(tail[-1]) / (100 if len(tail) > 1 else 10)
    return (quantity(hit["yuan"]) if hit["yuan"] else SpokenQuantity(Decimal(0), Decimal(0))).plus(more)
