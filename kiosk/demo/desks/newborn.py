"""出生一件事: the certificate of a birth, where the child may be registered, and the joint application.

Every certificate (a letter and nine digits) ending in 0 is unknown; one ending in 9 was born two months ago.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, hashed, one_of, phone, required

_CERTIFICATE = re.compile(r"[A-Z]\d{9}")
_FOLLOWS = {"随父落户": "父亲身份证号", "随母落户": "母亲身份证号"}
_WORKDAYS = 5
_REGISTERED = "registered"


def lookups(counter: Counter) -> Desk:
    def certificate(params: Mapping[str, str]) -> Answer:
        number = _number(params)
        if not _CERTIFICATE.fullmatch(number) or number.endswith("0"):
            return {"证明状态": "查不到", "出生日期": "无"}
        born = counter.now().date() - timedelta(days=60 if number.endswith("9") else 8)
        return {"证明状态": "已经落户" if _known(counter, number) else "可以办理", "出生日期": born.isoformat()}

    def household(params: Mapping[str, str]) -> Answer:
        parent = _FOLLOWS[one_of(params, "落户随谁", tuple(_FOLLOWS))]
        holder = counter.holder({"身份证号": required(params, parent)})
        local = holder.number.startswith("11")
        return {"可以落户": "是" if local else "否", "落户派出所": "建国路派出所" if local else "无"}

    return {"csyjs.certificate": certificate, "csyjs.household": household}


def submissions(counter: Counter) -> Desk:
    def apply(params: Mapping[str, str]) -> Answer:
        phone(params)
        number = _number(params)
        father, mother = (required(params, f"{parent}身份证号") for parent in ("父亲", "母亲"))
        for name in ("父亲姓名", "母亲姓名", "孩子姓名", "落户地址"):
            required(params, name)
        if father == mother:
            raise RefusalError(422, "same_person", "父亲和母亲的身份证号一样")
        if _known(counter, number):
            raise RefusalError(409, "registered", "这个孩子已经落过户")
        counter.book.execute("INSERT INTO facts VALUES (?, ?, ?)", (hashed(number), _REGISTERED, "true"))
        matters = ["落户"]
        matters += ["医保"] if params.get("参加医保") == "是" else []
        matters += ["社保卡"] if params.get("孩子社保卡") in ("实体卡", "电子卡") else []
        answer = {"办理事项": "、".join(matters), "预计办结日期": counter.in_workdays(_WORKDAYS)}
        return {"受理号": f"CS{counter.serial()}", **answer}

    return {"csyjs.apply": apply}


def _number(params: Mapping[str, str]) -> str:
    return required(params, "出生证编号").replace(" ", "").upper()


def _known(counter: Counter, number: str) -> bool:
    found = counter.book.execute("SELECT 1 FROM facts WHERE id = ? AND fact = ?", (hashed(number), _REGISTERED))
    return found.fetchone() is not None
