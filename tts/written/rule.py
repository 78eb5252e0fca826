"""A rule: a pattern, and what to say for what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

Say = Callable[[Match[str]], str]
Rule = tuple[re.Pattern[str], str | Say]

#: What may follow a number as its unit; the longest that fits is taken, so longer ones stand first.
UNITS = (
    "工作日|小时|分钟|星期|公里|千米|厘米|毫米|公斤|千克|毫克|毫升|单元|摄氏度|平方米|立方米|平米|公顷|年级|学年|周岁|周年|季度|人次|"
    "美元|港币|港元|欧元|英镑|日元|千瓦时|千瓦|兆|号楼|号线|"
    "个|份|张|天|年|月|日|号|位|名|次|户|项|本|件|条|台|辆|套|间|遍|回|周|人|岁|分|秒|点|时|元|块|角|万|亿|千|百|种|类|页|步|"
    "楼|层|级|平|米|吨|克|度|倍|成|折|届|批|期|季|门|款|字|路|栋|幢|座|家|笔|句|寸|多|余|代|室|厅|卫|弄|亩|升|瓦|"
    "学期|课时|季|集|卷|版|章|节|篇|段|句|行|区|组|队|班|师|连|排|列|座|桌|床|例|起|宗|针|剂|片|粒|盒|瓶|包|箱|袋|只|头|匹|根|支|把|扇|"
    "场|轮|局|关|格|档|折|环|圈|站|村|社|镇|街|巷|孩|胎|维|手"
)
NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
#: A whole number, not the inside of one.
BEFORE, AFTER = r"(?<![\d.])", r"(?!\.?\d)"
#: A stroke between the ends of a span.
TO = r"\s*(?:[-–—~～]+|至|到)\s*"


def rule(pattern: str, say: str | Say) -> Rule:
    return re.compile(pattern), say


def apart(*groups: str) -> str:
    """A long code stands between pauses, its groups too."""
    return "，" + "，".join(groups) + "，"
