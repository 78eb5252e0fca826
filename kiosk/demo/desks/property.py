"""Look-ups in the register of real property (不动产登记暂行条例, articles 27 and 28)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, one_of, phone, required

_WHO = ("本人", "代理人")


def lookups(counter: Counter) -> Desk:
    def owner(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {"姓名": holder.name, "登记套数": str(holder.homes)}

    return {"bdc.owner": owner}


def submissions(counter: Counter) -> Desk:
    def look_up(params: Mapping[str, str]) -> Answer:
        counter.holder(params)
        phone(params)
        one_of(params, "查询人", _WHO)
        required(params, "查询用途")
        return {"受理号": f"BD{counter.serial()}"}

    return {"bdc.query": look_up}
