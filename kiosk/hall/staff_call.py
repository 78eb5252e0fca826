"""One call for staff: what is known of it, and how it is told to staff. Sans-I/O."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kiosk.publishing.rollout import kiosk_words
from kiosk.store import DeliveryEntry, StaffCallEntry
from kiosk.store.staff_calls import CitizenGone, StaffCallEnding, StoredStaffCall
from mandarin.masking import HIDDEN, masked
from mandarin.printable import printable

#: Why staff are called, by `dialogue.acts.Handoff.reason`; a reason that is not here is told as it is.
REASONS: Mapping[str, str] = {
    "asked": "群众要求", "not_understood": "几次没听懂", "silent": "一直没说话", "fault": "系统故障",
    "refused_consent": "不同意使用个人信息", "correction": "要更正已提交的内容", "script": "按规定转人工",
    "danger": "有危险", "abuse": "情绪激动", "identity": "身份没有核实成", "vouch": "请核对证件原件",
    "stalled": "一直没有进展",
}  # fmt: skip
#: The kinds of `dialogue.acts.Alert` that staff are called for.
DANGERS: Mapping[str, str] = {
    "suicide": "轻生", "fire": "火情", "violence": "暴力", "medical": "急病", "traffic": "交通事故",
    "crowd": "聚集闹事", "missing": "走失", "crime": "违法犯罪", "rescue": "遇险求救", "fraud": "疑似诈骗",
}  # fmt: skip
#: The row with a submission's eight digits whose outcome is unknown: whoever comes must not file it again unasked.
UNRESOLVED = "可能已经办了，先按这个号查"
#: Why the citizen is not there any more, for a robot; {}: where.
_GONE: Mapping[CitizenGone, str] = {
    "bye": "【群众离开了】{}的群众按了“结束”",
    "lost": "【群众可能离开了】{}断线了",
    "over": "【对话结束了】{}的对话已经结束",
}
#: The reason of a call to look at a document.
VOUCH = "vouch"
#: What a script has masked already.
_STARS = re.compile(r"\*{2,}")
#: Characters of one value, and of a name.
_VALUE, NAME = 60, 20

Event = Literal["called", "taken", "gone"]
StaffCallState = Literal["calling", "nobody", "coming", "there", "closed"]


@dataclass(frozen=True, slots=True)
class StaffCall:
    """Times: ms since 1970, UTC; None: it has not happened. `rows`: label and value of what is filled in, masked,
    and the numbers of submissions whose outcome is unknown.
    `stage`: the place in line that was told last. `who` comes; empty: nobody yet; `account`: the id of that person's
    account, empty where it was said on a bell page or to an earlier process. `told_ms`: the citizen was told that
    nobody came.
    """

    id: str
    conversation: str
    device: str
    channel: str
    reason: str
    danger: str
    service: str
    called_ms: int
    rows: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    stage: int = 0
    nobody_ms: int | None = None
    who: str = ""
    taken_ms: int | None = None
    arrived_ms: int | None = None
    closed_ms: int | None = None
    place: str = ""
    window: str = ""
    told_ms: int | None = None
    gone_ms: int | None = None
    gone: CitizenGone = ""
    ending: StaffCallEnding = ""  # not of calls that an earlier process closed
    account: str = ""

    @property
    def asks_document(self) -> bool:
        """Whether a member of staff is to look at the citizen's document, and may vouch for the citizen."""
        return self.reason == VOUCH

    def taken_by(self, who: str, account: str) -> bool:
        """By this person: a call that an account took is that account's alone; another is known by the name."""
        return self.account == account if self.account else self.who == who

    @property
    def waited_for(self) -> bool:
        """Whether somebody must still go there: to a citizen who is there, and to a danger in any case."""
        return bool(self.danger) or not self.gone

    @property
    def state(self) -> StaffCallState:
        if self.closed_ms is not None:
            return "closed"
        if self.arrived_ms is not None:
            return "there"
        if self.taken_ms is not None:
            return "coming"
        return "calling" if self.nobody_ms is None else "nobody"

    @property
    def entry(self) -> StaffCallEntry:
        values = json.dumps(self.rows, ensure_ascii=False)
        return StaffCallEntry(self.id, self.called_ms, self.reason, self.danger, self.service, values, self.stage)

    @property
    def why(self) -> str:
        """In Chinese."""
        why = REASONS.get(self.reason, self.reason)
        return f"{why}（{DANGERS.get(self.danger, self.danger)}）" if self.danger else why

    @property
    def unresolved(self) -> tuple[str, ...]:
        """Eight digits of each submission that may or may not have been filed (`kiosk backend unresolved`)."""
        return tuple(value for label, value in self.rows if label == UNRESOLVED)

    @property
    def _filled(self) -> tuple[tuple[str, str], ...]:
        return tuple(row for row in self.rows if row[0] != UNRESOLVED)

    @property
    def where(self) -> str:
        """For staff: 一楼东侧3号窗口（kiosk-1）."""
        if self.channel == "phone":
            return f"电话（{self.device}）"
        place = f"{self.place}{self.window}号窗口" if self.window else self.place
        name = kiosk_words(self.device)
        return f"{place}（{name}）" if place and place != self.device else name

    def shown(self, now_ms: int) -> dict[str, object]:
        """For staff, as JSON. `waited_s`: until somebody came, or until now."""
        until = self.taken_ms if self.taken_ms is not None else now_ms
        return {
            "id": self.id,
            "kiosk": self.device,
            "channel": self.channel,
            "place": self.place,
            "window": self.window,
            "reason": self.reason,
            "why": self.why,
            "danger": self.danger,
            "service": self.service,
            "values": [list(row) for row in self.rows],
            "called": _iso(self.called_ms),
            "waited_s": max(0, (until - self.called_ms) // 1000),
            "stage": self.stage,
            "state": self.state,
            "who": self.who,
            "told": self.told_ms is not None,
            "gone": self.gone,
            "document": self.asks_document,
        }

    def message(self, event: Event, destination: str, kind: str, at_ms: int, *, again: bool = False) -> DeliveryEntry:
        """For the outbox: what a destination is told. Its id is the same for the same event. `again`: others were told
        before, and nobody came.
        """
        body = {
            "id": self.id,
            "event": event,
            "stage": self.stage,
            "reason": self.reason,
            "danger": self.danger,
            "channel": self.channel,
            "kiosk": self.device,
            "place": self.place,
            "window": self.window,
            "conversation": self.conversation,
            "service": self.service,
            "slots": dict(self._filled),
            "unresolved": list(self.unresolved),
            "called": _iso(self.called_ms),
            "who": self.who,
            "gone": self.gone,
            "text": self._text(event, again=again),
        }
        name = hashlib.sha256(f"staff/{self.id}/{event}/{destination}".encode()).hexdigest()
        return DeliveryEntry(name, kind, at_ms, json.dumps(body, ensure_ascii=False))

    def _text(self, event: Event, *, again: bool) -> str:
        """For a group robot, whose operator is another company: which fields are filled in, and no value of one."""
        at = f"{datetime.fromtimestamp(self.called_ms / 1000).astimezone():%H:%M:%S}"
        if event == "taken":
            return f"【有人去了】{self.who}去{self.where}，{at}呼叫的。"
        if event == "gone":
            return f"{_GONE[self.gone].format(self.where)}，{at}呼叫的。"
        head = "紧急" if self.danger else "请来一下"
        head = f"{head}·还没有人去" if again else head
        about = f"业务：{self.service}。" if self.service else ""
        filled = f"已填：{'、'.join(label for label, _ in self._filled)}。" if self._filled else ""
        numbers = "、".join(self.unresolved)
        doubt = f"可能已经办了一件，先按 {numbers} 查清，不要直接重办。" if numbers else ""
        return f"【{head}】{self.where}。原因：{self.why}。{about}{doubt}{filled}{at}呼叫。"


def of_stored(stored: StoredStaffCall) -> StaffCall:
    """What an earlier process recorded. Values that do not open are left out."""
    rows = tuple((str(label), str(value)) for label, value in json.loads(stored.values or "[]"))
    return StaffCall(
        stored.id, stored.conversation, stored.device, stored.channel, stored.reason, stored.danger, stored.service,
        stored.called_ms, rows, stored.stage, stored.nobody_ms, stored.who, stored.taken_ms, stored.arrived_ms,
        stored.closed_ms, stored.place, stored.window, stored.told_ms, stored.gone_ms, stored.gone,
    )  # fmt: skip


def masked_rows(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Label and value as staff may see them: of a number the last four, of a long text its beginning."""
    return tuple((label, _short(_STARS.sub(HIDDEN * 4, masked(printable(value))))) for label, value in rows)


def _short(value: str) -> str:
    return value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000).astimezone().isoformat(timespec="seconds")
