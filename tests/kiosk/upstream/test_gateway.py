"""The back end's client: the ways to fail, and another try only where it cannot hurt."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.dialect.model import PLAIN, BackendDialect, InterfaceRule
from kiosk.upstream.gateway import BackendError, BackendGateway, header_key
from kiosk.upstream.origin import calls_from
from support.clock import Clock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gateway:
    """Answers each request with the next of its handlers (the last one for ever)."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.handlers: list[Handler] = []
        self.requests: list[tuple[str, str | None, str | None, object]] = []
        self.headers: list[Mapping[str, str]] = []
        self.url = ""
        self.over = asyncio.Event()

    async def hangs(self, request: web.Request) -> web.StreamResponse:
        """Answers only once the test is over."""
        await self.over.wait()
        return web.Response()

    async def too_slow(self, request: web.Request) -> web.StreamResponse:
        """As `hangs`, and the caller's patience is at its end at once."""
        self.clock.ahead += 3600.0
        return await self.hangs(request)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        headers = request.headers
        self.headers.append(headers)
        body = await request.json()
        self.requests.append((request.path, headers.get("Idempotency-Key"), headers.get("Authorization"), body))
        handler = self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0]
        return await handler(request)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    fake = Gateway(Clock(asyncio.get_running_loop()))
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/base/"
    yield fake
    fake.over.set()
    await runner.cleanup()


@pytest.fixture
async def calls() -> list[tuple[str, str]]:
    return []


@pytest.fixture
async def backend(gateway: Gateway, calls: list[tuple[str, str]]) -> AsyncIterator[BackendGateway]:
    client = BackendGateway(
        gateway.url, "hush", 5, pause_s=0.001, on_call=lambda api, outcome, seconds: calls.append((api, outcome))
    )
    yield client
    await client.close()


def says(status: int = 200, body: str | bytes = "{}") -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type="application/json")

    return handler


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def failure(work: Awaitable[object]) -> BackendError:
    with pytest.raises(BackendError) as caught:
        await work
    return caught.value


async def test_a_call_as_it_goes_over_the_wire(
    gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]]
) -> None:
    gateway.handlers = [says(200, '{"受理号": "SB1", "n": 3}')]
    assert await backend.call("sbk.loss", {"手机号": "138"}, key="c1") == {"受理号": "SB1", "n": "3"}
    assert gateway.requests == [("/base/api/sbk.loss", "c1", "Bearer hush", {"手机号": "138"})]
    await backend.call("sbk.status", {})
    assert gateway.requests[1][1] is None
    assert calls == [("sbk.loss", "ok"), ("sbk.status", "ok")]


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (says(404, '{"error": {"code": "x", "message": "没有查到"}}'), "refused"),
        (says(401), "refused"),
        (says(429), "unreachable"),
        (says(503), "unreachable"),
        (says(500), "bad_answer"),
        (says(302), "bad_answer"),
        (says(200, ""), "bad_answer"),
        (says(200, "[1]"), "bad_answer"),
        (says(200, '"x"'), "bad_answer"),
        (says(200, '{"code": 4001, "message": "该卡已注销"}'), "refused"),
        (says(206, "{}"), "bad_answer"),
        (says(200, b"\xff\xfe"), "bad_answer"),
        (says(200, '{"受理号": "SB\\ud800"}'), "bad_answer"),
        (says(200, '{"受理号": "SB\\u0000"}'), "bad_answer"),
        (says(404, '{"error": {"code": "x", "message": "\\ud800"}}'), "refused"),
        (says(200, "[" * 100_000), "bad_answer"),
        (says(200, '"' + "x" * 2_000_000 + '"'), "bad_answer"),
        (hangs_up, "unreachable"),
    ],
)
async def test_every_failure_has_its_kind(
    gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]], handler: Handler, kind: str
) -> None:
    gateway.handlers = [handler]
    error = await failure(backend.call("sbk.status", {"身份证号": "11010519491231002X"}))
    assert error.kind == kind
    assert "110105" not in str(error)
    tries = 2 if kind == "unreachable" else 1  # a look-up is asked again only where that costs the citizen no time
    assert len(gateway.requests) == tries
    assert calls == [("sbk.status", kind)] * tries


async def test_an_answer_that_does_not_come(
    gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]]
) -> None:
    gateway.handlers = [gateway.too_slow]
    assert (await failure(backend.call("sbk.status", {}, timeout_s=60))).kind == "timeout"
    gateway.handlers = [gateway.too_slow, says(200, '{"受理号": "SB1"}')]
    assert await backend.call("sbk.loss", {}, key="c1", timeout_s=60) == {"受理号": "SB1"}
    assert calls == [("sbk.status", "timeout"), ("sbk.loss", "timeout"), ("sbk.loss", "ok")]


@pytest.mark.parametrize(("asked", "waited"), [(60.0, "5 s"), (2.5, "2.5 s"), (None, "5 s")])
async def test_a_call_waits_as_long_as_its_script_says_and_the_setting_allows(
    gateway: Gateway, backend: BackendGateway, asked: float | None, waited: str
) -> None:
    gateway.handlers = [gateway.too_slow]
    error = await failure(backend.call("sbk.status", {}, timeout_s=asked))
    assert str(error) == f"no answer within {waited}"


async def test_the_back_ends_words_are_kept_apart(gateway: Gateway, backend: BackendGateway) -> None:
    gateway.handlers = [says(409, '{"error": {"message": "李桂英的卡已挂失"}}')]
    error = await failure(backend.call("sbk.status", {}))
    assert (error.status, error.message) == (409, "李桂英的卡已挂失")
    assert "李桂英" not in str(error)
    for body in ("", "[]", '{"error": 3}', '{"error": {}}'):
        gateway.handlers = [says(400, body)]
        assert (await failure(backend.call("sbk.status", {}))).message == ""


@pytest.mark.parametrize("first", [hangs_up, says(503), says(500)])
async def test_a_submission_is_tried_again_with_one_key(
    gateway: Gateway, backend: BackendGateway, first: Handler
) -> None:
    gateway.handlers = [first, says(200, '{"受理号": "SB1"}')]
    assert await backend.call("sbk.loss", {}, key="c1") == {"受理号": "SB1"}
    assert [request[1] for request in gateway.requests] == ["c1", "c1"]


async def test_and_three_times_at_most(gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]]) -> None:
    gateway.handlers = [says(503)]
    assert (await failure(backend.call("sbk.loss", {}, key="c1"))).kind == "unreachable"
    assert calls == [("sbk.loss", "unreachable")] * 3


async def test_a_refused_submission_is_not_asked_again(gateway: Gateway, backend: BackendGateway) -> None:
    gateway.handlers = [says(422)]
    assert (await failure(backend.call("sbk.loss", {}, key="c1"))).kind == "refused"
    assert len(gateway.requests) == 1


async def test_nobody_there() -> None:
    client = BackendGateway("http://127.0.0.1:1")
    assert (await failure(client.call("sbk.status", {}))).kind == "unreachable"
    await client.close()


@pytest.mark.parametrize("api", ["", "../secret", "a/b", "a?b", "a b", "a..b"])
async def test_a_name_that_would_lead_elsewhere(gateway: Gateway, backend: BackendGateway, api: str) -> None:
    assert (await failure(backend.call(api, {}))).kind == "refused"
    assert gateway.requests == []


async def test_a_cancelled_call_lets_go(
    gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]]
) -> None:
    gateway.handlers = [gateway.hangs]
    asked = asyncio.create_task(backend.call("sbk.status", {}))
    while not gateway.requests:
        await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert calls == [("sbk.status", "cancelled")]


async def test_closing_what_was_never_used() -> None:
    await BackendGateway("http://127.0.0.1:1").close()


async def test_a_key_in_chinese_goes_over_the_wire_in_ascii(gateway: Gateway, backend: BackendGateway) -> None:
    gateway.handlers = [says(503), says(201, '{"受理号": "SB1"}')]
    assert await backend.call("sbk.loss", {}, key="c1:社保卡挂失:2") == {"受理号": "SB1"}
    keys = [request[1] or "" for request in gateway.requests]
    assert keys[0] == keys[1]
    assert all(key.isascii() for key in keys)


def telling(**rule: object) -> BackendDialect:
    """What a mapping may say of sbk.loss."""
    outcome = InterfaceRule(path="/api/outcome")
    return replace(PLAIN, rules={"sbk.loss": InterfaceRule(**rule), "sbk.outcome": outcome})  # type: ignore[arg-type]


async def asked(gateway: Gateway, dialect: BackendDialect) -> dict[str, str] | BackendError:
    client = BackendGateway(gateway.url, dialect=dialect, pause_s=0.001)
    try:
        return await client.call("sbk.loss", {"手机号": "138"}, key="c1")
    except BackendError as error:
        return error
    finally:
        await client.close()


@pytest.mark.parametrize("doubt", [hangs_up, says(500), says(504), says(200, "<html>"), says(200, '"')])
async def test_in_doubt_the_back_end_is_asked_first(gateway: Gateway, doubt: Handler) -> None:
    gateway.handlers = [doubt, says(200, '{"受理号": "SB1"}')]
    assert await asked(gateway, telling(outcome="sbk.outcome")) == {"受理号": "SB1"}
    assert [request[0] for request in gateway.requests] == ["/base/api/sbk.loss", "/base/api/outcome"]
    assert gateway.requests[1][1] is None
    assert gateway.requests[1][3] == {"手机号": "138", "幂等键": "c1"}


@pytest.mark.parametrize("told", [says(404), says(500), says(200, "{}"), hangs_up])
async def test_and_the_submission_is_repeated_where_it_does_not_know(gateway: Gateway, told: Handler) -> None:
    gateway.handlers = [says(500), told, says(200, '{"受理号": "SB1"}')]
    assert await asked(gateway, telling(outcome="sbk.outcome")) == {"受理号": "SB1"}
    assert gateway.requests[-1][0] == "/base/api/sbk.loss"


async def test_a_back_end_without_keys_is_never_sent_a_submission_twice(gateway: Gateway) -> None:
    gateway.handlers = [hangs_up, says(200, '{"受理号": "SB1"}')]
    error = await asked(gateway, telling(keeps_keys=False))
    assert isinstance(error, BackendError)
    assert error.kind == "unknown"
    assert len(gateway.requests) == 1


async def test_but_it_is_where_nothing_arrived(gateway: Gateway) -> None:
    gateway.handlers = [says(503), says(200, '{"受理号": "SB1"}')]
    assert await asked(gateway, telling(keeps_keys=False)) == {"受理号": "SB1"}


@pytest.mark.parametrize("first", [hangs_up, says(504), says(502)])
async def test_a_lost_connection_leaves_a_submission_in_doubt(gateway: Gateway, first: Handler) -> None:
    """It may have been filed, so it is never told as not sent."""
    gateway.handlers = [first, says(503)]
    error = await asked(gateway, PLAIN)
    assert isinstance(error, BackendError)
    assert error.kind == "unknown"


async def test_one_that_is_still_in_work_is_waited_for(gateway: Gateway) -> None:
    """409 to a repetition: the attempt before is being worked on (the draft, 2.6); to the first, it is a refusal."""
    gateway.handlers = [says(500), says(409), says(200, '{"受理号": "SB1"}')]
    assert await asked(gateway, PLAIN) == {"受理号": "SB1"}
    gateway.handlers = [says(409)]
    error = await asked(gateway, PLAIN)
    assert isinstance(error, BackendError)
    assert error.kind == "refused"


async def test_an_interface_that_keeps_failing_is_left_alone_and_tried_again(
    gateway: Gateway, backend: BackendGateway, calls: list[tuple[str, str]]
) -> None:
    gateway.handlers = [says(500)]
    for _ in range(6):
        assert (await failure(backend.call("sbk.status", {}))).kind == "bad_answer"
    assert (await failure(backend.call("sbk.status", {}))).kind == "unreachable"
    assert (await failure(backend.call("sbk.loss", {}, key="c1"))).kind == "bad_answer"  # another interface
    assert [path for path, *_ in gateway.requests].count("/base/api/sbk.status") == 6
    assert calls[6] == ("sbk.status", "resting")
    gateway.clock.ahead += 5.1
    gateway.handlers = [says(200, '{"n": 1}')]
    assert await backend.call("sbk.status", {}) == {"n": "1"}
    assert await backend.call("sbk.status", {}) == {"n": "1"}


async def test_calls_say_whose_they_are(gateway: Gateway, backend: BackendGateway) -> None:
    conversation = "0af7651916cd43dd8448eb211c80319c"
    gateway.handlers = [says(503), says(200)]
    with calls_from(conversation, "一号机"):
        await backend.call("sbk.loss", {}, key="c1")
    await backend.call("sbk.status", {})
    first, second, third = gateway.headers
    traces = [headers["traceparent"] for headers in gateway.headers]
    assert all(re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", trace) for trace in traces)
    assert traces[0][:36] == traces[1][:36] == f"00-{conversation}-"
    assert traces[0] != traces[1]
    assert first["X-Conversation-Id"] == second["X-Conversation-Id"] == conversation
    assert first["X-Kiosk-Id"] == "%E4%B8%80%E5%8F%B7%E6%9C%BA"
    assert "X-Kiosk-Id" not in third
    assert conversation not in traces[2]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_header_keys_are_ascii_and_differ_as_the_keys_do(one: str, other: str) -> None:
    first, second = header_key(one), header_key(other)
    assert re.fullmatch(r"[!-~]{0,200}", first)
    assert (first == second) == (one == other)
    assert header_key("4f1c-22:sbk/2") == "4f1c-22:sbk/2"
