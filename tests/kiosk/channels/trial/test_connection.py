"""A draft tried by voice over a real socket: in turn with the clerk, one trial with what is typed, and every end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from asr import Transcript
from asr.transcript import Alternative
from kiosk.channels.trial import connection
from kiosk.hall.sessions import SessionRegistry
from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.permissions import Role
from kiosk.operators.routes import PREFIX
from kiosk.store.audit import AuditNote
from kiosk.wire import MicFrame, SpeechFrame
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.drafts import SCRIPT, SERVICE, run_in_thread, shipped_service
from support.speech_stand_in import SpeechStandIn
from support.tasks import named

SOUND = MicFrame(0, np.full(320, 500, np.int16)).encode()


@pytest.fixture(autouse=True)
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each worker, which takes seconds to begin."""
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)


@dataclass(slots=True)
class VoicePage:
    """The page of an editor who speaks. `sound`: samples that came since the last answer."""

    socket: aiohttp.ClientWebSocketResponse
    sound: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send_str(json.dumps({"type": kind, **fields}))

    async def try_(self, *lines: Any, trial: str = "trial00001") -> None:
        await self.send("try", body={"trial": trial, "service": SERVICE, "lines": lines})

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next message of this kind with these fields. What is spoken is reported as played at once."""
        async with asyncio.timeout(20):
            while True:
                received = await self.socket.receive()
                if received.type is aiohttp.WSMsgType.BINARY:
                    frame = SpeechFrame.decode(received.data)
                    self.sound += len(frame.pcm)
                    heard = frame.first + len(frame.pcm)
                    await self.send("played", utterance=frame.utterance, heard_sample=heard, done=frame.last)
                    continue
                assert received.type is aiohttp.WSMsgType.TEXT, f"the hall hung up; expected {kind} {fields}"
                message = json.loads(received.data)
                self.told.append(message)
                if message["type"] == kind and fields.items() <= message.items():
                    return dict(message)


@dataclass(slots=True)
class Stand:
    console: ConsoleStand
    spoken: SpeechStandIn
    draft: str

    @property
    def ear(self) -> Any:
        return self.spoken.streams[-1]

    async def opened(self, csrf: str | None = None) -> VoicePage:
        editor = self.console.of[Role.EDITOR]
        page = VoicePage(await editor.http.ws_connect(f"{editor.base}{PREFIX}{self.draft}/voice"))
        await page.send("begin", csrf=editor.csrf if csrf is None else csrf)
        return page


@asynccontextmanager
async def standing(folder: Path, **parts: Any) -> AsyncIterator[Stand]:
    settings = replace(settings_of(), services_dir=shipped_service(folder / "services"))
    spoken = SpeechStandIn()
    ears: Any = {"segmenter_hub": spoken, "recogniser": spoken}
    async with console(
        folder / "data", settings=settings, roles=(Role.EDITOR, Role.APPROVER), **ears, **parts
    ) as found:
        _, told = await found.of[Role.EDITOR].post("/scripts/drafts", {"name": "新的"})
        yield Stand(found, spoken, f"/scripts/drafts/{told['id']}")
        async with asyncio.timeout(20):  # else a trial was left behind
            while len(found.server.hall.sessions) or named("trial."):
                await asyncio.sleep(0.01)


async def test_a_trial_takes_words_and_voice_and_is_logged_once(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        assert (await page.until("ready"))["rate"] == 24_000
        await page.try_()
        greeting = await page.until("answer")
        await page.until("ear", state="speaking")
        await page.until("ear", state="listening")
        assert page.sound > 0, "the greeting was spoken"
        assert not [one for one in page.told if one["type"] == "say" and not one["text"]]
        await page.try_("查工单")  # typed
        asked = (await page.until("answer"))["answer"]["exchanges"][-1]
        assert (asked["asked"], asked["file"], asked["heard"]) == ("工单号", SCRIPT, None)
        await page.until("ear", state="listening")
        await stand.ear.voice()
        await page.until("ear", state="hearing")
        await stand.ear.words(Transcript("26110931", 0.75, 0.0, 1.0, alternatives=(Alternative("26110937", 0.1),)))
        line = (await page.until("heard"))["line"]
        assert (line["text"], line["alternatives"]) == ("26110931", ["26110937"])
        await page.try_("查工单", line)
        answer = (await page.until("answer"))["answer"]
        last = answer["exchanges"][-1]
        assert (last["did"], last["heard"]) == ("26110931", {"confidence": 0.75, "rivals": ["26110937"]})
        assert "二六幺幺，零九三幺" in "".join(last["said"]), "it is read back, as at a kiosk"
        assert answer["exchanges"][0]["said"] == greeting["answer"]["exchanges"][0]["said"]
        await page.socket.close()
        _, trials = await stand.console.of[Role.EDITOR].get(f"{stand.draft}/trials")
        assert [row["lines"] for row in trials] == [["查工单", "（语音）26110931"]]


async def test_the_ear_is_shut_while_she_speaks_and_thinks(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        await page.until("ready")
        await page.try_()
        await page.until("ear", state="speaking")
        for _ in range(20):
            await page.socket.send_bytes(SOUND)
        await page.until("ear", state="listening")
        assert stand.ear.loudest == 0, "she heard herself"
        await page.socket.send_bytes(SOUND)
        await page.send("listen")  # already does
        await page.send("voice", on=False)
        await page.try_("查工单")
        await page.until("ear", state="listening")
        assert stand.ear.loudest == 500
        await page.socket.close()


async def test_a_muted_clerk_is_silent_at_once_and_the_ear_is_opened(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        await page.until("ready")
        await page.try_()
        await page.until("say")
        await page.send("voice", on=False)
        await page.until("stop")
        await page.until("ear", state="listening")
        await page.try_("查工单")
        await page.until("answer")
        await page.until("ear", state="listening")
        assert [one["type"] for one in page.told].count("stop") == 1
        await page.socket.close()


async def test_what_cannot_be_played_is_told_and_the_ear_stays_at_its_question(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        await page.until("ready")
        await page.send("voice", on=False)
        await page.try_()
        await page.until("ear", state="listening")
        await page.try_("/没有这个")
        assert (await page.until("refused"))["code"] == "bad_line"
        await page.until("ear", state="listening")
        await page.send("try", body={"trial": "trial00001", "service": "没有的", "lines": []})
        assert (await page.until("refused"))["code"] == "not_found"
        await page.until("ear", state="listening")
        await page.socket.close()


@pytest.mark.parametrize("csrf", ["", "wrong"])
async def test_a_page_that_does_not_show_the_session_s_token_hears_why(tmp_path: Path, csrf: str) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened(csrf)
        assert (await page.until("over"))["code"] == "csrf"
        assert stand.spoken.streams[-1].fed == 0


async def test_a_page_of_another_origin_and_another_role_get_no_socket(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        editor, approver = stand.console.of[Role.EDITOR], stand.console.of[Role.APPROVER]
        for browser, headers in ((editor, {"Origin": "http://evil.test"}), (approver, {})):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await browser.http.ws_connect(f"{browser.base}{PREFIX}{stand.draft}/voice", headers=headers)
            assert refused.value.status == 403
        assert (await editor.get(f"{stand.draft}/voice"))[0] == 426
        assert (await editor.post(f"{stand.draft}/discard"))[0] == 204
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await editor.http.ws_connect(f"{editor.base}{PREFIX}{stand.draft}/voice")
        assert refused.value.status == 409


async def test_places_that_citizens_need_are_not_taken(tmp_path: Path) -> None:
    async with standing(tmp_path, sessions=SessionRegistry(limit=0, grace_s=1)) as stand:
        page = await stand.opened()
        assert (await page.until("over"))["code"] == "busy"


async def test_a_third_editor_at_once_is_told_to_wait(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        pages = [await stand.opened() for _ in range(connection.MOST_TRIALS)]
        for page in pages:
            await page.until("ready")
        third = await stand.opened()
        assert (await third.until("over"))["code"] == "busy"
        for page in pages:
            await page.socket.close()


async def test_it_ends_with_the_session_with_the_hall_and_when_nobody_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_LOOK_S", 0.02)
    monkeypatch.setattr(connection, "_MAY_S", 0.02)
    async with standing(tmp_path) as stand:
        editor = stand.console.of[Role.EDITOR]
        page = await stand.opened()
        await page.until("ready")
        await stand.console.store.accounts.change("id-editor", {"disabled_ms": 1}, AuditNote("account disabled", "t"))
        assert (await page.until("over"))["code"] == "signed_out"
        await stand.console.store.accounts.change("id-editor", {"disabled_ms": None}, AuditNote("enabled", "t"))
        assert (await editor.sign_in("editor"))[0] == 200
        monkeypatch.setattr(connection, "QUIET_S", 0.0)
        page = await stand.opened()
        assert (await page.until("over"))["code"] == "quiet"
        monkeypatch.setattr(connection, "QUIET_S", 120.0)
        page = await stand.opened()
        await page.until("ready")
        stand.console.server.hall.sessions.draining = True
        assert (await page.until("over"))["code"] == "drain"
        page = await stand.opened()
        assert (await page.until("over"))["code"] == "drain"


async def test_messages_that_are_none_are_answered_and_end_it(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        await page.until("ready")
        most = stand.console.server.hall.settings.limits.errors
        bad = ('{"type": "try", "body": {"trial": 7}}', '{"type": "begin", "csrf": ""}', "[" * 5000, '{"type": "x"}')
        for text in bad[: most - 1]:
            await page.socket.send_str(text)
            assert (await page.until("refused"))["code"] == "bad_message"
        await page.socket.send_bytes(b"short")
        assert (await page.until("over"))["code"] == "bad_messages"
        assert most == len(bad) + 1


async def test_a_page_that_goes_while_a_trial_is_played_leaves_nothing(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        page = await stand.opened()
        await page.until("ready")
        await page.try_("查工单")
        await page.socket.close()
