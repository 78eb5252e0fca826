"""Names that begin with no Han surname: 扎西多吉, 那英, 约翰·史密斯, John Smith.

Whether spoken words of this shape are a name is not certain, so they are asked back.
"""

from __future__ import annotations

import re

from dialogue.understand.bare import says_nothing
from mandarin.pinyin import HANZI

_HAN = re.compile(f"[{HANZI}]+")
_LETTER = rf"(?:(?![{HANZI}])[^\W\d_])"
_LATIN = re.compile(rf"{_LETTER}{{2,}}(?:[ '’\-.·]+{_LETTER}+){{0,5}}\.?")
_NO_LATIN = frozenset(
    ["ok", "okay", "yes", "no", "hi", "hello", "bye", "app", "vip", "wifi", "qq", "atm", "please", "thanks", "sorry"]
)
#: Characters by which other languages' names are written. A longer name is made of little else.
_SOUNDS = frozenset(
    "阿艾爱安昂奥巴拜班本比彼边宾波伯勃卜布才查赤次措达大代丹德登迪蒂丁东杜顿多尔娥恩法费芬弗福盖甘冈高戈哥格根古哈海汉豪赫亨胡霍基吉"
    "加贾江杰金卡凯坎康科克肯库拉莱兰朗劳勒雷黎里理利丽莉连林琳龙鲁路伦罗洛玛马麦曼梅蒙米密缅明摩莫姆木穆拿娜纳南内尼涅努诺欧帕潘佩"
    "彭皮普奇奇齐恰乔琼热仁日如瑞若萨赛三桑瑟沙莎山什史士斯苏索所塔泰坦汤特提铁图托娃瓦万旺威维温沃乌西希夏香谢辛兴修雅雍扬耶伊依"
    "因英尤约云宰则扎泽詹珍芝智朱卓孜兹宗央吾买江提汗别肯依热古丽翰宝音其格娃云乐敖道朝鲁图布毕和呼额琴孟都雅"
)
#: What these characters mean in a sentence. No name that is written by sound has them.
_SENTENCE = re.compile(
    r"[的了吗呢吧啊是不没我你您他她它这谁怎什啥要想办们个给很太再还也说话问请叫找写填]|那[个边里么就好行]"
)
#: The ends of things, offices and times. A person's name has none of them.
_THING = re.compile(
    r"[证卡费号楼路街店厂局院所处室区县市省镇村书表本单款险税照码机电网点钟年月日天时分层岁元块米]$"
    r"|身份|社保|机器|电脑|坏$|医保|公积|居住|营业|户口|手机|电话|地址|密码|人工|客服|窗口|业务|办事|大厅|政府|公司|"
    r"单位|材料|服务|先生|女士|小姐"
    r"|今天|明天|昨天|现在|上午|下午|随便|继续|返回|取消|确认|同意|修改|正确|错误|一[下遍次]|[0-9]|"
    r"^[零一二两三四五六七八九十百千万亿幺]+$"
)
_SHORT, _LONG, _LED = 4, 8, 12


def looks_foreign(bare: str, *, led: bool) -> bool:
    """`bare`: without lead (我叫) and tail. `led`: it had one, so that a longer one may be a name too."""
    if _LATIN.fullmatch(bare):
        return bare.lower() not in _NO_LATIN
    if not _HAN.fullmatch(bare) or _SENTENCE.search(bare) or _THING.search(bare) or says_nothing(bare):
        return False
    if len(bare) <= _SHORT or (led and len(bare) <= _LED):
        return len(bare) >= 2
    return len(bare) <= _LONG and written_by_sound(bare)


def written_by_sound(name: str) -> bool:
    """Is it made of the characters by which names of other languages are written?"""
    return sum(character in _SOUNDS for character in name) >= 0.8 * len(name)
