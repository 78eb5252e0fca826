"""What a person asks for, decided: the rows that go into the history, or why nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.publishing.lifecycle import (
    TRANSITIONS,
    WITHOUT_APPROVAL,
    Standing,
    VersionChange,
    VersionEvent,
    VersionState,
    authors_of,
    same_person,
)
from kiosk.publishing.rollout import Rollout

RefusalCode = Literal[
    "no-name", "no-reason", "unknown-version", "wrong-state", "self-approval", "author-unknown", "changed-meanwhile",
    "not-from-live", "canary-runs", "no-live", "nothing-older", "no-rollout",
]  # fmt: skip
WORDS: dict[VersionState, str] = {
    "new": "还没有", "draft": "草稿", "proposed": "待审批", "approved": "已审批", "refused": "已驳回",
    "canary": "试运行", "halted": "试运行已停", "live": "正在用", "retired": "用过",
}  # fmt: skip

EVENT_WORDS: dict[VersionEvent, str] = {
    "draft": "存草稿", "propose": "提交", "approve": "同意", "refuse": "驳回", "try": "试运行", "stop": "停下试运行",
    "halt": "试运行变差，自动停下", "publish": "发布", "retire": "换下", "roll_back": "退回",
}  # fmt: skip


class PublishingError(Exception):
    """Refused; nothing has changed. `code`: why. The text is for the person, Chinese and English."""

    def __init__(self, code: RefusalCode, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class PublishingRequest:
    """`event`: what is asked for; `retire` never is. `version` None: for `roll_back`, the one that was live before.

    `expected_live`: the live version that the person compared with; another one now refuses it. Unset: not compared.
    """

    event: VersionEvent
    version: int | None
    who: str
    reason: str = ""
    rollout: Rollout | None = None
    expected_live: int | Literal["any"] | None = "any"


def decide(now: Standing, asked: PublishingRequest, *, two_persons: bool, at_ms: int) -> tuple[VersionChange, ...]:
    """The rows to append, all or none. Raises `PublishingError`."""
    if not asked.who.strip():
        raise PublishingError("no-name", "写上是谁：--who。 Say who you are: --who.")
    if asked.event in ("approve", "refuse") and not asked.reason.strip():
        raise PublishingError("no-reason", "写上理由：--reason。 Give a reason: --reason.")
    if asked.expected_live != "any" and asked.expected_live != now.live:
        raise PublishingError(
            "changed-meanwhile",
            f"别人刚刚换了版本：现在用的是 {_named(now.live)}，不是 {_named(asked.expected_live)}。看一遍再发。"
            f" Another person published meanwhile: {_named(now.live)} is live. Look at it, then publish again.",
        )

    def row(version: int, event: VersionEvent, reason: str = asked.reason) -> VersionChange:
        return VersionChange(
            version, event, asked.who.strip(), reason, asked.rollout if event == "try" else None, at_ms
        )

    if asked.event == "roll_back":
        return _roll_back(now, asked, row)
    number = asked.version or 0
    if number not in now.versions:
        raise PublishingError("unknown-version", f"没有版本 {number}。 There is no version {number}.")
    _allowed(now, asked.event, number, two_persons=two_persons)
    if asked.event == "approve" and two_persons:
        _another_person(now, number, asked.who)
    if asked.event == "try":
        if now.live is None:
            raise PublishingError(
                "no-live", "还没有正式版本，直接发布。 Nothing is live yet: publish it without a rollout."
            )
        if asked.rollout is None or not (asked.rollout.kiosks or asked.rollout.share):
            raise PublishingError("no-rollout", "写上 --kiosks 或 --share。 Give --kiosks or --share.")
    if asked.event in ("try", "publish"):
        _builds_on_live(now, number)
        if now.canary not in (None, number):
            raise PublishingError(
                "canary-runs",
                f"版本 {now.canary} 正在试运行：先发布它，或者停掉它（rollback）。 Version {now.canary} is a canary "
                "now: publish it, or stop it with rollback, first.",
            )
    before = (row(now.live, "retire"),) if asked.event == "publish" and now.live is not None else ()
    return (*before, row(number, asked.event))


def _roll_back(now: Standing, asked: PublishingRequest, row: Callable[..., VersionChange]) -> tuple[VersionChange, ...]:
    halted = () if now.canary is None else (row(now.canary, "stop"),)
    if asked.version is None and halted:
        return halted
    if asked.version is None and len(now.stack) < 2:
        raise PublishingError("nothing-older", "没有更早的版本可以退回。 No earlier version was live.")
    number = now.stack[-2] if asked.version is None else asked.version
    if number not in now.versions:
        raise PublishingError("unknown-version", f"没有版本 {number}。 There is no version {number}.")
    _allowed(now, "roll_back", number, two_persons=True)
    retired = () if now.live is None else (row(now.live, "retire"),)
    return (*halted, *retired, row(number, "roll_back"))


def _allowed(now: Standing, event: VersionEvent, number: int, *, two_persons: bool) -> None:
    state = now.state(number)
    before = {*TRANSITIONS[event], *(() if two_persons else WITHOUT_APPROVAL.get(event, ()))}
    if state not in before:
        needs = "、".join(WORDS[one] for one in sorted(before))
        raise PublishingError(
            "wrong-state",
            f"版本 {number} 是“{WORDS[state]}”，要“{needs}”的才行。 Version {number} is {state}; "
            f"expected {' or '.join(sorted(before))}.",
        )


def _another_person(now: Standing, number: int, who: str) -> None:
    """Of nothing that this version would bring to the citizens may the approver be the author."""
    for one in now.ancestors(number):
        if one != number and now.state(one) in ("live", "retired", "canary"):
            return
        author = now.versions[one].author
        if not author.strip():
            raise PublishingError(
                "author-unknown",
                f"版本 {one} 的作者读不出来（密钥不对？），不能审批。 The author of version {one} cannot be read.",
            )
        if any(same_person(name, who) for name in authors_of(author)):
            raise PublishingError(
                "self-approval",
                f"版本 {one} 是 {author} 写的，要另一个人审批。 Version {one} is by {author}: another must approve it.",
            )


def _builds_on_live(now: Standing, number: int) -> None:
    if now.live is not None and now.live not in now.ancestors(number):
        raise PublishingError(
            "not-from-live",
            f"版本 {number} 不是从正在用的版本 {now.live} 改来的，发布会丢掉别人的修改。"
            "看看两边差在哪里（diff），合到一起再提交（propose）。 "
            f"Version {number} was not made from {now.live}, which is live: publishing it would lose a change. "
            "Compare them (diff), bring them together, and propose that.",
        )


def _named(number: int | str | None) -> str:
    return "（没有 none）" if number is None else f"版本 {number}"
