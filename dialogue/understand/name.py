"""Names of people as they are spoken: 我叫王小明, 欧阳娜娜, 阿依古丽·买买提, with their spelling (弓长张，三丰).

A common surname with one or two characters is sure. Everything else that may be a name (a rare surname, none at all,
Latin letters) is doubtful, and asked back.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from dialogue.understand import validation_messages
from dialogue.understand.foreign_name import looks_foreign, written_by_sound
from dialogue.understand.question import is_question
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK
from dialogue.understand.spelling import Explained, explanations
from dialogue.understand.surnames import KNOWN, RARE, any_surname_of, likeliest, surname_of
from mandarin.pinyin import HANZI, exact

_LEAD = re.compile(
    r"^(?:嗯|呃|额|啊|哦|那个|你好|您好|好的|我的?(?:姓名|名字|大名|全名)(?:就?是|叫做?)?|(?:姓名|名字|全名)(?:就?是"
    r"|叫做?)?|单名(?:一个|叫做?|是)?|本人(?:叫|是|姓名)?|我是|我叫做?|我就叫"
    r"|(?:户口本|户口簿|身份证|证件|证|本子|户口)(?:上面?|里头?)?(?:写|登记)?的?(?:就?是|叫)|他叫|她叫|叫做|名叫|叫|应该是|就是|是|写)"
)
_NAMED = re.compile(r"我叫|名字|姓名|叫做|名叫|[他她]叫")
_SURNAME = re.compile(
    rf"(?:我|俺|咱|她|他|孩子|娃|本人|鄙人|在下|免贵|家里|[跟随]他[爸妈]|是|[敝鄙复双小老本单])*姓(?!名|啥|什么|哪)"
    rf"(?P<name>[{HANZI}]{{1,2}}?)(?=[，,。、 名叫单]|$)[，,、 ]*(?:名字?叫?|叫"
    r"|单名(?:一个)?)?"
)
_TAIL = re.compile(r"(?:先生|女士|小姐|这个名字|字)?[吧啊呀呢了的哦嘛]*$")
_BREAK = re.compile(rf"[，,。、；;！!]+|(?<=[{HANZI}])[.\s]+|[.\s]+(?=[{HANZI}])")
_DOT = re.compile(rf"[•・‧．]|(?<=[{HANZI}])\.|(?<=[{HANZI}]{{2}})(?:中间(?:一个|有个?)?)?点(?=[{HANZI}]{{2}})")
_MINORITY = re.compile(rf"[{HANZI}]{{1,10}}(?:·[{HANZI}]{{1,10}}){{1,3}}")
_HAN = re.compile(f"[{HANZI}]+")
#: 老李, 小王: how a person is called, and no name.
_CALLED = re.compile(
    rf"(?:(?:我是|叫我?|我叫)[，,]?)?[老小阿大](?P<surname>[{HANZI}])(?:同志|师傅|先生|就行|就好)?[吧啊呀的。.]*"
)
_NO_NAME = frozenset("的了吗呢吧啊么是不没我你您他她它这那哪谁怎什啥要想办们个给很太再还也说话问请")
_SURNAMES_TOO = frozenset("那么")
#: Everyday words that begin like a name.
_WORDS = re.compile(
    r"谢谢|多谢|高兴|高血|高龄|常常|常住|常用|方便|方法|方式|时间|时候|安全|安静|安排|平安|万一|万分|黄色|白色"
    r"|白天|白卡|金额|金卡|金融|钱包|钱数|马上|马路"
    r"|水电|石头|阳光|温度|关于|关闭|关心|关系|任何|任意|何时|何必|成功|成年|成本|程序|田地|路口|路上|路边|毛病"
    r"|毛巾|江边|于是|游客|游泳|应当|曾经|单位|单独|单亲"
    r"|包括|包含|全部|全家|全都|全是|解决|解释|解除|房子|房产|房东|房屋|车子|车牌|车位|车辆|商店|商量|文件|文化"
    r"|文字|党员|师傅|向前|向东|简单|简便|计划|计算|能行|强制"
    r"|申请|申报|古代|易懂|管理|童年|康复|习惯|余额|印章|司机|司法|公司|尤其|农民|农村|农历|原来|原因|原件|荣誉"
    r"|代办|代理|付款|付钱|石化|范围|盖章|连接|高中|高速"
    r"|华人|后天|米饭|武汉|温州|苏州|郑州|徐州|杭州|宁波|柳州|金华|左右|左边|边上|连续|花钱|花园|强烈|项目|位置"
    r"|时常|原告|伏特|沙发|成绩|成都|祝您|祝你|金牌|章子|龙头"
    r"|麻烦|幸好|幸福|幸亏|敬老|楼上|楼下|隆重|宣布|占用|宗旨|查询|查一下|查看|查找|席位|卫生|卫生间|景区|薄弱"
    r"|石油|段落|万能|江苏|江西|海南|云南|湖南|河南|安徽|甘肃|陕西|宁夏"
    r"|梅雨|雷雨|乐意|冷静|古怪|边境|充值|随便|丁字|方面|高度|马虎|夏天|秦岭|史上|林业|严重|尚未|文明|毕业|毕竟"
    r"|包子|关门|关机|常年|曲折|成人|安装|于今|童装"
)  # fmt: skip

#: 黄小明不是黄是王: one character is put right, by what it is not and what it is.
_NOT_BUT = re.compile(
    rf"(?P<before>.*?)[，,、\s]*不(?:是|姓|叫)(?:[{HANZI}]{{1,4}}的)?(?P<out>[{HANZI}])[，,、\s]*(?:而|应该)?(?:是|姓|叫)"
    rf"(?:[{HANZI}]{{1,4}}的)?(?P<in>[{HANZI}])[的吧啊呀。.\s]*"
)


def with_surname_mended(text: str, partial: str = "") -> str:
    """黄小明不是黄是王 as 王小明; `partial`: the name that was read back, for 不是黄是王 alone. Else `text`."""
    hit = _NOT_BUT.fullmatch(text)
    before = (hit["before"] or partial) if hit else ""
    name = before[-4:]
    at = next((at for at, one in enumerate(name) if hit and exact(one) == exact(hit["out"])), -1)
    if hit is None or at < 0:
        return text
    at += len(before) - len(name)
    return before[:at] + hit["in"] + before[at + 1 :]


def read_name(text: str, *, partial: str = "") -> Reading:
    """`partial`: the name so far, which a spelling or a repair mends. A guessed surname is doubtful."""
    ready = _DOT.sub("·", unicodedata.normalize("NFKC", text).strip(" ，,。.！!"))
    if is_question(ready):
        return NOTHING
    if not partial and (hit := _CALLED.fullmatch(ready)) and surname_of(hit["surname"]):
        return Reading(message=validation_messages.WHOLE_NAME)
    reading = Reading(value=partial)
    for piece in (pieces := re.split(MARK, ready)):
        found = _read(piece.strip(" ，,。."), reading.value)
        reading = reading if found.nothing else found
    if len(pieces) > 1 and reading.value and not _read(pieces[-1].strip(" ，,。."), reading.value).value:
        reading = replace(reading, doubtful=True)  # what was put right was not understood
    if not pieces[-1].strip(" ，,。.") or (
        reading.value == partial and len(pieces) == 1 and not _read(ready, "").value
    ):
        return NOTHING if not reading.message else reading
    return reading


def _read(text: str, known: str) -> Reading:
    named = bool(_NAMED.search(text))
    surname = ""
    if (hit := _SURNAME.search(text)) and (surname := _surname(hit["name"])):
        text = f"{text[: hit.start()]}，{text[hit.end() :]}"
    explained = explanations(text)
    said = _stated(text, explained, named or bool(surname))
    characters = [one.character for one in explained]
    if not said and not (explained or surname):
        return NOTHING
    doubtful = False
    if said:
        base, doubtful = said
    else:
        base = known
    name = _mend(base, surname, characters)
    if surname_of(name) and 2 <= len(name) <= 4:
        return Reading(value=name, doubtful=doubtful)
    if "·" in name:
        return Reading(value=name)
    if (given := name[len(any_surname_of(name)) :]) and given != name and (explained or surname) and len(given) <= 3:
        return Reading(value=name, doubtful=True)
    if said and (doubtful or named) and len(base) >= 2:
        return Reading(value=_with_surname(base, same_tone=doubtful), doubtful=True)
    return Reading(message=validation_messages.WHOLE_NAME) if explained or surname else NOTHING


def _surname(heard: str) -> str:
    return heard if heard in KNOWN | RARE else likeliest(heard[0]) if len(heard) == 1 else ""


def _with_surname(heard: str, *, same_tone: bool) -> str:
    """我叫望小明: the surname was recognised as a homophone. Unchanged where the name may have no Han surname.

    `same_tone`: only as one of the same tone, where nothing else tells that it is a name (臣志强: 陈志强).
    """
    if len(heard) > 3 or (same_tone and len(heard) < 3) or any_surname_of(heard) or written_by_sound(heard):
        return heard
    surname = likeliest(heard[0], same_tone=same_tone)
    return (surname or heard[0]) + heard[1:]


def _stated(text: str, explained: list[Explained], led: bool) -> tuple[str, bool] | None:
    """The name that is said outright, apart from explanations, and whether it is a guess."""
    rest, at = "", 0
    for one in explained:
        rest, at = f"{rest}{text[at : one.start]}，", one.end
    rest += text[at:]
    clauses = [clause for clause in _BREAK.split(rest) if clause]
    for bare in map(_bare, clauses):
        if _MINORITY.fullmatch(bare) and len(bare) >= 4:
            return bare, False
        most = 4 if led or explained or surname_of(bare) not in bare[:1] or len(surname_of(bare)) == 2 else 3
        if not 1 <= len(bare) <= most or not _HAN.fullmatch(bare):
            continue
        given = bare[len(surname_of(bare)) :]
        apart = given if len(surname_of(bare)) > 1 else bare[bare[0] in _SURNAMES_TOO :]  # the 太 of 太史 is no 太
        if _NO_NAME & set(apart) or (not (led or explained) and _WORDS.match(bare)):
            continue
        if explained or led or (surname_of(bare) and given):
            return bare, False
    rest_of = (_bare(clause) for clause in clauses if clause[-1] not in "的了吗呢")  # 外地的 is no name
    return next(((bare, True) for bare in rest_of if _may_be_a_name(bare, led)), None)


def _may_be_a_name(bare: str, led: bool) -> bool:
    surname = any_surname_of(bare)
    if len(surname) > 1 and 1 <= len(bare) - len(surname) <= 3 and _HAN.fullmatch(bare):
        return True
    return looks_foreign(bare, led=led) and (led or not _WORDS.match(bare))


def _bare(clause: str) -> str:
    while (shorter := _LEAD.sub("", clause, count=1)) != clause and shorter:
        clause = shorter
    shorter = _TAIL.sub("", clause)
    return shorter or clause


def _mend(base: str, surname: str, characters: list[str]) -> str:
    """`base` with its characters as they were explained: each takes the place of the first that sounds like it."""
    name, settled = list(base), set[int]()
    loose: list[str] = []
    for character in characters:
        place = next((i for i, c in enumerate(name) if i not in settled and exact(c) == exact(character)), -1)
        if place < 0:
            loose.append(character)
        else:
            name[place] = character
            settled.add(place)
    if loose and not name:
        name = loose
    elif loose and loose[0] in KNOWN and not (surname_of(base) and 0 in settled):
        name = [loose[0], *(name if len(name) <= 2 else name[1:])]
    whole = "".join(name)
    if surname and exact(whole[: len(surname)]) == exact(surname):
        return surname + whole[len(surname) :]
    if surname:
        return surname + (whole if len(whole) <= 2 else whole[1:])
    return whole
