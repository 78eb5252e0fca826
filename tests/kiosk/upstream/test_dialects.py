"""Five back ends as they are met here, each completing every shipped service by its mapping alone, over HTTP."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Answered, Begin, Call
from dialogue.errors import Problems
from dialogue.script.interfaces import interfaces
from dialogue.testing import ConversationTest, load_conversation_tests
from dialogue.testing.drive import run_turn
from kiosk.config.trust_store import client_context, show_certificate
from kiosk.demo import server as demo_backend
from kiosk.dialect import sm2
from kiosk.dialect.fit import check_fit
from kiosk.dialect.reader import load_dialect
from kiosk.upstream.gateway import BackendError, BackendGateway
from support import dialects
from support.certificates import make_certificates

SERVICES = Path(__file__).parents[3] / "services"
LIBRARY = load_library(SERVICES)
USES = interfaces(LIBRARY.every)
#: The first conversation of every service goes all the way through it.
CONVERSATIONS = [
    load_conversation_tests(Path(script.file).with_suffix(".test.yaml")).tests[0] for script in LIBRARY.scripts
]
NAMES = ("flat", "envelope", "oauth", "hmac", "sm2")


@dataclass(frozen=True, slots=True)
class Connected:
    """A hall and a back end that speak one dialect, both on a loop in a thread of its own."""

    gateway: BackendGateway
    loop: asyncio.AbstractEventLoop
    calls: list[tuple[str, str]]

    def answer(self, call: Call) -> Answered:
        """As `DialogueStage` does."""
        asked = self.gateway.call(call.api, call.body, key=call.key, timeout_s=call.timeout_s)
        try:
            data = asyncio.run_coroutine_threadsafe(asked, self.loop).result(60)
        except BackendError as error:
            return Answered(call.call, ok=False, reason=error.kind, message=error.message)
        return Answered(call.call, ok=True, data=data.with_lists(call.lists))


@pytest.fixture(scope="module", params=NAMES)
def connected(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    name, folder = request.param, tmp_path_factory.mktemp("dialect")
    if name == "sm2" and not sm2.installed():
        pytest.skip("SM2 wants gmssl-pyx: pip install 'hall-clerk[sm]'")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = AsyncExitStack()
    yield asyncio.run_coroutine_threadsafe(connect(name, folder, stack), loop).result(60)
    asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def connect(name: str, folder: Path, stack: AsyncExitStack) -> Connected:
    env = dict(dialects.SECRETS)
    if name == "sm2":
        env["SM2_KEY"], public = sm2.generate()
        mapping = dialects.sm2(USES, "http://127.0.0.1:0", public)
    else:
        mapping = getattr(dialects, name)(USES, "http://127.0.0.1:0")
    path = folder / "backend.yaml"
    path.write_text(dialects.text_of(mapping), encoding="utf-8")
    dialect = load_dialect(path)
    problems = Problems(path)
    check_fit(dialect, USES, problems)
    assert problems.errors == []
    app = demo_backend.make_app(None, now=lambda: datetime(2026, 11, 22, 12, 5), dialect=dialect, env=env)
    theirs, ours = tls(folder) if name == "oauth" else (None, None)
    address = await stack.enter_async_context(demo_backend.running_at("127.0.0.1", 0, app, tls=theirs))
    path.write_text(path.read_text(encoding="utf-8").replace("http://127.0.0.1:0", address), encoding="utf-8")
    calls: list[tuple[str, str]] = []
    gateway = BackendGateway(
        "http://127.0.0.1:1", dialect=load_dialect(path), env=env, tls=ours,
        on_call=lambda api, outcome, seconds: calls.append((api, outcome)),
    )  # fmt: skip
    stack.push_async_callback(gateway.close)
    return Connected(gateway, asyncio.get_running_loop(), calls)


def tls(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A private CA both ways: the back end asks for the hall's certificate."""
    made = make_certificates(folder)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(made.server)
    theirs.load_verify_locations(made.ca)
    theirs.verify_mode = ssl.CERT_REQUIRED
    ours = client_context(made.ca)
    show_certificate(ours, made.client, made.client)
    return theirs, ours


@pytest.mark.parametrize("test", CONVERSATIONS, ids=lambda test: test.service)
def test_every_service_is_completed(connected: Connected, test: ConversationTest) -> None:
    machine = Machine(LIBRARY)
    state, _ = machine.step(machine.new(f"dialect{id(connected)}", test.today), Begin(test.channel))
    connected.calls.clear()
    for step in test.steps:
        state, _ = run_turn(machine, state, step.action, connected.answer)
    assert [call for call in connected.calls if call[1] != "ok"] == []
    assert connected.calls
    assert state.ended == "completed"
