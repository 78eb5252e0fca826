"""Messages for invalid answers, spoken to the citizen. Fixed sentences, so that they can be prerendered."""

from __future__ import annotations

from collections.abc import Sequence

ID_LENGTH = "身份证号应该是十八位。"
ID_PLACE = "号码开头的几位好像不对。"
ID_BORN = "号码里的出生日期好像不对。"
ID_CHECK = "这个号码核对不上，可能有一位听错了。"
CODE_LENGTH = "统一社会信用代码应该是十八位。"
CODE_SHAPE = "代码前八位应该是数字，后面没有字母I、O、S、V、Z。"
CODE_CHECK = "这个代码核对不上，可能有一位听错了。"
CODE_OTHER_SHAPE = "这个号码的字母或者位数好像不对。"
PLATE_SHAPE = "车牌号要从省份简称说起，再说字母和后面的号码。"
PASSPORT_SHAPE = "护照号好像不对，请连字母一起说。"
PERMIT_SHAPE = "证件号好像不对，请连开头的字母一起说。"
ONE_TOO_MANY = "好像多了一位。"
TOO_LONG = "号码好像长了。"
ONE_TOO_FEW = "好像少了一位。"
SOME_MISSING = "好像漏了几位。"
PHONE_LENGTH = "手机号应该是十一位。"
PHONE_SHAPE = "手机号应该是一开头的十一位。"
LANDLINE_AREA = "请连区号一起说。"
LANDLINE_SHAPE = "固定电话应该是区号加七位或八位号码。"
LANDLINE_MOBILE = "这好像是手机号，请说固定电话，带区号。"
NO_SUCH_DAY = "没有这一天。"
WHICH_DAY = "还差是哪一天。"
NOT_YET = "这个日期还没有到。"
ALREADY_PAST = "这个日期已经过了。"
NO_SUCH_TIME = "没有这个时间。"
WHICH_TIME = "请说具体几点。"
ONE_NUMBER = "请只说一个准确的数。"
ONE_OF_THEM = "请只说其中一个。"
IN_YUAN = "请折成人民币说，是多少元。"
NUMBER_IN_FULL = "请把整个号码说完整。"
NOT_AN_ID = "这好像不是身份证号，身份证号是十八位数字。"
NUMBER_IN_USE = "请说现在在用的号码。"
WHOLE_NUMBER = "这里要整数。"
WHOLE_NAME = "请说一下姓和名。"
AT_LEAST_ONE = "请至少选一项。"
PLACE_NAMED = "请说出地方的名字，例如路名和门牌号。"
PLACE_WITH_PARENT = "有好几个地方叫这个名字，请连乡镇或者街道一起说。"
OWN_WORDS = "请用您自己的话，直接说内容。"

#: For keyed and typed entries: they do not blame recognition, and do not ask to speak.
WRONG_NUMBER = "号码不对，请核对后重新输入。"
WRONG_ENTRY = "输入的内容不对，请核对后重新输入。"
CHECK_ENTRY = "请核对后重新输入。"
#: Choices that are all named with their keys; of more only the first and the last.
_NAMED = 4
WRONG_KEY_YES_NO = "刚才的按键不对，是请按一，不是请按二。"
_TYPED = {
    ID_CHECK: WRONG_NUMBER,
    CODE_CHECK: "代码不对，请核对后重新输入。",
    LANDLINE_AREA: "请连区号一起输入。",
    LANDLINE_MOBILE: "这好像是手机号，请输入固定电话，带区号。",
    WHICH_DAY: "还差是哪一天。",
    WHICH_TIME: "请输入具体几点。",
    ONE_NUMBER: "请只输入一个准确的数。",
    ONE_OF_THEM: "请只输入其中一个。",
    IN_YUAN: "请折成人民币输入。",
    NUMBER_IN_FULL: "请把整个号码输完整。",
    NUMBER_IN_USE: "请输入现在在用的号码。",
    WHOLE_NAME: "请输入姓和名。",
    PLATE_SHAPE: "车牌号不对，请从省份简称开始输入。",
    PASSPORT_SHAPE: "护照号不对，请连字母一起输入。",
    PERMIT_SHAPE: "证件号不对，请连开头的字母一起输入。",
    PLACE_NAMED: "请输入地方的名字，例如路名和门牌号。",
    PLACE_WITH_PARENT: "有好几个地方叫这个名字，请连乡镇或者街道一起输入。",
    OWN_WORDS: "请用您自己的话，直接输入内容。",
}


def at_least(number: str, unit: str) -> str:
    return f"最少是{number}{unit}。"


def at_most(number: str, unit: str) -> str:
    return f"最多是{number}{unit}。"


def of_typed(message: str) -> tuple[str, ...]:
    """The messages for a keyed or typed answer in place of `message`; the last one says what to do."""
    words = _TYPED.get(message, message)
    return (words,) if "请" in words else (words, CHECK_ENTRY)


def wrong_key(labels: Sequence[str]) -> str:
    """What to press at a choice on the telephone. `labels`: the choices, at most nine have keys; none: yes or no."""
    keyed = [f"{label}请按{place}" for label, place in zip(labels, "一二三四五六七八九", strict=False)]
    if not keyed:
        return WRONG_KEY_YES_NO
    named = keyed if len(keyed) <= _NAMED else [keyed[0], "依次往下", keyed[-1]]
    return f"刚才的按键不对，{'，'.join(named)}。"


def all_messages() -> tuple[str, ...]:
    own = [value for name, value in globals().items() if name.isupper() and isinstance(value, str)]
    return (*own, *(words for words in _TYPED.values() if words not in own))
