"""Is somebody in danger now? Then the right number comes before any form.

Certain by characters, conservative by sound: a rule wants the words of something happening (着火了, 有人晕倒), and talk
about papers, money, insurance or the past takes the alarm back (火灾证明, 去年着火, 打120要钱吗). Only for the wish to
die is a past or a paper no excuse, and only figures of speech are (急死了, 跳楼价).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mandarin.pinyin import clean, exact

Kind = Literal["suicide", "fire", "violence", "medical", "traffic", "crowd"]
#: Who is called; 12356 is the nation-wide line for people in despair. A crowd is for the operators alone.
NUMBERS: dict[Kind, str] = {
    "suicide": "12356",
    "fire": "119",
    "violence": "110",
    "medical": "120",
    "traffic": "122",
    "crowd": "",
}


@dataclass(frozen=True, slots=True)
class Risk:
    """`urgent`: it is happening now. `rule`: which rule saw it, for the record."""

    kind: Kind
    number: str
    urgent: bool
    rule: str


#: Figures of speech, goods and places: taken out before anything is looked for.
_HARMLESS = re.compile(
    r"[急烦气热冷饿累困忙笑吓疼痛渴吵堵挤慢丑苦恨穷闷羞馋美甜亏]死(?:我|人|个人|了|啦|宝宝)*|无聊死|麻烦死|"
    r"难受死|想死你|爱死|跳楼(?:价|机|大?甩卖|大?处理|促销)|自杀(?:险|式|率|干预|预防|的?保险)|要死不活|"
    r"死活|该死|死板|死机|死亡证明|[我你]?(?:的)?老命|救命(?:钱|药|恩人|稻草|的?(?:钱|药))|"
    r"打(?:电话|印|车|卡|针|折|包|工|听|扰|开|算|分|官司|扫|疫苗|不通|不开|卦|牌|球|招呼|电话给|"
    r"(?:110|119|120|122|12345|12356))|拿刀(?:叉|具)|刀具|砍(?:价|树|柴|伐|掉树)|杀(?:毒|价|虫|青|鸡|猪|鱼)|"
    r"抢(?:票|号|购|先|修|手|到号|占|红包)|堵车|堵塞|火车|火锅|火化|火葬|火爆|火了一把|发火|恼火|冒火|上火|"
    r"撞(?:名|衫|期|线|上了?门|见|号|了?(?:时间|日期|名字))|集体(?:户|土地|合同|所有|产权|经济|宿舍)|"
    r"消防[^，。]{0,6}"
)
#: About papers, money, or some other time: nothing is happening now.
_TOPIC = re.compile(
    r"证明|证书|认定|鉴定|赔|保险|补偿|补助|补贴|救助|报销|备案|许可|审批|材料|手续|申请|登记|注销|户口|"
    r"工伤|医保|慢病|慢性病|后遗症|残疾|多少钱|要钱|收费|免费|费用|犯法|违法|法律|起诉|离婚|保护令|告诫书|"
    r"诉讼|怎么开|怎么办理|流程|回执|查询|能办|可以办|算不算|怎么算|电话是多少|号码是多少|是多少|培训|演习|"
    r"演练|讲座|比赛|电影|电视|新闻|小说|游戏|设备|器材|验收|去年|前年|上个?月|上个?周|上次|以前|之前|"
    r"前几天|前两天|前些天|那年|昨天|前天|当年|当时|小时候|曾经|早就|已经处理|如果|万一|假如|要是|防止|"
    r"预防|避免|为什么会|会不会"
)
_NOW = re.compile(r"救命|快来|来人|赶紧|赶快|正在|马上|刚刚|现在|快点|快叫|快打|不行了")
_NOT = re.compile(r"(?:没有|没|不是|并没|并不|不会|别|不要|不许|不能)(?:有?人)?(?:在)?$")
_DENIED = re.compile(r"没有?人|不是|没有|别|不要")

_RULES: tuple[tuple[Kind, bool, str, str], ...] = (
    ("suicide", True, "正要自杀",
        r"(?:想|要|打算|准备|去|不如|就|正在|有人|谁)(?:去|要|在|想)?(?:自杀|自尽|寻死|轻生|寻短见|"
        r"跳楼|跳河|跳江|跳桥|上吊|割腕|喝农药|烧炭|自焚|自残)"),
    ("suicide", True, "自伤",
        r"站在(?:楼顶|天台|桥上|窗台)|(?:吃|吞|喝)了(?:一?瓶|很多|好多|一?把)?(?:安眠药|农药|老鼠药|敌敌畏)|"
        r"割了?腕|写(?:好)?了?遗书"),
    ("suicide", False, "不想活",
        r"不想活|不想再活|活不下去|活不成了|活够了|活腻了|活着(?:还有?|真|都|也|就)?(?:没|有什么|有啥|是受罪)|"
        r"不如死|死了算了|一死了之|一了百了|(?<!不)想死(?!我)|(?:我|让我)(?:要|就)?去死|"
        r"死了(?:才|就)(?:好|解脱)|结束(?:自己|我|这)的?(?:生命|一生)|了结(?:自己|生命|我)|"
        r"没有?活(?:下去|着)的(?:意思|意义|勇气|必要)|生无可恋"),
    ("fire", True, "火情",
        r"(?:着|起|失)火(?:了|啦|啊|快|救)|(?:着|起|失)火$|火灾了|发生(?:了)?火灾|有火灾|烧起来|烧着了|"
        r"(?:在|直|都|有)冒(?:黑|浓)?烟|冒(?:黑|浓)?烟(?:了|啦)|好大的烟|浓烟|大火|"
        r"(?:煤气|燃气|天然气|液化气)(?:罐)?(?:泄漏|泄露|漏了|漏气)|(?:煤气|焦糊|烧焦|糊)味(?:儿)?(?:很|好|大|重)?|"
        r"爆炸了|要爆炸"),
    ("violence", True, "暴力",
        r"(?:在|正|有人|又|都|开始|还|动手)打(?:人|架|起来|老人|孩子|女人|工作人员|保安)|打(?:人|架)了|打起来|"
        r"打伤了?人|动手打|"
        r"(?:要|老|总|又|在|天天|经常|一直|老公|丈夫|他|爸爸?|儿子|有人|想)打我(?!的?(?:电话|手机|"
        r"座机|号|卡|账|招呼|家|单位|主意|[一二两三四五六七八九十几好]))|"
        r"(?:持|拿(?:着|了|把|一把)*|动|带着?|掏出)刀(?!片|卡)|行凶|"
        r"(?:要|想|来)(?:砍|捅|杀|弄死|打死)(?:我|人|他|她|你|死)|(?:砍|捅|杀)(?:人|伤人|死人|了人|了我)|"
        r"被(?:人)?(?:打|砍|捅|抢劫|抢|绑架|跟踪|尾随|强奸|性侵|猥亵|家暴|殴打|拘禁|关起来)了?|"
        r"(?:在|正|遭|遭受|对我|受到|有)家暴|家暴我|家暴$|抢劫|绑架|殴打|炸弹|"
        r"(?:要|想|快|赶紧|帮我|请|需要|麻烦)(?:你|您|我)?报警|救命"),
    ("medical", True, "急病",
        r"(?:晕|昏)(?:倒|过去|死过去|厥)|昏迷|不省人事|休克|"
        r"(?:心脏病|癫痫|羊癫疯|羊角风|哮喘|高血压|低血糖|老毛病)(?:又)?(?:犯|发作)|心脏骤停|"
        r"(?:突发|突然|犯了|好像是?|可能是?|得了)(?:心梗|脑梗|脑溢血|中风)|"
        r"(?:心梗|脑梗|脑溢血|中风)(?:犯|发作|了$|了快|倒)|胸口?(?:很|好|特别|突然)?(?:疼|痛|闷)|心口?绞痛|"
        r"(?:喘|透|上)不(?:上|过)来?气|呼吸困难|不能呼吸|没有?(?:了)?(?:呼吸|心跳)|断气|抽搐|抽风了|口吐白沫|"
        r"吐血|大出血|(?:流|出)了?(?:好多|很多|好些|许多|一地)血|血流不止|止不住血|"
        r"(?:摔|跌)(?:倒|伤|下来)了?(?:，)?.{0,6}(?:起不来|站不起|动不了|流血)|(?:要|快|马上)生了|羊水破|"
        r"中暑了?$|中暑了|噎住|噎着了|呛住|卡住?(?:喉咙|嗓子)|触电了|溺水|落水了|掉(?:到|进)?(?:河|水)里|吃错药|"
        r"(?:食物|煤气|农药|酒精)中毒了?|(?:叫|喊|要|打)(?:个|辆|一辆|一下)?救护车|(?:叫|喊)一?下?120|"
        r"(?:人|他|她|爸|妈|奶奶|爷爷|快|老人|老伴)(?:快|要)?不行了"),
    ("traffic", True, "车祸",
        r"(?:出|发生|碰上)(?:了)?(?:车祸|交通事故)|车祸了|撞(?:车|人|到人|伤人|死人|着人|倒人)了?|"
        r"撞到?了?(?:一个|个)(?:人|老人|小孩|孩子|行人)|"
        r"被(?:汽车|电动车|摩托车|货车|公交车|三轮车|小车|大车|车)(?:给)?撞|"
        r"(?:车|有人|人|我|孩子|老人)(?:被|给)撞|追尾了|翻车了|肇事逃逸|撞了人?(?:就)?跑"),
    ("crowd", False, "聚集",
        r"拉(?:着|了|起)?横幅|打横幅|集体(?:上访|讨薪|维权|闹|罢工|抗议|讨说法)|聚众|聚集(?:闹|起来|在门口)|"
        r"围(?:堵|攻)|(?:很多|好多|几十|几百|上百|一大?群|一帮|一伙|"
        r"[\d一二三四五六七八九十百]+多?[个号])人?.{0,8}(?:闹事|闹起来|抗议|示威|静坐|聚集|堵(?:着|住|"
        r"在|了)?(?:大?门|路|门口)|围(?:着|住|了|在))|游行|示威|静坐(?!区)|闹访|堵(?:政府|大厅|大门|门口|马路)|"
        r"(?:组织|一起|一块|联合|带人|叫人)(?:大家|人|去|来)*(?:上访|闹事|围|堵)"),
)  # fmt: skip
_PATTERNS = tuple((kind, urgent, name, re.compile(words)) for kind, urgent, name, words in _RULES)

#: Misspelt by the ear, yet like nothing else: all their syllables, tones aside.
_MISSPELT: tuple[tuple[Kind, bool, tuple[str, ...]], ...] = (
    ("suicide", True, ("我要自杀", "我想自杀", "要去跳楼", "我要跳楼", "我想跳楼", "喝农药")),
    ("suicide", False, ("不想活了", "活不下去了", "活着没意思", "死了算了")),
    ("fire", True, ("着火了", "起火了", "冒烟了", "煤气泄漏", "燃气泄漏")),
    ("violence", True, ("有人打人", "有人打架", "打起来了", "有人拿刀", "老公家暴")),
    ("medical", True, ("有人晕倒", "突然晕倒", "喘不上气", "喘不过气", "心脏病犯了", "心脏病发作", "叫救护车")),
    ("traffic", True, ("出车祸了", "发生车祸")),
    ("crowd", False, ("集体上访", "拉横幅")),
)
_SOUNDS = tuple((kind, urgent, exact(word)) for kind, urgent, words in _MISSPELT for word in words)
_LONGEST_BY_SOUND = 16


def read_risk(text: str) -> Risk | None:
    bare = _HARMLESS.sub(" ", clean(text))
    topic = bool(_TOPIC.search(bare)) and not _NOW.search(bare)
    for kind, urgent, name, pattern in _PATTERNS:
        if topic and kind != "suicide":
            continue
        if (hit := pattern.search(bare)) and not (kind != "suicide" and _NOT.search(bare[: hit.start()])):
            return Risk(kind, NUMBERS[kind], urgent, name)
    return None if topic or _DENIED.search(bare) else _by_sound(bare)


def _by_sound(bare: str) -> Risk | None:
    sounds = exact(bare)
    if len(sounds) > _LONGEST_BY_SOUND:
        return None
    for kind, urgent, word in _SOUNDS:
        if any(sounds[at : at + len(word)] == word for at in range(len(sounds) - len(word) + 1)):
            return Risk(kind, NUMBERS[kind], urgent, "近音")
    return None
