"""The housing fund: an account looked up, a withdrawal checked and filed.

Rules: 住房公积金管理条例, articles 24 and 25; for rent 建金〔2015〕19号: three months paid in a row, no home of one's
own.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, one_of, phone, required, yuan
from kiosk.demo.people import Person

_REASONS = ("租房", "购房", "离职", "退休")
_CLOSING = ("离职", "退休")
#: What a year's rent may cost at most, yuan: the hall's own limit.
_RENT_LIMIT = 18_000
#: Days within which a withdrawal is decided (article 25).
_DAYS = 3


def lookups(counter: Counter) -> Desk:
    def account(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        return {
            "姓名": holder.name,
            "账户状态": holder.fund_status,
            "账户余额": str(holder.fund_balance),
            "缴存月数": str(holder.fund_months),
            "封存月数": str(holder.fund_sealed),
            "收款卡末四位": holder.card_tail,
        }

    def check(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        reason = one_of(params, "提取原因", _REASONS)
        most = _most(holder, reason)
        asked = str(most) if reason in _CLOSING else required(params, "提取金额")
        fine = 0 < yuan({"提取金额": asked}, "提取金额") <= most
        return {"可以提取": "是" if fine else "否", "最多可提": str(most), "本次提取": asked}

    return {"gjj.account": account, "gjj.check": check}


def submissions(counter: Counter) -> Desk:
    def withdraw(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        phone(params)
        reason = one_of(params, "提取原因", _REASONS)
        if holder.fund_status == "没有账户":
            raise RefusalError(409, "no_account", "没有公积金账户")
        if reason in _CLOSING:
            counter.note(holder, fund_status="没有账户", fund_balance=0)
        else:
            amount = yuan(params, "本次提取")
            if not 0 < amount <= _most(holder, reason):
                raise RefusalError(409, "too_much", "超过了可以提取的金额")
            counter.note(holder, fund_balance=holder.fund_balance - int(amount))
        return {"受理号": f"GJ{counter.serial()}", "预计办结日期": counter.in_days(_DAYS)}

    return {"gjj.withdraw": withdraw}


def _most(holder: Person, reason: str) -> int:
    return min(holder.fund_balance, _RENT_LIMIT) if reason == "租房" else holder.fund_balance
