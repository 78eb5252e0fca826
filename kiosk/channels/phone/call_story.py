"""Tells in sentences what happened in one call: the probable cause of trouble first, then the call. Sans-I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime

from kiosk.channels.phone.call_causes import causes
from kiosk.channels.phone.call_facts import CHECK, LEFT_SERVED, CallEvent, CallFacts

Sentence = tuple[str, str]

_OUTCOMES: dict[str, Sentence] = {
    "completed": ("办完结束", "it was completed"),
    "handoff": ("转人工", "it was handed to a human"),
    "cancelled": ("来电人中途离开", "the caller left"),
    "idle": ("没有进展，礼貌结束", "it was ended politely for lack of progress or time"),
    "callback": ("登记了回电", "a call back was promised"),
    "unanswered": ("没有工作人员接听", "no clerk answered"),
    "busy": ("没有接入", "the caller was not let in"),
    "drain": ("因停机结束", "it ended because the hall was stopped"),
    "fault": ("因故障结束", "it ended by a fault"),
    CHECK: ("检查线路", "it checked the line"),
    LEFT_SERVED: ("办完了，没等道别就挂了机", "done; the caller hung up before the goodbye"),
}
_HUNG_UP: dict[str, Sentence] = {
    "caller": ("来电方先挂机", "the caller's side hung up"),
    "hall": ("我方挂机", "we hung up"),
    "lost": ("连接断开，没有人挂机", "the connection broke without a hang-up"),
    "server": ("服务停止，连接被关闭", "the hall was stopped and closed the connection"),
}
#: Of a hand-off (`dialogue.acts.Handoff`).
_REASONS: dict[str, Sentence] = {
    "asked": ("来电人要求", "the caller asked for one"),
    "not_understood": ("多次没听懂", "the caller was not understood several times"),
    "silent": ("来电人一直没有说话", "the caller stayed silent"),
    "fault": ("后台或程序出错", "the back end or the program failed"),
    "refused_consent": ("来电人不同意使用个人信息", "the caller did not consent"),
    "correction": ("要更正已提交的内容", "what was submitted is to be corrected"),
    "script": ("脚本规定转人工", "the script says so"),
    "danger": ("来电人有危险", "the caller is in danger"),
    "identity": ("来电人的身份没有核实成", "who the caller is could not be proven"),
    "abuse": ("来电人辱骂", "the caller was abusive"),
}
_NO_TROUBLE: Sentence = ("没有发现问题。", "No trouble was found.")
_CHECK: Sentence = (
    "这是 kiosk phone check 的检查电话，不是来电人。",
    "This was a call of kiosk phone check, and no caller.",
)
_EVENTS: dict[str, Sentence] = {
    "rang": ("来电接入", "the call came in"),
    "identified": ("对端报出通话编号", "the peer named the call"),
    "refused": ("只播放提示音，不接入", "only an announcement"),
    "conversation": ("会话开始", "the conversation began"),
    "first word": ("开口说第一句", "the first word"),
    "words": ("听到来电人说话", "words of the caller"),
    "keys": ("收到按键", "keys"),
    "no-input": ("来电人没说话，再问", "no input, asked again"),
    "no-match": ("没听懂，再问", "no match, asked again"),
    "barge-in": ("来电人打断", "barge-in"),
    "slow answer": ("答复慢", "a slow answer"),
    "back end": ("后台接口", "the back end"),
    "no sound from the caller": ("来电方没有声音", "no sound from the caller"),
    "handoff": ("转人工", "hand-off"),
    "ticket": ("登记了回电", "a call-back ticket"),
    "hook": ("案情送坐席", "the case to the human's desk"),
    "goodbye": ("道别", "goodbye"),
    "hung up": ("挂机", "hung up"),
    "over": ("结束", "over"),
}


def why(facts: CallFacts, *, english: bool) -> list[str]:
    """The probable causes of trouble with what to do, or that there was none; then what happened, in order."""
    pick = int(english)
    values = asdict(facts)
    found = [(cause.chinese, cause.english)[pick].format(**values) for cause in causes(facts)]
    if not facts.outcome:
        head = ("通话还在进行。", "The call is still up.")[pick]
        found = [head, *found]
    if not found:
        found = [(_CHECK if facts.check else _NO_TROUBLE)[pick]]
    return [*found, *(sentence[pick] for sentence in _told(facts))]


def timeline(facts: CallFacts, *, english: bool) -> list[str]:
    """One line for each event that was kept."""
    lines = [_line(event, int(english)) for event in facts.events]
    if facts.more_events:
        lines.append((f"……另有 {facts.more_events} 件", f"… and {facts.more_events} more")[int(english)])
    return lines


def outcome(facts: CallFacts, *, english: bool) -> str:
    """How it ended, in a few words."""
    if not facts.outcome:
        return ("进行中", "up")[int(english)]
    if facts.left_served:
        return _OUTCOMES[LEFT_SERVED][int(english)]
    return _OUTCOMES.get(facts.outcome, (facts.outcome, facts.outcome))[int(english)]


def _told(facts: CallFacts) -> Iterator[Sentence]:
    tellers: tuple[Callable[[CallFacts], Iterator[Sentence]], ...] = (
        _arrival, _understanding, _sound, _answers, _backend, _handoff, _ticket, _recording, _ending,
    )  # fmt: skip
    for teller in tellers:
        yield from teller(facts)


def _arrival(facts: CallFacts) -> Iterator[Sentence]:
    at = datetime.fromtimestamp(facts.began_ms / 1000).astimezone()
    sound = f"{facts.rate / 1000:g} kHz {facts.coding}".strip() if facts.rate else ""
    yield (
        f"{at:%Y-%m-%d %H:%M:%S} 从 {facts.surface} 打进来{sound and f'（{sound}）'}。",
        f"It came in at {at:%Y-%m-%d %H:%M:%S} by {facts.surface}{sound and f' ({sound})'}.",
    )
    if facts.answer_ms is None:
        yield "一句话也没有播出。", "Nothing was said to the caller."
    else:
        yield f"{facts.answer_ms} 毫秒后开口。", f"The first word came after {facts.answer_ms} ms."


def _understanding(facts: CallFacts) -> Iterator[Sentence]:
    if facts.check:
        return
    if not facts.conversation:  # an announcement, which is answered by keys alone
        yield f"来电人按了 {facts.keys} 个键。", f"The caller pressed {facts.keys} keys."
        return
    yield (
        f"听懂来电人 {facts.heard} 次，收到按键 {facts.keyed} 次；没说话 {facts.no_inputs} 次，"
        f"没听懂 {facts.no_matches} 次；被打断 {facts.barge_ins} 次。",
        f"Words were understood {facts.heard} times, keys {facts.keyed} times; {facts.no_inputs} no-inputs, "
        f"{facts.no_matches} no-matches; {facts.barge_ins} barge-ins.",
    )


def _sound(facts: CallFacts) -> Iterator[Sentence]:
    yield (
        f"来电方的声音共 {facts.sound_s:.1f} 秒，其中有话音 {facts.loud_s:.1f} 秒；迟到 {facts.late} 帧，丢失 "
        f"{facts.lost_ms} 毫秒；最长 {facts.gap_s:.1f} 秒没有数据。",
        f"{facts.sound_s:.1f} s of sound came from the caller, {facts.loud_s:.1f} s of it above the noise; "
        f"{facts.late} frames were late, {facts.lost_ms} ms lost; nothing came for {facts.gap_s:.1f} s at the longest.",
    )


def _answers(facts: CallFacts) -> Iterator[Sentence]:
    if facts.answers:
        yield (
            f"答复 {facts.answers} 次，其中 {facts.slow_answers} 次超过 2 秒，最慢 {facts.worst_ms} 毫秒。",
            f"{facts.answers} answers, {facts.slow_answers} of them later than 2 s, the slowest {facts.worst_ms} ms.",
        )


def _backend(facts: CallFacts) -> Iterator[Sentence]:
    if facts.backend_calls:
        yield (
            f"调用后台 {facts.backend_calls} 次，失败 {facts.backend_failed} 次，最慢 {facts.backend_worst_ms} 毫秒"
            f"（{facts.backend_api}）。",
            f"The back end was asked {facts.backend_calls} times, failed {facts.backend_failed} times, and took "
            f"{facts.backend_worst_ms} ms at the longest ({facts.backend_api}).",
        )


def _handoff(facts: CallFacts) -> Iterator[Sentence]:
    if not facts.handoff:
        return
    chinese, in_english = _REASONS.get(facts.handoff, (facts.handoff, facts.handoff))
    yield f"转人工：{chinese}。", f"It was handed to a human: {in_english}."
    if facts.hook == "taken":
        yield f"案情 {facts.hook_ms} 毫秒内送到坐席。", f"The case reached the human's desk in {facts.hook_ms} ms."
    elif facts.hook == "failed":
        yield f"案情没有送到坐席（等了 {facts.hook_ms} 毫秒）。", f"The case was not taken, after {facts.hook_ms} ms."
    elif facts.hook == "off":
        yield "没有设置送案情的地址（phone.handoff_url）。", "No address for the case is set (phone.handoff_url)."
    else:
        yield "案情还没送到坐席，通话就结束了。", "The call ended before the case was taken."


def _ticket(facts: CallFacts) -> Iterator[Sentence]:
    if facts.ticket:
        yield (
            "登记了一条回电（kiosk phone tickets list）。",
            "The caller has a ticket for a call back (kiosk phone tickets list).",
        )


def _recording(facts: CallFacts) -> Iterator[Sentence]:
    match facts.recording:
        case "on":
            yield "有录音。", "It was recorded."
        case "failed":
            yield "要录音，但没有录成。", "It should have been recorded, and was not."
        case "off":
            yield "没有录音。", "It was not recorded."


def _ending(facts: CallFacts) -> Iterator[Sentence]:
    if not facts.outcome:
        yield f"到现在 {facts.seconds:.0f} 秒。", f"So far {facts.seconds:.0f} s."
        return
    by, seconds = _HUNG_UP.get(facts.hung_up_by, ("", "")), f"{facts.seconds:.0f}"
    chinese, in_english = outcome(facts, english=False), outcome(facts, english=True)
    yield f"结果：{chinese}；{by[0]}；共 {seconds} 秒。", f"In the end {in_english}; {by[1]}; {seconds} s in all."


def _line(event: CallEvent, pick: int) -> str:
    what = _EVENTS.get(event.kind, (event.kind, event.kind))[pick]
    if event.kind == "hung up":
        what, detail = _HUNG_UP.get(event.detail, (event.detail, event.detail))[pick], ""
    elif event.kind == "handoff":
        detail = _REASONS.get(event.detail, (event.detail, event.detail))[pick]
    elif event.kind in ("over", "goodbye"):
        detail = _OUTCOMES.get(event.detail, (event.detail, event.detail))[pick]
    else:
        detail = event.detail
    return f"{event.ms / 1000:8.2f} s  {what}{': ' if detail else ''}{detail}"
