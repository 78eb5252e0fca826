"""Medical insurance: may this person be treated elsewhere, and since when (医保发〔2022〕22号)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, day, one_of, phone, required

_KINDS = ("长期居住", "转诊就医", "临时外出")


def lookups(counter: Counter) -> Desk:
    def insured(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {
            "姓名": holder.name,
            "参保状态": "正常" if holder.insured else "停保",
            "已有备案": "是" if holder.filed_away else "否",
        }

    return {"yb.insured": insured}


def submissions(counter: Counter) -> Desk:
    def record(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        phone(params)
        one_of(params, "备案类型", _KINDS)
        required(params, "就医地")
        begins = day(params, "开始日期")
        if not holder.insured:
            raise RefusalError(409, "not_insured", "没有正常参保，不能备案")
        counter.note(holder, filed_away=True)
        return {"受理号": f"YB{counter.serial()}", "生效日期": begins.isoformat()}

    return {"yb.record": record}
