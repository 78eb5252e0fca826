"""The whole process killed in mid-form: after a restart the same citizen goes on with the very question."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kiosk.client import KioskClient
from kiosk.config import Settings
from kiosk.store import Store
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.real_hall import environment_of, serve, wait_ready

BEFORE = ("社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000")
CARD = "李桂英", "11010519491231002X"
AFTER = ("对", "非常满意", "不用了")


@contextlib.contextmanager
def hall_until(end: signal.Signals, environment: dict[str, str], port: int, log: Path) -> Iterator[None]:
    """KILL: it ends without a word. TERM: it writes down what there is to write."""
    server = serve(environment, log)
    try:
        wait_ready(server, port, log)
        yield
    finally:
        server.send_signal(end)
        server.wait(60)


async def my_turn(client: KioskClient) -> list[m.Down]:
    seen: list[m.Down] = []
    async with asyncio.timeout(300):
        while True:
            message = await client.messages.get()
            assert message is not None, "the hall hung up"
            seen.append(message)
            if isinstance(message, m.Goodbye):
                return seen
            if message == m.TurnState("listening") and any(isinstance(s, m.SayMessage) for s in seen):
                return seen


def said(seen: list[m.Down]) -> str:
    return "".join(message.text for message in seen if isinstance(message, m.SayMessage))


async def test_a_killed_hall_takes_up_where_it_was(models: Path, tmp_path: Path) -> None:
    port, environment = environment_of(models, tmp_path)
    log, url = tmp_path / "serve.log", f"ws://127.0.0.1:{port}/ws"
    with hall_until(signal.SIGKILL, environment, port, log):
        async with KioskClient.open(url, device="breakdown") as client:
            await client.send(m.Start())
            seen = await my_turn(client)
            (begun,) = [s for s in seen if isinstance(s, m.Begun)]
            for line in BEFORE:
                await client.send(m.Text(line))
                seen = await my_turn(client)
                if "核实您的身份" in said(seen):
                    await client.send(read_card(*CARD))
                    seen = await my_turn(client)
    assert "临时挂失" in said(seen)
    with hall_until(signal.SIGTERM, environment, port, log):
        async with KioskClient.open(url, resume=begun.resume[:-1] + "?") as stranger:
            assert stranger.ready is not None
            assert not stranger.ready.resumed, "a wrong token opens nothing"
        async with KioskClient.open(url, resume=begun.resume) as client:
            assert client.ready is not None
            assert client.ready.resumed
            seen = await my_turn(client)
            assert "接着" in said(seen)
            assert "临时挂失" in said(seen), "the confirmation is read again"
            for line in AFTER:
                await client.send(m.Text(line))
                seen += await my_turn(client)
        assert [s.reason for s in seen if isinstance(s, m.Goodbye)] == ["completed"]
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    found = await store.conversation(begun.conversation)
    await store.close()
    assert found is not None
    assert len(found.cases) == 1
    assert found.slots["手机号"] == "13800138000"
    assert [event.kind for event in found.events].count("taken up") == 1
    read = CARD[1]
    assert [turn.text for turn in found.turns if turn.who == "citizen"] == [*BEFORE[:3], read, *BEFORE[3:], *AFTER]
    assert "11010519491231002X" not in log.read_text()
