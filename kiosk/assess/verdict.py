"""What a check found, and which clause it answers. Only clauses are named whose wording is known to the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

VerdictKind = Literal["pass", "fail", "not_assessed"]
WORDS: Mapping[VerdictKind, str] = {"pass": "合格", "fail": "不合格", "not_assessed": "未评"}

_MLPS = "GB/T 22239-2019 第三级 "
IDENTITY = _MLPS + "8.1.4.1 身份鉴别"
ACCESS = _MLPS + "8.1.4.2 访问控制"
AUDIT = _MLPS + "8.1.4.3 安全审计"
INTRUSION = _MLPS + "8.1.4.4 入侵防范"
INTEGRITY = _MLPS + "8.1.4.7 数据完整性"
CONFIDENTIALITY = _MLPS + "8.1.4.8 数据保密性"
RESIDUAL = _MLPS + "8.1.4.10 剩余信息保护"
KEPT = "个人信息保护法 第十九条 保存期限"
MEASURES = "个人信息保护法 第五十一条 安全措施"
TOLD = "个人信息保护法 第十七条 告知"
MARKS = "GB 45438-2025 文件元数据隐式标识"
OWN = "自查项（不对应上述标准的条款）"


@dataclass(frozen=True, slots=True)
class AssessedItem:
    """`found`: what was looked at, in Chinese; nothing personal. `fix`: of a `fail`; why not, of a `not_assessed`."""

    id: str
    title: str
    clauses: tuple[str, ...]
    kind: VerdictKind
    found: str
    fix: str = ""

    @property
    def word(self) -> str:
        return WORDS[self.kind]


def judged(id: str, title: str, clauses: tuple[str, ...], problems: list[str], good: str, fix: str) -> AssessedItem:
    """`pass` with `good` where there are no problems."""
    if problems:
        return AssessedItem(id, title, clauses, "fail", "；".join(problems[:10]), fix)
    return AssessedItem(id, title, clauses, "pass", good)
