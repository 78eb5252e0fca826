"""Who a citizen is: the mobile number that is registered for a person, to which a code goes; and whether what a caller
tells of a person is what is registered, yes or no, of an unknown person too.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError


def lookups(counter: Counter) -> Desk:
    def registered(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        if not holder.mobile:
            raise RefusalError(404, "no_mobile", "没有登记手机号")
        return {"手机号": holder.mobile}

    def compared(params: Mapping[str, str]) -> Answer:
        told = {name: value for name, value in params.items() if name != "身份证号"}
        try:
            holder = counter.holder(params)
        except RefusalError as error:
            if error.status != 404:
                raise
            return {"相符": "否"}
        held = {"姓名": holder.name, "手机号": holder.mobile}
        return {"相符": "是" if told and all(value == held.get(name) for name, value in told.items()) else "否"}

    return {"identity.phone": registered, "identity.match": compared}


def submissions(counter: Counter) -> Desk:
    return {}
