"""What a text affirms, what it excludes, and whether it leaves a choice: 不是明天，是后天; 5000不要6000; 明天或者后天.

One step before every reader of values, so that none of them can take what was excluded, or one of two candidates. A
repair (三月五号，不对，六号) stays in the text: which part it replaces only the reader of the kind knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

#: `one` value is wanted; it is said in `digits`; a `list` of values is wanted.
Wanted = Literal["one", "digits", "list"]

_STOP = r"，,。；;！!"
#: A denial that has an object. 要不要, 是不是 ask.
_NOT = (
    r"(?!(?<=要)不要|(?<=是)不是|(?<=用)不用|(?<=去)不去|(?<=办)不办|(?<=能)不能|(?<=做)不做|(?<=在)不在|(?<=住)不住)"
    r"(?:(?:并|又|也|可|而|绝|真|都)?不(?:是|要|选|办|填|写|叫|姓|取|用|报|约|去|做|在|住(?!宅)|能是|想要|想选|想办|需要|该是|算)|并非|绝非"
    r"|别(?![人的处墅])(?:选|写|填|办|用|约|是|要|取)?|没(?:说|选|要)(?:的?是|过)?)"
)
_BUT = r"(?:而?是|我?要的是|我?要|我?选|我?办|就?用|写|填|叫|姓|取|约|做|住?在|住|应该是|改成|换成|改为|换)"
#: 哦不是不是，十二号: a repair, and nothing that is excluded.
_TWICE = re.compile(r"不是[，,]?不是(?=[，,]|$)")
#: 一万五吧，哎算了，少取点，一万二: what stands before it is taken back.
_NEVER_MIND = re.compile(r"(?<=[，,\s])(?:哎呀?|唉|嗯|啊|哦|还是|那|那就|不|得)?算了(?:算了|吧)?(?=[，,\s]\S)")
#: 不是明天，是后天; 不要5000要6000.
_NOT_BUT = re.compile(rf"{_NOT}(?P<out>[^{_STOP}]{{1,14}}?)[{_STOP}\s]*(?:我)?{_BUT}(?P<in>[^{_STOP}\s].*)$")
#: 我没退休，是离职了: what has not happened, and what has.
_NOT_YET_BUT = re.compile(
    rf"(?<!有)没有?(?P<out>[^{_STOP}\s]{{1,8}}?)[{_STOP}\s]+(?:我)?(?:而)?是(?P<in>[^{_STOP}\s].*)$"
)
#: 以前住东街，现在住西街: what was, and what is now.
_WAS_NOW = re.compile(
    rf"(?:以前|原来|原先|之前|本来|过去|上次|上回|头一回)(?:都?是|住在?|用|叫|在|想要?|要|约|选)?(?P<out>[^{_STOP}]{{1,24}})[{_STOP}\s]+"
    rf"(?:[^{_STOP}\s]{{0,3}}(?:拆|搬|卖|没)(?:迁)?了?[^{_STOP}\s]{{0,2}}[{_STOP}\s]+)?(?:我)?(?:现在|如今|目前|后来|这次|这回|今天|改成|改为|改|换成)(?:就|已经)?(?:改成?|换成?|是|住在?|用|叫|在|想要?|要|约|选)*(?P<in>[^{_STOP}\s].*)$"
)
#: 原来那个139…不用了，现在用138…
_NO_LONGER = re.compile(
    rf"(?P<out>[^{_STOP}]{{4,24}}?)(?:已经|早就|早|都|也|我){{0,4}}(?:不用|不要|停机|停用|停|注销|作废|换掉|丢|打不通|用不了|不使|销号|卖掉?|过户|报废|转手)(?:了|的)"
    rf"[{_STOP}\s]*(?=(?:就|我|现在|目前|新的?|请|改|换|要|用|是|成|号码?|打|拨|留|记|写|填|车|牌)*\s*[\da-zA-Z零〇一二两三四五六七八九幺腰洞拐京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])"
)
#: 老的是G12345678，新的是E87654321.
_OLD_NEW = re.compile(
    rf"(?:老|旧|以前|原先|原来)的?(?:手机|护照|车|证|本)?(?:号码?|牌照?|牌子|本子)?的?(?:就?是|[：:])?(?P<out>[^{_STOP}]{{4,24}}?)[{_STOP}\s]+"
    rf"(?:新|现在)的?(?:手机|护照|车|证|本)?(?:号码?|牌照?|牌子|本子)?的?(?:换成|是|[：:])?(?P<in>[^{_STOP}\s].*)$"
)
#: 要A不要B: the first 要 is no digit.
_WANTED_FIRST = re.compile(rf"^[{_STOP}\s]*(?:我)?要(?:的是)?(?=\s*[\d零〇一二两三四五六七八九幺腰洞拐])")
#: Where 要 may be a digit (幺): 不是8，是9.
_NOT_BUT_DIGITS = re.compile(
    rf"(?<!是)不是(?P<out>[^{_STOP}]{{1,20}}?)[{_STOP}\s]*(?:而是|应该是|改成|是)(?P<in>[^{_STOP}\s].*)$"
)
#: 李明，不是李鸣; 5000不要6000.
_AND_NOT = re.compile(
    rf"[{_STOP}\s]*(?:而|可|但|但是|只要)?{_NOT}(?![了的吧啊呀]*(?:[{_STOP}]|$))(?P<out>[^{_STOP}]{{1,14}})(?=[{_STOP}]|$)"
)
#: 周一不行; 下午没空; 六千不要.
_WILL_NOT_DO = re.compile(
    rf"(?P<out>[^{_STOP}\s]{{1,12}}?)(?:都|也|就|可能|肯定|我)*(?<![行成中可])(?<!可以)(?:不行|不可以|不方便|不合适|不成|不中(?!意)|不得行|没空|没时间|没有空|没有时间|来不了|不够用?|太[少多早晚]"
    r"|去不了|赶不上|有事|除外|不算|算了|免了|不(?:去|来|约|住|用|选|办|做)了"
    rf"|不(?:能|想)?(?:要|选|用|需要|去|来|约|过去|过来|办|行)(?=[了啦]*(?:[{_STOP}]|$))|没有(?=[了啦]*(?:[{_STOP}]|$)))"
    r"[的了啊呀]*"
    rf"(?:[{_STOP}\s]+|(?=[^吗么？?])|$)"
)
#: 除了周一都行; 周一以外哪天都可以.
_EXCEPT = re.compile(
    r"(?:除(?:了|去|掉)?(?P<out>[^，,。；;]+?)(?:以外|之外|外)?|(?P<out2>[^，,。；;]+?)(?:以外|之外))[，,\s]*"
    r"(?:的?(?:其他|其它|别的)|哪|什么|啥|任何|随便|都|全|也).*$"
)
#: 除了周一: and no word about the others.
_ONLY_EXCEPT = re.compile(
    rf"^[{_STOP}\s]*除(?!夕)(?:了|去|掉)?(?P<out>[^{_STOP}]{{1,12}}?)(?:以外|之外|外)?[{_STOP}\s]*$"
)
#: 不是昨天就是前天: one of two. 三十号不行就一号: the second only if the first cannot be had.
_ONE_OR_OTHER = re.compile(rf"不是(?P<one>[^{_STOP}]{{1,14}}?)[，,]?就是(?P<other>[^{_STOP}]{{1,14}})")
_IF_NOT = re.compile(
    r"(?:(?:不行|不成|没空|没有|满了|约不上)的话[，,]?|(?:不行|不成|满了|约不上))(?:我?就|那就|再)(?!行|好|算|是)"
)
#: 还是后天吧: of two, this one.
_RATHER = re.compile(
    rf"^(?:.*[^{_STOP}\s])?[{_STOP}\s]*(?:那就?|要不)?还是(?P<in>.+?)(?:吧|算了|好了|好一点|好些|得了|更好)[。.\s]*$"
)
#: 九点到十点吧，就九点半: the choice is made.
_SETTLED = re.compile(rf"[{_STOP}\s](?:那|我)?(?:就(?!行|可以|好|成)|定在|算了)[^{_STOP}]+[{_STOP}]*$")
_ANY = r"(?:都|也)(?:行|可以|成|好|中|没问题|ok|要)"
_EITHER = re.compile(rf"或者|或是|或|要么|要不|还是|{_ANY}|随便|两个都|哪个都|(?<=\S)[到至~～](?=\S)", re.IGNORECASE)
_PIECES = re.compile(rf"或者|或是|或|要么|要不|还是|和|跟|与|以及|[、，,。；;/~～到至\s]|{_ANY}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contrast:
    """`affirmed`: the text without what is excluded, repairs left in. `excluded`: what was denied, piece by piece.
    `either`: two or more that were put up for choice; at most one of them may be meant.
    """

    affirmed: str
    excluded: tuple[str, ...] = ()
    either: tuple[str, ...] = ()


def read_contrast(text: str, wanted: Wanted = "one") -> Contrast:
    """A list may name several and leave some out (除了照片都要): its reader settles that, and only denials are."""
    excluded: list[str] = []
    text = _NEVER_MIND.sub("不对", _TWICE.sub("不对", text))
    if wanted == "one":
        text = _IF_NOT.sub("或者", _ONE_OR_OTHER.sub(r"\g<one>或者\g<other>", text))

    def leave_out(hit: re.Match[str]) -> str:
        found = hit.groupdict()
        excluded.append(found["out"] or found["out2"])
        if "in" not in found:
            return "，"
        return f"不对，{hit['in']}" if wanted == "digits" else f"，不对，{hit['in']}"

    affirmed = text if wanted == "list" else _WAS_NOW.sub(leave_out, text)
    if wanted == "digits":
        affirmed = _NO_LONGER.sub(leave_out, _OLD_NEW.sub(leave_out, affirmed))
    affirmed = (_NOT_BUT_DIGITS if wanted == "digits" else _NOT_BUT).sub(leave_out, affirmed)
    if wanted == "one":
        affirmed = _NOT_YET_BUT.sub(leave_out, affirmed)
    if wanted != "list" or "不是" in affirmed:
        affirmed = _AND_NOT.sub(leave_out, affirmed)
    if wanted == "digits" and excluded:
        affirmed = _WANTED_FIRST.sub("", affirmed)
    if wanted == "one":
        affirmed = _ONLY_EXCEPT.sub(leave_out, _EXCEPT.sub(leave_out, affirmed))
        affirmed = _WILL_NOT_DO.sub(leave_out, affirmed)
        if hit := _RATHER.match(affirmed):
            return Contrast(hit["in"], tuple(excluded))
    if excluded:
        affirmed = affirmed.strip(" ，,。")
    return Contrast(affirmed, tuple(excluded), _either(affirmed))


def _either(text: str) -> tuple[str, ...]:
    if not _EITHER.search(text) or _SETTLED.search(text):
        return ()
    pieces = tuple(filter(None, map(str.strip, _PIECES.split(text))))
    return pieces if len(pieces) > 1 else ()
