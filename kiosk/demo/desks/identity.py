"""The mobile number that is registered for a person: a code that goes there proves who a citizen is."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError


def lookups(counter: Counter) -> Desk:
    def registered(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        if not holder.mobile:
            raise RefusalError(404, "no_mobile", "没有登记手机号")
        return {"手机号": holder.mobile}

    return {"identity.phone": registered}


def submissions(counter: Counter) -> Desk:
    return {}
