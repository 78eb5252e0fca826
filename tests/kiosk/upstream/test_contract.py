"""`kiosk backend check`: what differs at a test environment, and what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from aiohttp import web

from dialogue.acts import Call
from dialogue.script.interfaces import InterfaceField, InterfaceUse
from kiosk.dialect.model import PLAIN, BackendDialect, InterfaceRule
from kiosk.upstream.contract import InterfaceCheck, check_interface
from kiosk.upstream.gateway import BackendGateway

WANTED = InterfaceField("姓名"), InterfaceField("卡状态")
STATUS = InterfaceUse("sbk.status", False, (InterfaceField("身份证号"),), WANTED, ("挂失",), 5.0)
LOSS = InterfaceUse("sbk.loss", True, (InterfaceField("手机号"),), (InterfaceField("受理号"),), ("挂失",), 5.0)
CALL = Call(1, "", {"身份证号": "11010519491231002X", "手机号": "13800138000"}, 5.0)
Answer = Callable[[web.Request], Awaitable[web.Response]]


async def checked(
    answer: Answer, use: InterfaceUse, *, dialect: BackendDialect = PLAIN, submit: bool = True, call: Call | None = CALL
) -> InterfaceCheck:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    gateway = BackendGateway(f"http://127.0.0.1:{runner.addresses[0][1]}", dialect=dialect, pause_s=0.001)
    try:
        return await check_interface(gateway, dialect, use, call, {"身份证号": "测试号"}, submit=submit)
    finally:
        await gateway.close()
        await runner.cleanup()


def says(body: object, status: int = 200) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return answer


def told(check: InterfaceCheck) -> str:
    return " ".join(f"{one.what} {one.fix}" for one in check.differences)


async def test_an_interface_that_answers_as_the_scripts_want() -> None:
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(await request.json())
        return web.json_response({"姓名": "王小明", "卡状态": "正常"})

    assert (await checked(answer, STATUS)).state == "ok"
    assert asked == [{"身份证号": "测试号", "手机号": "13800138000"}]


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (
            says({"姓名": "王小明", "state": None}),
            "少了“卡状态”；答复里另有：state。 It is missing: got nothing.",
        ),
        (says({"姓名": "王小明", "卡状态": None}), "少了“卡状态”。 It is missing: got null."),
        (says({}, 404), "检查接口对照文件的“路径”"),
        (says({}, 401), "检查接口对照文件的“认证”"),
        (says({}, 405), "检查接口对照文件的“方法”"),
        (
            says({"code": 1, "message": "没有这个人"}),
            "拒绝了：没有这个人。 Refused: the back end says no",
        ),
        (says([]), "写“信封”和“成功状态”"),
        (says({}, 503), "连不上。 Unreachable: the gateway says 503. 检查地址、端口、证书和代理"),
    ],
)
async def test_what_differs_is_told_with_the_fix(answer: Answer, what: str) -> None:
    found = await checked(answer, STATUS)
    assert found.state == "differs"
    assert what in told(found)
    assert "测试号" not in told(found)


PHONE = InterfaceUse("identity.phone", False, (), (InterfaceField("手机号", about="手机号"),), ("挂失",), 5.0)
MATCH = InterfaceUse("identity.match", False, (), (InterfaceField("相符", choices=("是", "否")),), ("挂失",), 5.0)


@pytest.mark.parametrize(
    ("use", "body", "what"),
    [
        (PHONE, {"手机号": "138****8000"}, "“手机号”不是手机号"),
        (PHONE, {"手机号": "13800138000"}, ""),
        (MATCH, {"相符": "Y"}, "“相符”不是“是”或“否”"),
        (MATCH, {"相符": "否"}, ""),
    ],
)
async def test_values_that_the_hall_could_not_use_are_told(use: InterfaceUse, body: dict[str, str], what: str) -> None:
    found = await checked(says(body), use)
    assert what in told(found)
    assert found.state == ("differs" if what else "ok")
    assert "138" not in told(found)


async def test_submissions_are_tried_only_where_that_is_wanted() -> None:
    assert (await checked(says({"受理号": "SB1"}), LOSS, submit=False)).state == "skipped"
    assert (await checked(says({"受理号": "SB1"}), LOSS)).state == "ok"
    assert (await checked(says({"受理号": "SB1"}), LOSS, call=None)).state == "skipped"


async def test_a_key_that_is_not_honoured_is_found() -> None:
    numbers = iter(range(9))

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"受理号": f"SB{next(numbers)}"})

    found = await checked(answer, LOSS)
    assert found.state == "differs"
    assert "Idempotency-Key 发第二次" in told(found)
    rules = {"sbk.loss": InterfaceRule(keeps_keys=False, outcome="sbk.sought"), "sbk.sought": InterfaceRule()}
    unkept = await checked(answer, LOSS, dialect=replace(PLAIN, rules=rules))
    assert "sbk.sought 查到的和提交时的答复不一样" in told(unkept)
