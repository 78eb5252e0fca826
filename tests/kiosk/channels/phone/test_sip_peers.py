"""Real SIP peers on loopback, in real time: sipp and baresip call a hall, where they are installed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from asr import load_wav, save_wav
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.client import ClientError
from kiosk.client.phone.sip import SipGateway
from kiosk.client.phone.sip_connection import sip
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings
from kiosk.doctor.sip import check_sip
from kiosk.server.server import Server
from kiosk.wire.phone.rtp.packets import parse_rtp
from kiosk.wire.phone.rtp.speech_coder import SpeechCoder
from kiosk.wire.phone.sip.sdp import RtpCoding
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Backend, Ledger
from support.sip_caller import SipCaller
from support.speech_stand_in import SpeechStandIn

SCENARIOS = Path(__file__).parent / "sipp"
PHONE = PhoneSettings(sip="on", sip_port=0, calls=20, sip_media_ports="21000-21999", calls_per_caller=1000)
needs_sipp = pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed (apt install sip-tester)")
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="sipp sends RTP from its own files as root alone")
MODULES = Path(os.environ.get("BARESIP_MODULES", "/usr/lib/baresip/modules"))
needs_baresip = pytest.mark.skipif(
    shutil.which("baresip") is None or not (MODULES / "sndfile.so").exists(),
    reason="baresip is not installed, or its modules are not where BARESIP_MODULES says",
)


@asynccontextmanager
async def listening(ledger: Ledger, phone: PhoneSettings = PHONE, **more: Any) -> AsyncIterator[Server]:
    settings = replace(settings_of(), phone=phone, limits=replace(settings_of().limits, sessions=40, connections=40))
    parts: dict[str, Any] = {"store": ledger, "recogniser": Parrot(), "segmenter_hub": SpeechStandIn(), **more}
    async with connected.listening(settings, **parts) as server:
        yield server
        async with asyncio.timeout(20):
            while len(server.lines):
                await asyncio.sleep(0.05)


async def run(*command: str, within_s: float = 90) -> tuple[int, str]:
    """Exit status and output."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, stdin=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(within_s):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace")


async def sipp(
    server: Server, scenario: str, folder: Path, calls: int, *more: str, folder_of_scenario: Path = SCENARIOS
) -> None:
    file = folder_of_scenario / f"{scenario}.xml"
    target = f"127.0.0.1:{server.sip_port}"
    options = ("-i", "127.0.0.1", "-mi", "127.0.0.1", "-m", str(calls), "-l", str(calls), "-r", str(calls), "-nostdin")
    errors = folder / "errors.log"
    code, output = await run(
        "sipp", target, "-sf", str(file), *options, "-timeout", "80", "-trace_err", "-error_file", str(errors), *more
    )
    told = errors.read_text(errors="replace")[-2000:] if errors.exists() else output[-2000:]
    assert code == 0, told


class Listener(asyncio.DatagramProtocol):
    """How loud each source of RTP was at the loudest."""

    def __init__(self) -> None:
        self.loudest: dict[int, float] = {}
        self._coder = SpeechCoder(RtpCoding.PCMA)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        packet = parse_rtp(data)
        assert packet is not None
        loud = float(np.abs(self._coder.decode(packet.payload).astype(np.int32)).mean())
        self.loudest[packet.source] = max(loud, self.loudest.get(packet.source, 0.0))


@needs_sipp
async def test_20_calls_of_sipp_at_once_hear_the_greeting_hold_and_hang_up(tmp_path: Path) -> None:
    ledger = Ledger()
    transport, heard = await asyncio.get_running_loop().create_datagram_endpoint(Listener, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    async with listening(ledger) as server:
        await sipp(server, "listen", tmp_path, 20, "-key", "listener", str(port))
        async with asyncio.timeout(20):
            while len(ledger.finished) < 20:
                await asyncio.sleep(0.05)
    transport.close()
    assert len(heard.loudest) == 20
    assert min(heard.loudest.values()) > 100, "each of them heard speech"


@needs_sipp
@needs_root
async def test_sipp_presses_a_key_and_is_hung_up_on(tmp_path: Path) -> None:
    ledger = Ledger()
    async with listening(ledger) as server:
        await sipp(server, "keys", tmp_path, 1)
        async with asyncio.timeout(20):
            while not ledger.finished:
                await asyncio.sleep(0.05)
        assert [reason for reason, *_ in ledger.finished] == ["handoff"]


class HotlineBackend(Backend):
    """Answers 工单进度查询."""

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.calls.append((api, params, key))
        return {
            "hotline.status": {"工单状态": "正在办理", "承办单位": "市城管局", "答复日期": "2026-12-05"},
            "hotline.urge": {"催办号": "CB1", "答复日期": "2026-12-03"},
        }[api]


@needs_sipp
@needs_root
async def test_sipp_completes_a_service_by_keys(tmp_path: Path) -> None:
    """工单进度查询: the number, to urge, the confirmation, the rating. sipp has no voice: the ears are a stand-in's."""
    keys = ("26115837", "1", "1", "1")
    presses = [f'<nop><action><exec play_dtmf="{each}"/></action></nop>' for each in keys]
    # sipp is not done with the keys when it goes on: half a second each; behind the last one it is hung up on
    pauses = [f'<pause milliseconds="{7_000 + 500 * len(each)}"/>' for each in keys[:-1]] + [""]
    pressing = "".join(press + pause for press, pause in zip(presses, pauses, strict=True))
    text = (SCENARIOS / "keys.xml").read_text()
    before, wait, rest = text.partition('<pause milliseconds="4000"/>')
    _, _, after = rest.partition("</nop>")
    (tmp_path / "service.xml").write_text(f'{before}<pause milliseconds="12000"/>{pressing}{after}')
    assert wait
    ledger, ears, backend = Ledger(), SpeechStandIn(), HotlineBackend()
    async with listening(ledger, segmenter_hub=ears, recogniser=ears, backend=backend) as server:
        calling = asyncio.create_task(sipp(server, "service", tmp_path, 1, folder_of_scenario=tmp_path))
        async with asyncio.timeout(90):
            while not ears.streams:
                await asyncio.sleep(0.05)
            await asyncio.sleep(3)
            await ears.streams[0].says("我想查一下工单")
            while not any("其他业务" in said for _, said, _ in ledger.turns):
                await asyncio.sleep(0.05)
            await asyncio.sleep(2)
            await ears.streams[0].says("不用了，谢谢")
            await calling
            while not ledger.finished:
                await asyncio.sleep(0.05)
    assert [each[0] for each in backend.calls] == ["hotline.status", "hotline.urge"]
    assert backend.calls[0][1] == {"工单号": "26115837"}
    assert [reason for reason, *_ in ledger.finished] == ["completed"]


@needs_sipp
async def test_our_caller_calls_sipp(tmp_path: Path) -> None:
    """sipp's own answering scenario: it rings, answers, wants an ACK and a BYE, and has status 0 if it got them."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    transport.close()
    options = ("-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(port), "-m", "1", "-nostdin", "-timeout", "60")
    errors = tmp_path / "errors.log"
    answering = asyncio.create_task(run("sipp", "-sn", "uas", *options, "-trace_err", "-error_file", str(errors)))
    try:
        async with asyncio.timeout(30):
            while not await called(port):  # sipp is not listening yet
                await asyncio.sleep(0.1)
        code, output = await answering
    finally:
        answering.cancel()
    assert code == 0, errors.read_text(errors="replace")[-2000:] if errors.exists() else output[-2000:]


async def called(port: int) -> bool:
    """Whether a call of half a second was answered."""
    gateway = SipGateway("call-to-sipp", caller="13800138000")
    try:
        async with sip(gateway, "127.0.0.1", port) as connection, PhoneCaller.over(connection, gateway):
            await asyncio.sleep(0.5)
    except ClientError:
        return False
    return gateway.answered


@needs_baresip
async def test_baresip_hears_the_greeting(tmp_path: Path) -> None:
    save_wav(tmp_path / "said.wav", np.zeros(8_000 * 30, np.int16), 8_000)
    lines = (
        f"module_path {MODULES}", "module g711.so", "module aufile.so", "module aubridge.so", "module sndfile.so",
        "module_app account.so", "module_app menu.so", "sip_listen 127.0.0.1:0", "net_interface 127.0.0.1",
        "rtp_ports 22000-22100", f"audio_source aufile,{tmp_path}/said.wav", "audio_player aubridge,clerk",
        f"snd_path {tmp_path}",
    )  # fmt: skip
    (tmp_path / "config").write_text("\n".join([*lines, ""]))
    (tmp_path / "accounts").write_text("<sip:baresip@127.0.0.1>;regint=0;audio_codecs=PCMA\n")
    (tmp_path / "contacts").write_text("")
    ledger = Ledger()
    async with listening(ledger) as server:
        dial = f"/dial sip:12345@127.0.0.1:{server.sip_port}"
        _, output = await run("baresip", "-f", str(tmp_path), "-e", dial, "-t", "8")
        async with asyncio.timeout(60):
            while not ledger.finished:
                await asyncio.sleep(0.05)
    (heard,) = tmp_path.glob("dump-*-dec.wav")
    assert np.abs(load_wav(heard)).max() > 1_000, output[-2_000:]


@needs_baresip
async def test_the_documented_lines_of_baresip_work_in_an_empty_home(tmp_path: Path) -> None:
    """As pasted, but for the port, and that it leaves by itself."""
    text = (Path(__file__).parents[4] / "docs" / "phone.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^    .+\n)+", text, re.MULTILINE)
    (block,) = [each for each in blocks if "baresip -f" in each]
    ledger = Ledger()
    async with listening(ledger) as server:
        pasted = block.replace('12345@127.0.0.1"', f'12345@127.0.0.1:{server.sip_port}" -t 6')
        assert str(server.sip_port) in pasted
        _, output = await run("env", "-i", f"HOME={tmp_path}", f"PATH={os.environ['PATH']}", "sh", "-c", pasted)
        async with asyncio.timeout(60):
            while not ledger.call_facts:
                await asyncio.sleep(0.05)
    (kept,) = ledger.call_facts.values()
    facts = CallFacts.from_json(kept)
    assert (facts.surface, facts.hung_up_by) == ("sip", "caller"), output[-2_000:]
    assert facts.conversation, "it was answered; where there is no sound card, baresip hangs up then"


async def test_the_servers_own_port_and_what_phone_check_says_of_it() -> None:
    ledger = Ledger()
    async with listening(ledger) as server:
        async with SipCaller.open(("127.0.0.1", server.sip_port)) as caller:
            assert (await caller.invite()).code == 200
            await caller.until(speech=True)
            phone = replace(PHONE, sip_port=server.sip_port)
            findings = {each.what: each for each in await asyncio.to_thread(lambda: list(check_sip(phone)))}
            assert findings["SIP line"].detail.endswith("answers 200")
            assert await caller.bye() == 200
        async with asyncio.timeout(20):
            while not ledger.finished:
                await asyncio.sleep(0.05)
