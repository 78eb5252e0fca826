"""No number that a caller keyed or said, and no group of it, is in any line of the log of a whole call."""

from __future__ import annotations

import json
import logging
import uuid

import pytest
import structlog
from structlog.testing import capture_logs

from dialogue.filters import spell
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
CITIZEN_ID = "110105198506123729"
#: Of what is pressed and said below: whole numbers, and their groups as read back and as put right.
NUMBERS = (CITIZEN_ID, "19850612", "3729", "13800138000", "13800148000", "0013", "0014", "8000")
#: Turn by turn after the consent, in 社保卡挂失; digits are pressed, words said.
TURNS = (CITIZEN_ID, "1", "一三八零零一三八零零零", "2", "2", "0014", "1", "1", "满意", "不用了，谢谢")


@pytest.mark.parametrize("surface", ["audiosocket", "sip"])
async def test_no_digit_of_a_caller_is_in_the_log(surface: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as entries:
        structlog.get_logger("kiosk").debug("it is captured")
        async with exchange() as hall, hall.call(CALL, surface=surface) as (caller, serving):
            assert await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            assert await caller.turn()
            await caller.press("1")
            for what in TURNS:
                assert await caller.turn(), f"the clerk hung up before {what}"
                await (caller.press(what) if what.isdigit() else hall.caller.says(what))
            assert not await caller.turn(quiet_s=20)
            await serving
        await hall.hall.record_writer.settle(5)
    ((case,),) = hall.ledger.cases.values()
    assert case.receipt == "SB20260001"
    lines = [json.dumps(entry, ensure_ascii=False, default=repr) for entry in entries]
    lines += [f"{record.getMessage()} {vars(record)}" for record in caplog.records]
    assert "it is captured" in lines[0]
    for number in NUMBERS:
        for written in (number, spell(number), number.replace("0", "零").replace("1", "一")):
            assert not [line for line in lines if written in line]
