"""What was wrong with an answer, said to the citizen. Fixed sentences, so that they can be rendered ahead."""

from __future__ import annotations

ID_LENGTH = "身份证号应该是十八位。"
ID_PLACE = "号码开头的几位好像不对。"
ID_BORN = "号码里的出生日期好像不对。"
ID_CHECK = "这个号码核对不上，可能有一位听错了。"
ONE_TOO_MANY = "好像多了一位。"
TOO_LONG = "号码好像长了。"
ONE_TOO_FEW = "好像少了一位。"
SOME_MISSING = "好像漏了几位。"
PHONE_LENGTH = "手机号应该是十一位。"
PHONE_SHAPE = "手机号应该是一开头的十一位。"
NO_SUCH_DAY = "没有这一天。"
WHICH_DAY = "还差是哪一天，请连年月日一起说。"
NOT_YET = "这个日期还没有到。"
ALREADY_PAST = "这个日期已经过了。"


def all_hints() -> tuple[str, ...]:
    return tuple(value for name, value in globals().items() if name.isupper() and isinstance(value, str))
