"""Names of people and places as citizens give them: surnames as frequent as they are, spelt characters, addresses."""

from __future__ import annotations

import random

from train.syllables.texts.numbers import cardinal
from tts import readings


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


#: The surnames of the common table stand in order of frequency: the k-th is chosen with weight 1 / (k + this).
_FLATTER = 6.0
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "令狐", "慕容", "夏侯", "司徒", "端木")
_SPELT = _words(
    "弓长张 立早章 木子李 耳东陈 双木林 草头黄 三横王 口天吴 言午许 古月胡 双人徐 人可何",
    "走肖赵 木易杨 卯金刀刘 文刀刘 余未徐 禾呈程 关耳郑 美女姜 草字头蔡 三点水江 千里马的马",
    "建设的建 国家的国 英雄的英 美丽的丽 红色的红 伟大的伟 军人的军 兰花的兰 平安的平",
    "志气的志 明天的明 春天的春 雨雪的雪",
)
_BEFORE = (
    "我叫",
    "我是",
    "名字叫",
    "姓名",
    "我姓名是",
    "本人",
    "联系人",
    "申请人是",
    "我儿子叫",
    "我妈叫",
    "",
    "",
    "",
    "",
)
_STREETS = _words(
    "人民 中山 解放 建设 和平 长江 黄河 文化 新华 胜利 光明 滨河 迎宾 学院 工业 幸福",
    "朝阳 东风 西湖 龙泉 桂花 翠竹 科技 创业 友谊 团结 育才 青年 湖滨 环城 凤凰 紫荆",
    "丹霞 望江",
)
_ESTATES = _words(
    "阳光花园 幸福小区 锦绣家园 碧水湾 金色港湾 丽景苑 御龙湾 翡翠城 书香门第 万科城",
    "怡景花园 康乐新村 紫金华府 荷塘月色 枫林绿洲 桃源居 清华园 盛世豪庭 江南水乡 安居苑",
    "云顶国际 梧桐公馆 橡树湾 银杏苑",
)
_VILLAGES = (
    "李张王刘陈杨赵黄周吴徐孙胡朱高林何郭马罗邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
)
_DIVISIONS = "区县市镇乡"


def person(dice: random.Random) -> str:
    name = full_name(dice)
    spelling = dice.choice(("，", "，我姓")) + dice.choice(_SPELT) if dice.random() < 0.25 else ""
    return dice.choice(_BEFORE) + name + spelling


def full_name(dice: random.Random) -> str:
    common = readings.common_surnames()
    way = dice.random()
    if way < 0.82:
        surname = dice.choices(common, [1 / (place + _FLATTER) for place in range(len(common))])[0]
    else:
        surname = dice.choice(_DOUBLE if way > 0.97 else sorted(readings.surnames()))
    if dice.random() < 0.25:
        return surname + dice.choice(sorted(readings.given_words()))
    return surname + "".join(dice.choices(sorted(readings.given_characters()), k=dice.choice((1, 2, 2, 2))))


def address(dice: random.Random) -> str:
    """A made-up address; its city is a real one, its street is one that many cities have."""
    places = sorted(name for name in readings.words() if name[-1] in "市区县州" and len(name) > 2)
    town = dice.choice((dice.choice(places), dice.choice(_STREETS) + dice.choice(_DIVISIONS), ""))
    way = dice.random()
    if way < 0.25:
        where = (
            dice.choice(_VILLAGES)
            + dice.choice(("家村", "庄村", "家湾", "家坪", "家坝", "家沟", "家桥"))
            + dice.choice(("", f"{cardinal(dice.randint(1, 12))}组", f"{cardinal(dice.randint(1, 90))}号"))
        )
    else:
        where = dice.choice(_STREETS) + dice.choice(
            ("东路", "西路", "南路", "北路", "中路", "大道", "街", "路", "巷", "里")
        )
        where += cardinal(dice.randint(1, 400)) + "号"
    if way > 0.45:
        room = "".join("零一二三四五六七八九"[int(digit)] for digit in f"{dice.randint(1, 26)}{dice.randint(1, 8):02d}")
        where += dice.choice(_ESTATES) + cardinal(dice.randint(1, 40)) + dice.choice(("栋", "号楼", "幢"))
        where += (
            dice.choice(("", f"{cardinal(dice.randint(1, 4))}单元"))
            + dice.choice(("", "，"))
            + room
            + dice.choice(("", "室"))
        )
    return dice.choice(("我住在", "住在", "地址是", "现住", "", "", "")) + town + where
