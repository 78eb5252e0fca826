"""Services by telephone, with the real models, over AudioSocket: 社保卡挂失 and 工单进度查询 to the end.

In virtual time, so that a busy machine hears the same. The caller has ears only: what the clerk says is spoken,
recognised from the line's 8 kHz and answered by the scenario, and asked for again where it is not understood.
"""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.channels.phone.audiosocket import serve_audiosocket
from kiosk.channels.phone.lines import PhoneLines
from kiosk.client.phone.audiosocket import AudioSocketGateway
from kiosk.client.phone.connections import TcpConnection
from kiosk.client.phone_caller import PhoneCaller
from kiosk.client.scenario import Scenario, load_scenario
from kiosk.client.simulated_citizen import TalkReport
from support.models_in_virtual_time import CachedRecogniser
from support.phone_citizen import PhoneCitizen
from support.proof import Mailbox
from support.spoken_hall import KeptVoice, load_recogniser, spoken_hall
from support.virtual_time import VirtualTimeLoop

SCENARIOS = Path(__file__).parent / "phone"
CLERK = "zf_xiaoxiao"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Speech and what was recognised, shared by the calls."""
    return tmp_path_factory.mktemp("calls")


@pytest.fixture(scope="module")
def recogniser(models: Path, kept: Path) -> Iterator[CachedRecogniser]:
    made = load_recogniser(models, kept / "decoded")
    yield made
    asyncio.run(made.close())


@pytest.mark.timeout(1800)  # the models need a minute of an idle core
@pytest.mark.parametrize("name", ["hotline-status", "sbk-loss"])
def test_a_service_by_telephone(name: str, models: Path, kept: Path, recogniser: CachedRecogniser) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        report, outcome = runner.run(call(models, kept, recogniser, scenario))
    assert report.trouble == "", [(turn.said, turn.clerk) for turn in report.turns]
    assert outcome == "completed"


async def call(
    models: Path, kept: Path, recogniser: CachedRecogniser, scenario: Scenario
) -> tuple[TalkReport, str | None]:
    """What the caller heard and did, and how the call ended for the dialplan."""
    clerk, voice = (KeptVoice(models, name, kept / "speech") for name in (CLERK, scenario.voice))
    call_id = uuid.uuid4()
    mailbox = Mailbox()
    async with spoken_hall(models, recogniser, voice=clerk, mailbox=mailbox) as hall:
        hall.ready = True
        lines = PhoneLines(hall)
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall, lines, theirs))
        connection, gateway = await TcpConnection.over(ours), AudioSocketGateway(call_id, rate=8_000)
        async with PhoneCaller.over(connection, gateway) as caller:
            report = await PhoneCitizen(caller, scenario, voice, recogniser, code=lambda: mailbox.code).run()
            assert caller.properly, "hung up by a message, so that the dialplan goes on"
        await serving
        await lines.close()
        outcome = lines.outcome(str(call_id))
    await clerk.close()
    await voice.close()
    return report, outcome
