"""How the citizen feels, from the words alone: beside themselves, abusive, or in distress.

It colours the answer and tells the operators; it never takes the place of what was said.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

Mood = Literal["angry", "abusive", "distressed"]

#: Not abuse, whatever it holds: names of things and places, and figures of speech.
_HARMLESS = re.compile(
    r"笨重|笨拙|废(?:品|物(?:利用|回收|处理)|弃|料|水|纸)|"
    r"垃圾(?:分类|桶|站|车|没人|清运|处理|费|堆|箱|袋|场|扔|乱)|(?:扔|倒|捡|丢|乱扔)垃圾|有人(?:骂|打)我|"
    r"骂我|被骂|妈妈|我妈的|[他你]妈的(?=身份|社保|户口|卡|医保|手机|名字|退休|养老|电话)|分类垃圾|猪(?:场|肉|圈|年)|"
    r"养猪|杀猪|属猪|卖猪|养狗|狗(?:证|狗|粮)|傻瓜相机|"
    r"智障(?:证|鉴定|人士|儿童|残疾|的?(?:孩子|人|补贴))|智力残疾|神经(?:病院|科|内科|衰弱|系统)|精神病|"
    r"脑残疾"
)
#: Letters with figures, spoken or typed (SB26000001, 粤B·SB123, SB 二六零零): a number of a case, a plate, a form.
_CODE = re.compile(
    r"(?<!傻)(?:[a-z]+(?:[-_·./]+\d| *[,:]? *\d[\d ]{2,})[a-z\d]*|\d+[a-z]+[a-z\d]*|[a-z]+\d[a-z\d]*|"
    r"[a-z]+[-_·./,: ]*[零〇一二三四五六七八九幺两]{3,})|"
    r"(?:编|单|件|理|牌|照|执|证|的)号码?[是为:]?\s*[a-z]+|[a-z]+(?=开头|打头)"
)
_ABUSIVE = re.compile(
    # Letters stand for abuse only as a word of their own: not in USB, ISBN or SBK.
    r"(?<![a-z])(?:tmd|nmd|nmsl|cnm(?:[bd]|lgb)?|sb)+(?![a-z])|"
    r"(?:他|你|tm|妈|特)妈的?(?:的|逼|个)|妈的|妈逼|草泥马|操你|操蛋|我操|我靠|卧槽|"
    r"我去你|去你(?:的|妈|大爷)|滚(?:蛋|开|远|出去|吧)?$|滚蛋|滚开|滚远|王八|混(?:蛋|账)|"
    r"傻(?:逼|子|x|瓜|叉|冒|帽)|煞笔|沙比|傻比|"
    r"(?:大|真|死|蠢|笨)?(?:蠢|笨|白痴|弱智|智障|脑残)(?:货|猪|蛋|机器|死了|啊|吗|$)|白痴|弱智|智障|脑残|"
    r"废物|狗(?:屁|东西|日|官|娘)|放屁|屁用|神经病|有病(?:吧|啊|是吧)|不要脸|缺德|贱(?:人|货)|畜生|人渣|"
    r"猪(?:脑|头|一样)|去死吧你|你去死|垃圾$|垃圾(?:机器|玩意|东西|服务|系统)|"
    r"(?:什么|啥)(?:(?:狗屁|破烂|鬼|破)东西|玩意儿?)"
)
_ANGRY = re.compile(
    r"(?:我)?(?:要|去|得|一定|必须)?投诉(?:你|你们|这|一下你)|举报你们?|曝光你|"
    r"找(?:你们?)(?:领导|经理|负责人|局长)|叫你们?(?:领导|负责人|经理)|(?:什么|啥)(?:破|烂|垃圾)|"
    r"破(?:机器|玩意|系统|东西|地方|服务)|烂(?:机器|系统)|(?:气|烦|急)死(?:我|人|了)|气人|气愤|生气|火大|"
    r"发火|受够|受不了|忍不了|忍无可忍|太(?:差|烂|过分|气人|不像话|欺负人|不负责)|什么(?:态度|服务|效率)|"
    r"态度(?:太|很|真|这么|怎么这么)?(?:差|恶劣|不好)|服务(?:太|真|这么)?差|"
    r"(?:跑了|来了|白跑了?|折腾)(?:好?几|三|四|五|六|多少|无数|两)?(?:趟|次|遍|回)(?:了)?|折腾人|推来推去|"
    r"踢皮球|互相推|耍(?:我|人)|骗(?:我|人的|子)|(?:说|讲)了(?:多少|几|好几|八百|三|四|五|无数)(?:遍|次|回)|"
    r"到底(?:能不能|行不行|办不办|会不会|听不听|要怎|怎么回事)|搞什么(?:鬼|名堂|飞机)|搞(?:毛|笑呢)|"
    r"有没有(?:人管|王法|天理)|等了(?:半天|一上午|一下午|一天|好久|几个小时|两个小时|一个小时|"
    r"[一二三四五六七八九十两几半]+个?(?:多)?小时)|(?:怎么|为什么)(?:这么|还)(?:慢|麻烦|难|差|笨)|"
    r"烦(?:不烦|人|透|得很)|(?:真|好|太|很)烦|浪费(?:我的?)?时间|欺负(?:老百姓|人|我)|官僚|不作为|"
    r"没用的(?:东西|机器)|一点用(?:都|也)?没有|听不懂人话|不会(?:说|听)人话|(?:聋|瞎)(?:了|子)?(?:吗|啊)"
)
#: Anger that tells nothing but itself. 服务态度太差 is what a complaint may be about.
_OUTBURST = re.compile(
    r"[气烦急]死(?:我|人)?|气人|气愤|生气|火大|发火|受够|受不了|忍不了|忍无可忍|(?:真|好|太|很)?烦(?:不烦|人|透|"
    r"得很)?|"
    r"(?:投诉|举报|曝光)你们?|[叫找]你们?(?:领导|负责人|经理|局长)来?|搞什么(?:鬼|名堂|飞机)|搞(?:毛|笑呢)|听不懂人话|"
    r"什么(?:破|烂)?(?:机器|系统|玩意儿?|态度)|[破烂](?:机器|系统|玩意)|浪费(?:我的?)?时间|没用的(?:东西|机器)|"
    r"一点用(?:都|也)?没有|怎么(?:这么|还)(?:慢|麻烦|笨)|(?:求|求求)(?:你|您)们?(?:帮帮(?:我|忙))?"
)
_AROUND = re.compile(r"[你您我他她它们个这那的了啊呀吧嘛呢哦真太好都快要被给就是是在又简直实]")
_RUBBISH = re.compile(r"垃圾$")
_CALM = re.compile(
    r"(?:想|要|我要|我来|怎么)(?:投诉|举报)(?:一?个|一?下|单位|邻居|商家|物业|公司|怎么|$)|受骗|诈骗|被骗"
)
_DISTRESSED = re.compile(
    r"(?:怎么|该怎么|可怎么)(?:活|过)(?:啊|下去|呀|$)|走投无路|没(?:有)?(?:活路|希望)(?:了|活)|(?:实在|真的?|一点|完全|彻底)(?:是|都)?没(?:有)?(?:办法|法子)(?:了|活)"
    r"|^(?:我|真|唉|哎)*没(?:有)?(?:办法|法子)了$|"
    r"绝望|崩溃|想哭|(?:一直|总|老|在)哭|哭了|难过|好难受|心里(?:难受|堵|苦)|"
    r"(?:求|求求)(?:你|您)(?:们)?(?:了|帮|救|行)|求你|急死|"
    r"(?<![不没别])(?<!不是)(?<!不会)(?<!没有)(?:好|太|真的?|很)(?:着急(?![用办要赶去拿])|害怕|绝望|无助|可怜|命苦|伤心)|撑不(?:下去|住)|熬不(?:下去|住)|命苦|"
    r"(?:一家|全家)(?:人)?(?:都)?(?:没饭吃|等着钱|揭不开锅)|揭不开锅|没饭吃|等钱救命|救救(?:我|孩子|他|她)|"
    r"可怜可怜|(?:睡不着|失眠).{0,6}(?:好久|天天|很久|一个月)|吓(?:死|坏)(?:我|了)|好怕|怕死了"
)


@text_cached
def read_mood(text: str) -> Mood | None:
    bare = _HARMLESS.sub(" ", clean(_without_codes(text)))
    if _ABUSIVE.search(bare):
        return "abusive"
    if _ANGRY.search(bare) and not _only_calm(bare):
        return "angry"
    return "distressed" if _DISTRESSED.search(bare) else None


@text_cached
def read_outburst(text: str) -> Mood | None:
    """The mood of an utterance that is nothing else, for where free text is asked for: 楼下垃圾 is a complaint."""
    bare = clean(_without_codes(text))
    mood = read_mood(text)
    if mood is None or _RUBBISH.search(bare):
        return None
    rest = _OUTBURST.sub("", _ABUSIVE.sub("", _HARMLESS.sub("事情", bare)))
    return None if _AROUND.sub("", rest) else mood


def _without_codes(text: str) -> str:
    return _CODE.sub("编号", unicodedata.normalize("NFKC", text).lower())


def _only_calm(bare: str) -> bool:
    """我想投诉一个商家 is an errand, not a temper."""
    return bool(_CALM.search(bare)) and not _ANGRY.search(_CALM.sub(" ", bare))
