"""Cards and permits: social-security cards, residence permits, identity cards."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, one_of, phone, required

_LOSS = ("临时", "正式", "临时挂失", "正式挂失")
_CORRECTED = ("手机号", "居住地址", "入住日期")
#: Days until a residence permit is ready (居住证暂行条例, article 9).
_PERMIT_DAYS = 15


def lookups(counter: Counter) -> Desk:
    def card(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {"姓名": holder.name, "卡状态": holder.card, "卡号末四位": holder.card_tail}

    def permit(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {"姓名": holder.name, "已有居住证": "是" if holder.permit else "否"}

    def identity(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {"姓名": holder.name, "证件状态": holder.id_state}

    return {"sbk.status": card, "jzz.eligibility": permit, "sfz.status": identity}


def submissions(counter: Counter) -> Desk:
    def report_loss(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        phone(params)
        one_of(params, "挂失方式", _LOSS)
        if holder.card != "正常":
            raise RefusalError(409, "not_active", f"这张卡{holder.card}，不能再挂失")
        counter.note(holder, card="已挂失")
        now = counter.now()
        filed = f"{now.year}年{now.month}月{now.day}日{now.hour}时{now.minute}分"
        return {"受理号": f"SB{counter.serial()}", "受理时间": filed}

    def apply(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        phone(params)
        for name in ("居住地址", "入住日期", "办理事由"):
            required(params, name)
        if holder.permit:
            raise RefusalError(409, "has_permit", "已有居住证，不用重新申领")
        counter.note(holder, permit=True)
        return {"受理号": f"JZ{counter.serial()}", "预计办结日期": counter.in_days(_PERMIT_DAYS)}

    def correct(params: Mapping[str, str]) -> Answer:
        """Of an application, by its receipt number: one item gets the value that is sent under its name."""
        number, item = required(params, "受理号"), one_of(params, "更正项目", _CORRECTED)
        if not counter.answered("jzz.apply", "受理号", number):
            raise RefusalError(404, "unknown_case", "没有查到这个受理号")
        phone(params) if item == "手机号" else required(params, item)
        return {"更正号": f"GZ{counter.serial()}"}

    return {"sbk.loss": report_loss, "jzz.apply": apply, "jzz.correct": correct}
