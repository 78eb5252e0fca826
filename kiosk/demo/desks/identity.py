"""Who a citizen is: the mobile number that is registered for a person, to which a code goes; whether what a caller
tells of a person is what is registered, yes or no, of an unknown person too; whose the code of an app is; and whether a
face is a person's.

The demo office knows no faces: any picture of a face is that of the person, but for one person who never looks like the
card, and one whose pictures are never good enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.demo.app_codes import AppCodeError, AppCodes
from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, picture, required
from kiosk.demo.people import UNLIKE, UNSEEN

_CODES = {"unknown": (404, "没有查到这个码"), "used": (409, "这个码已经用过了"), "expired": (410, "这个码过期了")}


def lookups(counter: Counter) -> Desk:
    codes = AppCodes()

    def shown(params: Mapping[str, str]) -> Answer:
        try:
            number = codes.holder(required(params, "码"), counter.now().timestamp())
        except AppCodeError as error:
            status, words = _CODES[error.kind]
            raise RefusalError(status, error.kind, words) from None
        return {"姓名": counter.holder({"身份证号": number}).name, "身份证号": number, "级别": "持卡"}

    def faced(params: Mapping[str, Any]) -> Answer:
        holder = counter.holder(params)
        picture(params, "照片")
        if holder.number == UNSEEN:
            raise RefusalError(422, "poor", "照片里看不清脸")
        return {"相符": "否" if holder.number == UNLIKE else "是", "身份证号": holder.number, "姓名": holder.name}

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

    return {"identity.phone": registered, "identity.match": compared, "identity.qr": shown, "identity.face": faced}


def submissions(counter: Counter) -> Desk:
    return {}
