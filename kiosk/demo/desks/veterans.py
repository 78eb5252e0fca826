"""优待证: as what a person is registered, whether the card was issued, and how far an application has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, one_of, phone, picture, required

_KINDS = ("退役军人", "烈士遗属", "因公牺牲军人遗属", "病故军人遗属")
_ACTIVE = "现役军人"
#: Workdays until the card is made.
_DAYS = 20
_NEVER = "没有申请"


def lookups(counter: Counter) -> Desk:
    def who(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        issued = "是" if holder.veteran_due == "已领" else "否"
        return {"姓名": holder.name, "登记类别": holder.veteran, "已有优待证": issued}

    def progress(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        today = counter.now().date()
        if holder.veteran_due == "已领":
            return {"办理环节": "已经制好", "预计领证日期": today.isoformat()}
        if not holder.veteran_due:
            return {"办理环节": _NEVER, "预计领证日期": "无"}
        ready = date.fromisoformat(holder.veteran_due) <= today
        return {"办理环节": "已经制好" if ready else "正在制证", "预计领证日期": holder.veteran_due}

    return {"ydz.person": who, "ydz.progress": progress}


def submissions(counter: Counter) -> Desk:
    def apply(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        phone(params)
        one_of(params, "人员类别", _KINDS)
        if one_of(params, "领证方式", ("窗口领", "寄到家")) == "寄到家":
            required(params, "邮寄地址")
        if holder.veteran == _ACTIVE or holder.veteran_due:
            raise RefusalError(409, "not_now", "现役军人，或者已经申领过的，不能申领")
        picture(params, "领证照片")
        picture(params, "代办人签名")
        due = counter.in_workdays(_DAYS)
        counter.note(holder, veteran_due=due)
        return {"受理号": f"YD{counter.serial()}", "登记为": holder.veteran, "预计领证日期": due}

    return {"ydz.apply": apply}
