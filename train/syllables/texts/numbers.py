"""The numbers of a service hall: mobiles, identity numbers, landlines, case numbers, plates, amounts, dates, times."""

from __future__ import annotations

import datetime
import random

from train.syllables.texts.digits import random_digits, said

_BEFORE = ("我的", "", "", "嗯，", "喂，", "那个，", "您记一下，", "好的，", "麻烦您，", "就是", "应该是")
_AFTER = ("", "", "", "", "", "，对", "，就这个", "，没错", "，谢谢", "，记下了吗")
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_AREA = ("010", "020", "021", "022", "023", "024", "025", "027", "028", "029", "0311", "0371", "0531", "0571", "0755")
_UNITS = ("块", "元", "块钱", "人民币", "元整", "")
_SMALL = "零一二三四五六七八九十"


def mobile(dice: random.Random) -> str:
    number = "1" + dice.choice("3456789") + random_digits(9, dice)
    name = dice.choice(("手机号是", "手机号码是", "电话是", "号码是", "联系电话", "", "", ""))
    return _in_sentence(name, said(number, dice, ((3, 4, 4), (3, 3, 5), (3, 2, 2, 2, 2), (4, 4, 3), (3, 8))), dice)


def identity(dice: random.Random) -> str:
    day = datetime.date(1935, 1, 1) + datetime.timedelta(days=dice.randrange(32000))
    number = dice.choice(("11", "12", "31", "32", "33", "37", "41", "42", "43", "44", "50", "51", "61", "65"))
    number += f"{dice.randint(1, 9):02d}{dice.randint(1, 30):02d}{day:%Y%m%d}" + random_digits(3, dice)
    check = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=True)) % 11
    name = dice.choice(("身份证号是", "身份证号码是", "身份证", "证件号码是", "", "", ""))
    groupings = ((6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4), (6, 4, 2, 2, 4), (4, 4, 4, 4, 2))
    return _in_sentence(name, said(number + "10X98765432"[check], dice, groupings), dice)


def eight_digits(dice: random.Random) -> str:
    name = dice.choice(("工单号是", "办件编号", "受理号是", "编号是", "查一下工单", "查询码是", "", "", ""))
    return _in_sentence(name, said(random_digits(8, dice), dice, ((4, 4), (2, 2, 2, 2), (3, 3, 2), (3, 5))), dice)


def landline(dice: random.Random) -> str:
    area = dice.choice(_AREA)
    local = dice.choice("23456789") + random_digits(7 if len(area) == 3 or dice.random() < 0.5 else 6, dice)
    name = dice.choice(("座机是", "家里电话", "单位电话是", "", ""))
    return _in_sentence(name, said(area, dice) + dice.choice(("，", "，", "转")) + said(local, dice, ((4, 4),)), dice)


def short_code(dice: random.Random) -> str:
    """2 to 7 digits: the last four, a house number, a verification code, a window, a hotline."""
    if dice.random() < 0.15:
        return dice.choice(("幺二三四五", "幺幺零", "幺二零", "幺幺九", "一二三四五热线", "九五五八八", "一零零八六"))
    name = dice.choice(
        ("验证码", "后四位是", "尾号", "排队号", "后六位", "中间四位是", "前三位", "密码", "邮编", "", "", "")
    )
    return _in_sentence(name, said(random_digits(dice.randint(2, 7), dice), dice), dice)


def digits_alone(dice: random.Random) -> str:
    return said(random_digits(dice.randint(3, 12), dice), dice)


def plate(dice: random.Random) -> str:
    length = 6 if dice.random() < 0.3 else 5
    rest = [dice.choice(_PLATE_LETTERS) if dice.random() < 0.2 else dice.choice("0123456789") for _ in range(length)]
    spoken = "".join(mark if mark.isalpha() else said(mark, dice) for mark in rest)
    name = dice.choice(("车牌号是", "车牌", "我的车是", "", ""))
    return _in_sentence(
        name, dice.choice(_PROVINCES) + dice.choice(_PLATE_LETTERS) + dice.choice(("", "，")) + spoken, dice
    )


def amount(dice: random.Random) -> str:
    size = dice.choice((9, 99, 999, 9999, 99_999, 999_999, 9_999_999))
    value = dice.randint(1, size)
    if dice.random() < 0.5:
        value = max(1, round(value, 1 - len(str(value))))
    spoken = cardinal(value)
    if dice.random() < 0.35:
        spoken = spoken.replace("二千", "两千").replace("二万", "两万").replace("二百", "两百")
    if dice.random() < 0.1:
        spoken += "点" + said(random_digits(2, dice), dice)
    name = dice.choice(("一共", "大概", "差不多", "提取", "金额是", "交了", "要", "", "", ""))
    return name + spoken + dice.choice(_UNITS)


def date(dice: random.Random) -> str:
    day = datetime.date(1940, 1, 1) + datetime.timedelta(days=dice.randrange(33500))
    year = "".join(
        dice.choice("零零〇") if digit == "0" else "零一二三四五六七八九"[int(digit)] for digit in str(day.year)
    )
    if dice.random() < 0.25:
        year = year[2:]
    spoken = f"{cardinal(day.month)}月{cardinal(day.day)}{dice.choice('日号')}"
    way = dice.random()
    if way < 0.5:
        spoken = f"{year}年{spoken}"
    elif way < 0.7:
        spoken = dice.choice(
            ("明天", "后天", "下周" + dice.choice("一二三四五"), "下个星期" + dice.choice("一二三四五六天"))
        )
    return spoken + (dice.choice(("", "，")) + time_of_day(dice) if dice.random() < 0.4 else "")


def time_of_day(dice: random.Random) -> str:
    hour = dice.choice((*_SMALL[1:10], "十", "十一", "十二", "两"))
    minute = dice.choice(
        ("", "", "半", "一刻", "三刻", f"{cardinal(dice.randint(10, 59))}分", "整", f"零{dice.choice('五八')}分")
    )
    return dice.choice(("", "上午", "下午", "早上", "晚上", "中午")) + f"{hour}点{minute}"


def quantity(dice: random.Random) -> str:
    unit = dice.choice(
        (
            "个人",
            "份",
            "本",
            "张",
            "平方米",
            "岁",
            "年",
            "个月",
            "天",
            "次",
            "楼",
            "栋",
            "单元",
            "室",
            "号窗口",
            "公里",
            "套",
            "户",
            "斤",
        )
    )
    return dice.choice(("", "有", "一共", "第", "大概", "已经")) + cardinal(dice.randint(1, 120)) + unit


def cardinal(value: int) -> str:
    """A whole number up to 99,999,999 in characters: 10300 is 一万零三百."""
    high, low = divmod(value, 10_000)
    if high:
        rest = ("零" if low and low < 1000 else "") + (_below_10000(low) if low else "")
        return _below_10000(high) + "万" + rest
    return _below_10000(low)


def _below_10000(value: int) -> str:
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += ("零" if gap and out else "") + _SMALL[digit] + name
            gap = False
        else:
            gap = bool(out)
    return out.removeprefix("一") if out.startswith("一十") else out or "零"


def _in_sentence(name: str, spoken: str, dice: random.Random) -> str:
    before = dice.choice(_BEFORE) if name or dice.random() < 0.3 else ""
    joint = dice.choice(("", "", "，")) if name else ""
    return before + name + joint + spoken + dice.choice(_AFTER)
