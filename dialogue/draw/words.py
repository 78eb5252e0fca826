"""What stands in each box of a chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dialogue.script import Script, keys
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Collect,
    Confirm,
    Finish,
    ForEach,
    Jump,
    NextItem,
    Query,
    Rate,
    Slot,
    Spoken,
    Step,
    Submit,
    Take,
    Tell,
    Transfer,
)
from dialogue.slot_kinds import kind_of
from dialogue.wording import level_words, source_words

Kind = Literal[
    "start", "consent", "tell", "collect", "branch", "each", "assign", "confirm", "query", "submit", "take",
    "call_service",
    "rate", "transfer", "finish", "jump", "label",
]  # fmt: skip

#: In the order of the legend.
NAMES: dict[Kind, str] = {
    "start": "开始", "consent": "同意", "tell": "说一句话", "collect": "问清楚", "branch": "分路", "each": "一条一条办",
    "assign": "写上一个值",
    "confirm": "确认", "query": "查询", "submit": "提交", "take": "取号", "call_service": "先办另一项", "rate": "评价",
    "transfer": "转人工", "finish": "结束", "jump": "跳回",
}  # fmt: skip

_KINDS: dict[type, Kind] = {
    Tell: "tell", Collect: "collect", Branch: "branch", ForEach: "each", Assign: "assign", Confirm: "confirm",
    Query: "query", Submit: "submit", Take: "take", CallService: "call_service", Rate: "rate", Transfer: "transfer",
    Finish: "finish", Jump: "jump", NextItem: "jump",
}  # fmt: skip
_RECEIPTS = {"print": "打印", "sms": "短信"}


def box_kind(step: Step) -> Kind:
    return _KINDS[type(step)]


def body(script: Script, step: Step) -> Iterator[str]:
    """Paragraphs; a fork's own words are its title."""
    match step:
        case Tell(spoken=spoken, card=card, receipt=receipt):
            yield from _spoken(spoken)
            if card:
                yield f"卡片：{card}"
            if receipt:
                yield "回执：" + "、".join(_RECEIPTS.get(way, way) for way in receipt)
        case Collect(slots=slots):
            for name in slots:
                slot = script.slot(name)
                yield _asked(slot) if slot else name
        case ForEach(source=source, item=item, filed=filed):
            yield f"{source}，每一条叫“{item}”"
            if filed:
                yield f"办成的记在“{filed}”"
        case Confirm(spoken=spoken):
            yield from _spoken(spoken)
        case Query(api=api, params=params, results=results) | Submit(api=api, params=params, results=results):
            yield api
            if level := level_words(step.identity or script.identity.levels):
                yield level
            yield from _passed(params, results)
            if step.timeout_s is not None:
                yield f"最多等 {step.timeout_s:g} 秒"
        case Assign(values=values):
            yield from (f"{name} = {source_words(source)}" for name, source in values)
        case Take(queue=queue, results=results):
            yield queue
            yield from _passed((), results)
        case CallService(service=service, given=given, results=results):
            yield service
            yield from _passed(tuple(ours for _, ours in given), tuple(ours for ours, _ in results))
        case Rate(name=name):
            yield name
        case Transfer(spoken=spoken, fault=fault):
            yield from _spoken(spoken)
            if fault:
                yield "系统没有回应时"
        case Finish(reason=reason):
            yield "完成" if reason == "completed" else "取消"
        case Jump(target=target):
            yield _back(script, target)
        case NextItem():
            yield "下一条"


def _asked(slot: Slot) -> str:
    if slot.pick:
        return f"{slot.name}：从“{slot.pick.name}”里挑{kind_of(slot).word}"
    if slot.capture:
        return f"{kind_of(slot).word}：{slot.name}" + ("" if slot.required else "（可以跳过）")
    return f"{slot.name}（{kind_of(slot).word}）"


def _spoken(spoken: Spoken | None) -> Iterator[str]:
    if spoken is None:
        return
    yield spoken.screen.raw
    if spoken.phone.raw != spoken.screen.raw:
        yield f"电话：{spoken.phone.raw}"


def _passed(given: tuple[str, ...], results: tuple[str, ...]) -> Iterator[str]:
    if given:
        yield "传：" + "、".join(given)
    if results:
        yield "得到：" + "、".join(results)


def _back(script: Script, target: int) -> str:
    label = next((name for name, at in script.labels if at == target), "")
    line = script.steps[target].line if target < len(script.steps) else 0
    return f"回到“{label}”（第 {line} 行）" if label else f"回到第 {line} 行"


def start(script: Script) -> Iterator[str]:
    yield script.name
    yield "“" + "”“".join(script.says[:3]) + "”"
    words = {kind: word for word, kind in keys.FOLLOW_UPS.items()}
    for one in script.follow_ups:
        if script.correction and one.kind == "correct":
            items = "、".join(script.correction.items)
            yield f"{words[one.kind]}：核对以后交给 {script.correction.api}，能改{items}，别的和没改成的转人工"
        else:
            yield f"{words[one.kind]}：" + (one.spoken.screen.raw if one.spoken else f"转到{one.service}")


def consent(script: Script) -> Iterator[str]:
    if script.consent:
        yield script.consent.text.raw
        yield "不同意就转人工" if script.consent.refused == "human" else "不同意就结束"
