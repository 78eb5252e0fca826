"""A few conversations for the console's pages: three services, outcomes, ratings, a mis-hearing, one recorded call."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from kiosk.store import ConversationEntry, EndingEntry, Store
from kiosk.store.entries import AskEntry, RatingEntry, RunEntry
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead

NUMBER = "13912345678"
_MINUTE = 60_000
#: Service, kiosk, channel, outcome, reason, rating.
_TALKS = (
    ("社保卡挂失", "kiosk-1", "screen", "completed", "", 5),
    ("社保卡挂失", "kiosk-2", "screen", "left", "", None),
    ("居住证办理", "kiosk-1", "screen", "handoff", "asked", 2),
    ("居住证办理", "kiosk-2", "screen", "completed", "", 4),
    ("公积金提取", "line", "phone", "completed", "", None),
)
_ENDINGS = {"completed": "completed", "left": "idle", "handoff": "handoff"}
_STEPS = {"社保卡挂失": "身份证号", "居住证办理": "居住地址", "公积金提取": "银行卡号"}


async def record_talks(store: Store, recordings: Path | None = None) -> list[str]:
    """The names of the conversations, the newest last. `recordings`: where the call's sound goes."""
    names = []
    for n, (service, device, channel, outcome, reason, score) in enumerate(_TALKS):
        name, at_ms = f"talk-{n}", store.now_ms() - (len(_TALKS) - n) * 5 * _MINUTE
        opening, step = ConversationEntry(name, device, channel, at_ms), _STEPS[service]
        run = RunEntry(service, 1, "1", at_ms, step, outcome, reason, at_ms + 2 * _MINUTE)
        asks = (AskEntry(1, service, step, at_ms), AskEntry(2, service, step, at_ms + 9000, reask="no_match"))
        rated = (RatingEntry(f"{name}/1", at_ms + 2 * _MINUTE, service, "1", score),) if score else ()
        await store.keep(replace(opening, runs=(run,), asks=asks, ratings=rated))
        said = (
            (f"我要办{service[:2]}瓜食", 0.41, (f"我要办{service}", "我要办挂事")),
            (f"我叫王小明，手机号是{NUMBER}", 0.93, ()),
            ("没有别的了，谢谢", 0.97, ()),
        )
        for turn, (text, confidence, rivals) in enumerate(said):
            timings = {"endpoint_ms": 420.0, "asr_ms": 180.0, "decide_ms": 35.0, "voice_ms": 310.0}
            spoken = at_ms + 4000 + turn * 12_000
            await store.turn(
                name, "citizen", "voice", "said", text, confidence=confidence, rivals=rivals, timings=timings,
                at_ms=spoken,
            )  # fmt: skip
            answer = "好的，请问您的手机号是多少？"
            await store.turn(
                name, "clerk", "voice", "said", answer, heard="好的，请问" if turn else None, at_ms=spoken + 1500
            )  # fmt: skip
        await store.event("question unanswered", name, "", at_ms=at_ms + 6000)
        slots = {"手机号": NUMBER, "姓名": "王小明"}
        ending = EndingEntry(_ENDINGS[outcome], service, "1", at_ms + 3 * _MINUTE, slots)
        await store.keep(replace(opening, ending=ending))
        if channel == "phone" and recordings is not None:
            _sound(store, recordings, name, at_ms)
        names.append(name)
    return names


def _sound(store: Store, folder: Path, name: str, at_ms: int) -> None:
    """Two seconds: a tone of the caller, then one of the clerk."""
    head = RecordingHead(f"call-{name}", name, "audiosocket", at_ms, 8_000)
    file = RecordingFile(folder, store.review.keys, head)
    tone = (np.sin(np.arange(8_000) * 2 * np.pi * 440 / 8_000) * 6_000).astype(np.int16)
    quiet = np.zeros_like(tone)
    file.add(0, np.stack([tone, quiet], axis=1))
    file.add(8_000, np.stack([quiet, tone], axis=1))
    file.finish(16_000, 0)
