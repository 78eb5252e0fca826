"""A service on each surface, in virtual time, to the end of the farewell; on two of them another one, too.

All surfaces run the same conversation: what differs is how sound, keys and the end travel.
"""

from __future__ import annotations

import asyncio
import uuid

import numpy as np
import pytest

from kiosk.channels.phone.call_story import why
from kiosk.client.phone.surfaces import SURFACES, gateway_of
from support.fakes import Backend
from support.halls import proving_parts
from support.phone_calls import ToldByLines, exchange
from support.proof import MOBILE, Mailbox, PhoneBook

pytestmark = pytest.mark.virtual_time

CALL = "40325ec2-5efd-4bd3-805f-53576e581d13"


class SlowBackend(Backend):
    """Takes six seconds, in which the clerk says twice that she goes on."""

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        await asyncio.sleep(4.5)
        if api.startswith("hotline."):
            self.calls.append((api, params, key))
            return {
                "hotline.status": {"工单状态": "正在办理", "承办单位": "市城管局", "答复日期": "2026-12-05"},
                "hotline.urge": {"催办号": "CB1", "答复日期": "2026-12-03"},
            }[api]
        return await super().call(api, params, key=key, timeout_s=timeout_s)


#: What a caller does at each turn, in the shipped scripts, which ask who the caller is; CODE: the text message's.
CODE = "code"
SERVICES = {
    "sbk.loss": ("我的社保卡丢了", "1", "110105198506123729", CODE, "1", MOBILE, "1", "1", "不用了，谢谢"),
    "hotline.urge": ("我想查一下工单", "26115837", "1", "1", "1", "不用了，谢谢"),
}


@pytest.mark.parametrize(
    ("surface", "api"),
    [*((surface, "hotline.urge") for surface in SURFACES), ("audiosocket", "sbk.loss"), ("sip", "sbk.loss")],
)
async def test_a_service_to_its_end_by_a_caller_who_proves_who_he_is_and_is_told_his_turns(
    surface: str, api: str
) -> None:
    """Silence alone never ends a turn here: the clerk, slow as she is, is not spoken into, and no turn is missed."""
    mailbox, backend = Mailbox(), SlowBackend()
    parts = proving_parts(mailbox)
    async with exchange(backend=PhoneBook(backend), **parts) as hall:
        told, asked = ToldByLines(hall.lines, CALL), list[str]()
        gateway = gateway_of(surface, CALL, caller="13800138000")
        async with hall.connected(gateway, surface) as (caller, serving, _):
            for what in SERVICES[api]:
                assert await caller.turn(60, 120, told), f"the clerk hung up before {what}"
                asked.append(what)
                if what == CODE:
                    assert [each[0] for each in backend.calls] == [], "nothing is asked of the back end before"
                    await caller.press(mailbox.code)
                elif what.isdigit():
                    await caller.press(what)
                else:
                    await hall.caller.says(what)
            assert not await caller.turn(60, 120, told)
            await serving
            assert caller.properly
            assert gateway.refused == []
        loud = [bool(np.abs(frame).mean() > 100) for frame in caller.heard]
        assert any(loud[-150:]), "the farewell was the last that was heard"
        assert not any(loud[-10:]), "and was heard to its end"
        assert hall.lines.outcome(CALL) == "completed"
        assert backend.calls[-1][0] == api
        facts = hall.lines.facts(CALL)
        assert facts is not None
        assert facts.barge_ins == 0, "nobody spoke into her pause"
        assert len(mailbox.sent) == SERVICES[api].count(CODE)


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
