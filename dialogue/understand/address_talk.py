"""What people say around an address: how its characters are written, whose home it is, and what they do not know of it.

文汇路，文化的文，汇报的汇，十八号 is 文汇路18号.
"""

from __future__ import annotations

import re

from dialogue.understand.spelling import explanations
from mandarin.pinyin import exact

_CLAUSE = re.compile(r"[，,。；;、]+")
#: 朝阳就是早上的太阳那个朝阳.
_SPELT = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,4})(?:就)?是[^，,]{1,14}?(?:那个|的)(?P=name)")
#: Of what a part is not known: 门牌号我忘了, 几号楼我给忘了, 咱也说不清门牌.
_NOT_KNOWN = re.compile(
    r"(?:(?:门牌号?|几号楼?|哪一?[栋号]楼?|房号|单元|具体(?:的|哪里)?|详细的?|[我咱俺也都就给真实在可是的]|几楼|几单元)*"
    r"(?:忘(?:记|掉)?|记不(?:得|清|起|住|准)|说不(?:清|上|准|好|来)|不(?:太)?(?:知道|清楚|记得|晓得|确定)|没记住?|想不起来?)(?:楚|了|的|门牌号?|几号楼?|具体|哪一?[条栋号个]?|[啥什]么?|路|街|地方|地址|叫|是|呢)*)"
)
_LEADS = re.compile(
    r"^(?:(?:我|俺|咱|我们|俺们|咱们)?家?(?:就|是)?(?:住)?在(?=[\u4e00-\u9fff]{2})|(?:好像|大概|可能|估计|应该)(?:就?是|在)?|寄到(?:单位|家里?|公司|这里)?[，,]?"
    r"|(?:我|俺)?(?:现在)?(?:租|借住?|买)的?(?:房子?|住处|地方)?[，,]?(?:就|是)*在?|(?:现在|后来|刚)?(?:搬|住)(?:到|进)(?:了)?|人(?:现在)?(?:是)?住?在|(?:我家?|我们)(?:那个|那)?(?:小区|村子?|楼盘?|地方)?(?:就)?叫)"
)
#: What is said of the place behind it: 租的, 我刚搬来, 具体我打字吧.
_ASIDE = re.compile(
    r"(?:我|俺|就|是|才|也|房子)*(?:刚搬(?:来|过来|过去)?|租(?:来)?|买|借住?|自己的房子?|新)(?:的|了)?"
    r"|(?:具体|详细|门牌号?)的?(?:我|你)?[^，,\d]{0,8}|(?:那边|这边)?拆迁?了|你?(?:记|写)(?:一下|上)|(?:晓得|知道)(?:了|吧|不)?"
)
_INNER_DOUBT = re.compile(
    r"(?<=[路街巷弄道村苑园区里])(?:好像|大概|可能|应该|估计)(?:就?是)?(?=[\d零〇一二两三四五六七八九十百])"
)
#: What stands beside a place that has its number already: 门口有个药店的.
_LANDMARK = re.compile(
    r"(?:就)?(?:在)?(?:大?门口|旁边|边上|对面|隔壁|楼下|附近|门前|前面|后面)(?:就|是|有|还有)+(?:一?[个家座条排片])?[^，,\d]{1,10}"
)
_HAS_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百幺](?:号楼|号院|号|楼|栋|幢|座|单元|室|层|弄)")
#: Where the speaker is not at home: the place is asked about.
_OTHERS_HOME = re.compile(
    r"^(?:我|俺|咱)?(?:闺女|女儿|儿子|姑娘|孩子|老?[爸妈爹娘]|父母|爷爷|奶奶|[哥姐弟妹]{1,2}|老公|老婆|媳妇|对象|爱人|朋友|同学|亲戚"
    r"|婆婆|公公|丈母娘|岳父)(?:们)?(?:家里?|那里?|那儿)[，,、]"
)
_FORMERLY = re.compile(
    r"^(?:我的?)?(?:户口|户籍|老家|身份证上?)(?:是|在|地址)+[^，,]{1,20}[，,](?=(?:我|人)?(?:现在)?(?:是)?住?在)"
)
#: The comma where the citizen breathed before a number.
_BREATH = re.compile(
    r"(?<=[路街巷弄道村苑园区里院寓厦城湾府邸庭号楼栋幢座元期])[，,、\s](?=(?:第?[\d零〇一二两三四五六七八九十百幺]+)(?:号|楼|栋|幢|座|单元|室|弄|组|$|[，,]))"
)
_NUMBERED = re.compile(r"[\d零〇一二两三四五六七八九十百]+(?:号楼|号院|号|楼|栋|幢|座|单元|室|层)")
_SOME = re.compile(
    r"几[十百]?[几多]?(?:号|栋|楼|室|单元)|[十百]几(?:号|栋|楼|室)|(?<=[一二三四五六七八九十\d])多(?:号|栋)"
)


def told_address(text: str) -> str:
    """`text` without that talk. An explained character takes the place of the one that was heard."""
    text = _INNER_DOUBT.sub("", _FORMERLY.sub("", text))
    kept: list[str] = []
    spelt: list[str] = []
    for clause in filter(str.strip, _CLAUSE.split(text)):
        clause = clause.strip()
        found = explanations(clause)
        if kept and len(found) == 1 and (found[0].start, found[0].end) == (0, len(clause)):
            spelt.append(found[0].character)
        elif kept and _LANDMARK.fullmatch(clause) and _HAS_NUMBER.search("".join(kept)):
            continue
        elif kept and len(kept[-1]) > 1 and clause.startswith(kept[-1]) and clause != kept[-1]:
            kept[-1] = clause  # 解放路，解放路108号
        elif not (kept and (_SPELT.fullmatch(clause) or _ASIDE.fullmatch(clause))) and not _NOT_KNOWN.fullmatch(clause):
            kept.append(clause)
    whole = len(kept) == sum(bool(clause.strip()) for clause in _CLAUSE.split(text))  # its marks may tell a repair
    rest = _BREATH.sub("", without_lead(text.strip() if whole else "，".join(kept)))
    for character in spelt:
        at = next((at for at, one in enumerate(rest) if exact(one) == exact(character)), -1)
        rest = rest[:at] + character + rest[at + 1 :] if at >= 0 else rest
    return rest


def is_of_others(text: str) -> bool:
    """Whether the place is called another person's home: 我闺女家，学府路20号."""
    return bool(_OTHERS_HOME.search(text))


def is_rough(address: str) -> bool:
    """Whether a number in it is none: 五十几号."""
    return bool(_SOME.search(address))


def says_unknown_part(text: str) -> bool:
    return any(_NOT_KNOWN.fullmatch(clause.strip()) for clause in _CLAUSE.split(text) if clause.strip())


def without_lead(text: str) -> str:
    """`text` without words that announce a place."""
    text = _OTHERS_HOME.sub("", text)
    while (shorter := _LEADS.sub("", text, count=1)) != text and len(shorter) > 1:
        text = shorter
    return text


def name_first(text: str) -> str:
    """17栋，丽景花园 as it is written: the name first."""
    first, _, last = text.partition("，")
    numbers = not _NUMBERED.sub("", first) and first
    turned = numbers and last and not re.search(r"\d|，|[一二三四五六七八九]号", last)
    return last.removesuffix("的") + first if turned else text
