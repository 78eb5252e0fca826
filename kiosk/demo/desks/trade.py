"""Sole traders: name availability, licence data, and the preliminary check of papers."""

from __future__ import annotations

from collections.abc import Mapping

from stdnum.cn import uscc

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, one_of, phone, required

_TRADES = ("餐饮", "零售", "服务")
#: Names already taken, and words that no name may contain.
_TAKEN = ("好再来", "老地方", "一品香")
_BARRED = ("中国", "国家", "中央")
#: Fictional licences: credit code, name, state.
LICENCES = {
    "92110105MA01A2B3XM": ("好再来小吃店", "存续"),
    "92110105MA02C4D5XK": ("佳佳理发店", "已注销"),
}


def lookups(counter: Counter) -> Desk:
    def name(params: Mapping[str, str]) -> Answer:
        wished = params.get("店名", "")
        fine = not any(word in wished for word in (*_TAKEN, *_BARRED))
        return {"店名可用": "是" if fine else "否"}

    def licence(params: Mapping[str, str]) -> Answer:
        code = required(params, "信用代码").upper()
        if not uscc.is_valid(code):
            raise RefusalError(422, "bad_code", "统一社会信用代码不对")
        known, state = LICENCES.get(code, ("", "没有查到"))
        return {"执照名称": known or "没有查到", "执照状态": state}

    return {"gts.name": name, "gts.licence": licence}


def submissions(counter: Counter) -> Desk:
    def prepare(params: Mapping[str, str]) -> Answer:
        counter.holder(params)
        phone(params)
        one_of(params, "经营类别", _TRADES)
        for what in ("姓名", "经营场所", "从业人数", "资金数额"):
            required(params, what)
        return {"预审号": f"GT{counter.serial()}"}

    return {"gts.prepare": prepare}
