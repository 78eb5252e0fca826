"""One service on each surface, in virtual time: the first words, then keys alone, to the end of the farewell."""

from __future__ import annotations

import uuid

import numpy as np
import pytest

from kiosk.channels.phone.call_story import why
from kiosk.client.phone.surfaces import SURFACES, gateway_of
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time

CALL = "40325ec2-5efd-4bd3-805f-53576e581d13"
#: 社保卡挂失 after the first words: consent, ID, temporary, mobile, confirmation, rating.
LOSS_KEYS = ("1", "110105198506123729", "1", "13800138000", "1", "1")


@pytest.mark.parametrize("surface", SURFACES)
async def test_a_service_by_keys_on_each_surface(surface: str) -> None:
    gateway = gateway_of(surface, CALL, caller="13800138000")
    async with exchange() as hall:
        async with hall.connected(gateway, surface) as (caller, serving, _):
            assert await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn(), f"the clerk hung up before {keys}"
                await caller.press(keys)
            assert await caller.turn()
            await hall.caller.says("不用了，谢谢")
            assert not await caller.turn(quiet_s=20)
            await serving
            assert caller.properly
            assert gateway.refused == []
        assert hall.lines.outcome(CALL) == "completed"
        ((case,),) = hall.ledger.cases.values()
        assert case.receipt == "SB20260001"
        loud = [bool(np.abs(frame).mean() > 100) for frame in caller.heard]
        assert any(loud[-150:]), "the farewell was the last that was heard"
        assert not any(loud[-10:]), "and was heard to its end"


@pytest.mark.parametrize("surface", SURFACES)
async def test_a_caller_who_hangs_up_is_no_fault(surface: str) -> None:
    async with exchange() as hall:
        async with hall.call(uuid.UUID(CALL), surface=surface) as (caller, _):
            assert await caller.turn()
        facts = hall.lines.facts(CALL)
        assert facts is not None
        assert (facts.outcome, facts.hung_up_by) == ("cancelled", "caller")
        assert not [each for each in why(facts, english=True) if "broke" in each]


@pytest.mark.parametrize("surface", ["audiosocket", "chan-websocket", "chan-websocket-json", "sip"])
async def test_a_line_of_16_khz(surface: str) -> None:
    async with exchange() as hall, hall.call(uuid.UUID(CALL), rate=16_000, surface=surface) as (caller, _):
        assert await caller.turn()
        assert {len(frame) for frame in caller.heard[5:]} == {320}
