"""Reads the name of a shop or a place in free text: cuts the words around it off, and refuses what is not a name.

就叫阿芳美发吧 is 阿芳美发, 落在解放路58号 is 解放路58号; 你看叫啥好听 and
刚搬的，地址还背不到 are none.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

_CALLED = re.compile(
    r"^(?:[嗯呃那]+[，,、\s]*)?(?:(?:我|俺|咱|我们|这个?|店|店名|店面|招牌|名字|字号|名称|铺子)+(?=想|要|准备|打算|就|暂时|先|还是|决定|定|起|取|叫|是|用)"
    r"|想|想要|要(?=叫|起|取)|准备|打算|就(?=叫|起|取|用|是)|暂时|先(?=叫)|还是(?=叫)|那就|决定|定(?:下来)?的?(?=叫|是)|已经)*"
    r"(?:叫做?|起名(?:叫|为)?|取名(?:叫|为)?|起(?:的|了)?个?(?:叫|名字?叫)|名字?(?:就)?(?:叫|是)|店名(?:就)?(?:叫|是)|招牌(?:就)?(?:叫|是|写的?是?))(?![花我了])"
)
_AND_SO = re.compile(r"(?:(?<![书网酒茶咖氧水陶贴冰清])吧|就行了?|好了|就好|得了|呗|这个?名字?吧?|了)[。.！!]*$")
#: Behind a name told: how it is written, or where it comes from.
_PAUSE = re.compile(r"[，,。；;！!]+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_ASKS = re.compile(
    r"啥|什么|怎么|咋|哪[个种样里儿]|[吗么][？?。]?$|[？?]$|能不能|可不可以|可以不|行不行|好不好|是不是|要不要|用不用|多少|有没有|有要求"
    r"|能[^，,。]{1,8}不$|(?:^|[，,])(?:是)?(?:写|填|说|报|要|用)[^，,。]{1,8}还是(?:写|填|说|报|要|用)?[^，,。]{1,8}$"
)
_UNDECIDED = re.compile(
    r"(?:还在|正在|再)(?:想|琢磨|考虑|商量|取|起|找|选|看|数|算)|(?:没|未)(?:想|起|取|定|找|租|选|考虑|商量|决定)(?:好|下|到|出|名)?|想不(?:出|好|起)|说名字|名字要|(?:等|回头|以后)[^，,。]{0,8}(?:再|才)(?:说|讲|定|告诉|填|报|补|想|取|起)?"
    r"|(?:你们?|您)(?:帮|替|给)(?:我|忙)?(?:想|起|取|编|选|定)|随便"
)
_KEPT_BACK = re.compile(
    r"(?:不想|不愿意?|不能|不敢|不方便|不便|懒得|没法|不肯|不好)(?:意思)?(?:告诉|说|讲|给|写|透露|留|报)|说不(?:全|清|细|上来|准|好|来)|[背记认写]不(?:得|到|住|全|下|来|清|准|了)|不(?:知道|晓得|清楚|记得|认得|认识)|忘(?:了|记)|怕(?:他|你|别人|有人|人|被)|(?:刚|才)(?:搬|租)的"
)
#: Others know it, or it is to be told later: 地址他晓得, 你问我崽, 名字等下讲.
_OF_OTHERS = re.compile(
    r"(?:他|她|他们|人家|我?[^，,。]{1,3})(?<!我)(?:知道|晓得|清楚)$|^(?:这|那)?(?:得|要|该)?(?:你|您)(?:得|去|来)?问|(?:等下|等会儿?|一会儿?|待会儿?|晚点|先不|不先)(?:再|我)?(?:说|讲|告诉|写|填)"
)
#: 前面类别我说错了: what is put right stands elsewhere.
_OF_BEFORE = re.compile(
    r"(?:前面|刚才|刚刚|上面|上一?[个项步题]|之前|先头)(?:那个?|的|我)*[^，,。]{0,6}(?:[说选填报弄搞点写讲]错|不对|要改|改一下)"
)
_NUMBER = re.compile(r"[\d零〇一二两三四五六七八九十百幺]+(?:号楼|号院|号|栋|幢|座|单元|室|弄|组|队)")
#: Who speaks, or is spoken to: no part of a name.
_PERSONS = re.compile(r"[我俺咱你您他她]|人家")
_ROUGH = re.compile(
    r"那[家条边头座栋]|那个(?:地方|位置|店|门|口子|巷)|老地方|老位置|老样子|村[东西南北里]?头|里头|小卖部$|(?:东|西|南|北)头|旁边那|对面那|好像|大概"
)
#: A part of the country, or a hospital without its town.
_NO_TOWN = re.compile(
    r"[东西南北中]{1,2}[方部]|沿海|内地|外[省地]|省[城里外]|大城市|老家|国外|[\u4e00-\u9fff]{0,6}(?:医院|医院?[那里这]|院区|[门专]科)"
)
_LAST_CHOICE = re.compile(
    r"^.*[，,。…\.\s](?:那|还是|算了)*(?:就|还是)?(?:写|填|报|登记|算|记)(?:到|成|上)?(?P<in>[^，,。…？?]{3,}?)(?:吧|好了|就行|得了|呗)*[。.]*$"
)
_AT = re.compile(
    r"^(?:[嗯呃那]+[，,、\s]*)?(?:就|给我|帮我|请|麻烦|我|俺|要|想|把它|现在|户口|材料|东西|证|卡)*(?:落户?(?:在|到)|寄(?:到|去|往|给我到)|送(?:到|去)|发(?:到|往)|邮(?:到|寄到)"
    r"|(?:户口[本簿]|身份证|房产证|房本|执照|合同|证)(?:上面?|里头?|里面)?(?:写|登记|印|印着)?(?:着|的)?(?:地址|住址)?(?:就?是|写的?是?|在)|登记(?:的|在)(?:是|在)?|就?填(?:的是)?|就?写(?:的是)?|去|要去|到)(?=[\u4e00-\u9fff]{2})[，,、：:\s]*"
)


def told_name(text: str) -> tuple[str, bool]:
    """The name of a shop in `text`, and whether it must be read back since more was said with it."""
    pieces = [one.strip() for one in _PAUSE.split(text) if one.strip()]
    led = [one for one in pieces if _CALLED.match(one)]
    said = led[-1] if led else pieces[0] if pieces else text
    name = _CALLED.sub("", said, count=1)
    if name != said or said.startswith(("就", "那就")):
        name = _AND_SO.sub("", name)
    return (name or said), len(pieces) > 1 or bool(_PERSONS.search(name))


def no_name(text: str) -> bool:
    """Whether `text` asks, thinks aloud, keeps the name back or is about another part of the form."""
    return any(pattern.search(text) for pattern in (_ASKS, _UNDECIDED, _KEPT_BACK, _OF_BEFORE, _OF_OTHERS))


def without_at(text: str) -> str:
    """落在解放路58号, 户口本上是解放路58号 as 解放路58号; of 后门那条巷子……就写城南小学后门吧 the last."""
    if hit := _LAST_CHOICE.match(text):
        return hit["in"]
    return _AT.sub("", text, count=1)


def no_place_told(text: str) -> bool:
    """Whether `text` asks about the place, does not know it or keeps it back. One with a number tells it."""
    if _NUMBER.search(text):
        return False
    return any(pattern.search(text) for pattern in (_ASKS, _KEPT_BACK, _OF_BEFORE, _OF_OTHERS)) or bool(
        _UNDECIDED.search(text) and not re.search(r"[路街巷村镇]", text)
    )


def has_number(place: str) -> bool:
    return bool(_NUMBER.search(place) or re.search(r"\d|[一二三四五六七八九十百]", place))


def in_two_parts(text: str) -> bool:
    """杭州 浙江的: whether a place without a number is told in two clauses, of which one explains the other."""
    return len([one for one in _PAUSE.split(text) if one.strip()]) > 1 and not _NUMBER.search(text)


def is_rough_place(text: str) -> bool:
    """Whether another could not find the place by it: 菜市场里头卖鱼那家, 我们村小卖部, 光明小区，老地方."""
    return (
        bool(_PERSONS.search(text) or _ROUGH.search(text) or _NO_TOWN.fullmatch(clean(text))) and len(clean(text)) > 1
    )
