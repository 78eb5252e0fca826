"""A made hall's two months in plain rows, for the questions about numbers: each answer is counted from these rows in
plain Python, apart from the code that answers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
#: A Tuesday afternoon; the week began on 30 November.
NOW = datetime(2026, 12, 1, 15, 0, tzinfo=ZONE)
FIRST = datetime(2026, 10, 1, 9, 0, tzinfo=ZONE)
STEPS = {
    "社保卡挂失": ("同意", "身份证号", "手机号", "确认"),
    "居住证办理": ("同意", "住满半年", "办理事由", "居住地址", "入住日期", "手机号", "确认"),
    "公积金提取": ("同意", "提取原因", "提取金额", "银行卡号", "确认"),
    "窗口预约": ("预约日期", "预约时段", "手机号"),
    "不动产登记查询": ("同意", "查询人", "确认"),
}
#: Name -> channel and weight.
DEVICES = {"kiosk-1": ("screen", 5), "kiosk-2": ("screen", 4), "东门一体机": ("screen", 3), "line": ("phone", 3)}
#: Hash of a version -> its number.
VERSIONS = {"a1" * 32: 2, "b2" * 32: 3}
REASONS = ("asked", "not_understood", "fault", "identity")


@dataclass(frozen=True)
class SeededRun:
    conversation: str
    service: str
    device: str
    channel: str
    scripts: str
    began: datetime
    ended: datetime | None
    outcome: str
    reason: str
    step: str


@dataclass(frozen=True)
class SeededAsk:
    conversation: str
    number: int
    service: str
    step: str
    device: str
    channel: str
    scripts: str
    at: datetime
    reask: str


@dataclass(frozen=True)
class SeededTalk:
    id: str
    device: str
    channel: str
    scripts: str
    began: datetime
    ended: datetime | None
    ending: str
    service: str
    answer_ms: int


@dataclass(frozen=True)
class SeededRating:
    device: str
    channel: str
    service: str
    at: datetime
    score: int


@dataclass(frozen=True)
class SeededGap:
    device: str
    service: str
    at: datetime


class SeededRecord:
    def __init__(self) -> None:
        self.talks: list[SeededTalk] = []
        self.runs: list[SeededRun] = []
        self.asks: list[SeededAsk] = []
        self.ratings: list[SeededRating] = []
        self.gaps: list[SeededGap] = []
        chance = random.Random(14)
        day = FIRST
        while day < NOW:
            for _ in range(chance.randint(6, 14)):
                began = day.replace(hour=chance.randint(8, 17), minute=chance.randint(0, 59))
                if began < NOW - timedelta(minutes=30):
                    self._talk(chance, began)
            day += timedelta(days=1)

    def _talk(self, chance: random.Random, began: datetime) -> None:
        name = f"c{len(self.talks)}"
        device = chance.choices(list(DEVICES), [weight for _, weight in DEVICES.values()])[0]
        channel = DEVICES[device][0]
        scripts = list(VERSIONS)[began.month > 10]
        service = chance.choice(list(STEPS))
        outcome = chance.choices(("completed", "handoff", "left", "cancelled"), (6, 2, 2, 1))[0]
        steps, at, number = STEPS[service], began, 0
        last = len(steps) if outcome == "completed" else chance.randint(1, len(steps))
        for step in steps[:last]:
            for reask in ("", *chance.choices(("no_match", "no_input"), (3, 1), k=chance.choice((0, 0, 0, 1, 2)))):
                at, number = at + timedelta(seconds=chance.randint(8, 40)), number + 1
                self.asks.append(SeededAsk(name, number, service, step, device, channel, scripts, at, reask))
        running = began.date() == NOW.date() and chance.random() < 0.3
        ended = None if running else at + timedelta(seconds=20)
        reason = chance.choice(REASONS) if outcome == "handoff" else ""
        run = SeededRun(
            name, service, device, channel, scripts, began, ended, "" if running else outcome,
            "" if running else reason, steps[last - 1],
        )  # fmt: skip
        self.runs.append(run)
        ending = {"completed": "completed", "handoff": "handoff", "left": "idle", "cancelled": "cancelled"}[outcome]
        latency = chance.randint(700, 2600) + (400 if channel == "phone" else 0)
        self.talks.append(
            SeededTalk(
                name,
                device,
                channel,
                scripts,
                began,
                ended,
                "" if running else ending,
                "" if running else service,
                latency,
            )
        )
        if outcome == "completed" and ended is not None and chance.random() < 0.6:
            score = chance.choices((5, 4, 3, 2, 1), (8, 6, 3, 2, 1))[0]
            self.ratings.append(SeededRating(device, channel, service, ended, score))
        if chance.random() < 0.15:
            self.gaps.append(SeededGap(device, service, at))


RECORD = SeededRecord()
