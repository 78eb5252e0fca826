"""A conversation's record as lines to read and to print, in Chinese with English beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from kiosk.commands.case_file import AI_LINE, CaseFile, picture_name, recording_name
from kiosk.store import Conversation
from kiosk.store.belongings import Belongings
from kiosk.ticketing.lifecycle import ACTION_TITLES, STATE_TITLES

_WHO = {"citizen": "群众", "clerk": "数字人"}
_UNRESOLVED = {"open": "没查清 open", "filed": "办成了 filed", "not_filed": "没有办成 not filed"}


def lines(case: CaseFile) -> Iterator[str]:
    talk = case.conversation
    yield f"会话 conversation  {talk.id}"
    ended = "还没结束 going on" if talk.ended is None else f"{_time(talk.ended)}（{talk.ending}）"
    yield f"时间 time  {_time(talk.began)} – {ended}"
    yield f"在哪里 where  {talk.device}（{talk.channel}）"
    if talk.service:
        yield f"业务 service  {talk.service} {talk.version}".rstrip()
    yield from _cases(talk)
    yield from _beside(case.belongings)
    yield from _files(case)
    yield ""
    yield f"经过 what was said（{AI_LINE}）"
    for turn in talk.turns:
        cut = "" if turn.heard is None else f"（听到的是 heard：{turn.heard}）"
        via = "" if turn.via == "voice" else f"（{turn.via}）"
        yield f"  {_time(turn.at, seconds=True)} {_WHO[turn.who]}{via}：{turn.text}{cut}"
    if talk.answers:
        yield ""
        yield "业务系统的答复 answers of the back end"
        for answer in talk.answers:
            yield f"  {_time(answer.at, seconds=True)} {answer.api}"
            yield from _values({name: "没有 none" if value is None else value for name, value in answer.fields.items()})
    if talk.events:
        yield ""
        yield "记下的事 events"
        for event in talk.events:
            yield f"  {_time(event.at, seconds=True)} {event.kind} {event.detail}".rstrip()
    if talk.unreadable:
        yield ""
        yield f"打不开的 not readable  {'、'.join(talk.unreadable)}"


def _cases(talk: Conversation) -> Iterator[str]:
    for case in talk.cases:
        yield ""
        yield f"受理 case  {case.receipt or '打不开 not readable'}  {case.service}  {_time(case.filed)}"
        yield from _values(case.slots)
    if talk.slots and not any(case.slots == talk.slots for case in talk.cases):
        yield ""
        yield "填写的内容 filled in"
        yield from _values(talk.slots)


def _beside(beside: Belongings) -> Iterator[str]:
    for one in beside.unresolved:
        yield ""
        result = f"{_UNRESOLVED[one.state]} {one.receipt}".rstrip()
        yield f"没有答复的提交 submission  {one.number}  {one.service}  {one.api}  {_time(one.at)}  {result}"
        yield from _values(one.values or {})
    for sent in beside.deliveries:
        yield ""
        at = datetime.fromtimestamp(sent.at_ms / 1000, UTC)
        yield f"发出的 delivery  {sent.kind}  {_time(at)}  {sent.state} {sent.detail}".rstrip()
        yield f"    {'打不开 not readable' if sent.body is None else sent.body}"
    for call in beside.staff_calls:
        yield ""
        at = datetime.fromtimestamp(call.called_ms / 1000, UTC)
        came = call.who or "没有人来 nobody came"
        yield f"呼叫工作人员 call for staff  {_time(at)}  {call.danger or call.reason}  {came}"
        for row in json.loads(call.values or "[]"):
            yield f"    {'：'.join(map(str, row)) if isinstance(row, list) else row}"
    for ticket in beside.tickets:
        yield ""
        state = "还没打 open" if ticket.done is None else f"打过了 closed {_time(ticket.done)}"
        yield f"回电 call-back  {ticket.phone or '打不开 not readable'}  {ticket.reason}  {_time(ticket.at)}  {state}"
    for file in beside.work_tickets:
        yield ""
        work = file.ticket
        yield f"工单 ticket  {work.number}  {STATE_TITLES[work.state]}  {work.department}"
        yield from _values(dict(work.facts))
        for event in file.history:
            at = datetime.fromtimestamp(event.at_ms / 1000, UTC)
            yield f"    {_time(at)} {ACTION_TITLES[event.action]} {event.who} {event.text}".rstrip()
    if beside.call is not None:
        yield ""
        yield f"通话 telephone call  {beside.call.call}  {_time(beside.call.at)}（kiosk phone why {beside.call.call}）"


def _files(case: CaseFile) -> Iterator[str]:
    for picture in case.pictures:
        yield f"图片 picture  {picture.mode}  {picture_name(picture)}"
    for recording in case.recordings:
        end = recording.end
        length = "还在录 going on" if end is None else f"{end.samples / recording.head.rate:.0f} s"
        yield f"录音 recording  {length}  {recording_name(recording)}"


def _values(values: object) -> Iterator[str]:
    if isinstance(values, dict):
        for name, value in values.items():
            yield f"    {name}：{value}"


def _time(at: datetime, *, seconds: bool = False) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if seconds else f"{at.astimezone():%Y-%m-%d %H:%M}"
