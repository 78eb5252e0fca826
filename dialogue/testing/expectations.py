"""Compares the expectations of a test step with what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogue.acts import AnswerCard, Call, MaterialsCard
from dialogue.library import Library
from dialogue.script.computed import with_computed
from dialogue.testing import keywords
from dialogue.testing.list_values import in_words, same_value
from dialogue.testing.model import ExpectedCall, StepExpectation
from dialogue.testing.outcome import VALUE_OF, Exchange, Mismatch

#: Characters. Shorter personal values occur in other words by chance.
_SHORT = 3


def mismatches(library: Library, expected: StepExpectation, exchanges: Sequence[Exchange]) -> Iterator[Mismatch]:
    """Every difference between the last exchange and `expected`."""
    at, last = len(exchanges) - 1, exchanges[-1]

    def mismatch(what: str, should: str, got: str) -> Mismatch:
        return Mismatch(at, expected.line, what, should, got)

    state, said = last.after, "".join(last.said)
    if expected.service and state.service != expected.service:
        yield mismatch("服务", expected.service, state.service or "没有选定服务")
    script = library.script(state.service)
    values = with_computed(script, state.values(), state.today, state.now, state.kiosk) if script else state.values()
    for name, value in expected.slots:
        if not same_value(value, values.get(name, "")):
            yield mismatch(
                f"{VALUE_OF}{name}", value or keywords.EMPTY, in_words(values.get(name, "")) or keywords.EMPTY
            )
    for text in expected.says:
        if text not in said:
            yield mismatch("说", text, said or "什么也没说")
    for text in expected.not_said:
        if text in said:
            yield mismatch("不说", f"不出现“{text}”", said)
    shown = last.cards
    for name in expected.cards:
        if not any(name in keywords.card_names(card) for card in shown):
            yield mismatch("卡片", name, "、".join(card.title for card in shown) or "没有卡片")
    cited = [card.source for card in shown if isinstance(card, AnswerCard | MaterialsCard)]
    for text in expected.citations:
        if not any(text in source for source in (*cited, said)):
            yield mismatch("引用", text, "、".join(filter(None, cited)) or "没有引用")
    for call in expected.calls:
        if not any(_same(call, made) for made in last.calls):
            yield mismatch("调用", _call_words(call), "、".join(map(_made_words, last.calls)) or "没有调用接口")
    for call in expected.not_called:
        if any(_same(call, made) for made in last.calls):
            yield mismatch("不调用", f"不调用 {_call_words(call)}", "、".join(map(_made_words, last.calls)))
    asked = keywords.asked(state)
    if expected.asks and expected.asks not in (asked, asked.partition(" ")[0]):
        yield mismatch("然后问", expected.asks, asked or "对话已经结束")
    if expected.ending and expected.ending != (state.ended or keywords.NOT_OVER):
        yield mismatch("结束", _ending(expected.ending), _ending(state.ended or keywords.NOT_OVER))
    if expected.handoff and last.handoff != expected.handoff:
        got = keywords.HANDOFFS.get(last.handoff, last.handoff) or "没有转人工"
        yield mismatch("结束", f"转人工，因为{keywords.HANDOFFS[expected.handoff]}", got)
    for text in expected.not_logged:
        for note in (note for exchange in exchanges for note in exchange.notes if text in note):
            yield mismatch("日志不含", text, note)


def leaks(exchanges: Sequence[Exchange]) -> Iterator[Mismatch]:
    """Personal values that the citizen gave and that occur in a note, which goes to the record and the log."""
    at, last = len(exchanges) - 1, exchanges[-1]
    line = last.step.line if last.step else 0
    for filled in last.after.filled:
        if filled.personal and len(filled.value) >= _SHORT and filled.via != "api":
            for note in (note for note in last.notes if filled.value in note):
                yield Mismatch(at, line, "日志不含", f"不含“{filled.name}”的内容", note)


def _same(expected: ExpectedCall, made: Call) -> bool:
    params = all(same_value(value, made.params.get(name, "")) for name, value in expected.params)
    return expected.api == made.api and params


def _call_words(call: ExpectedCall) -> str:
    return call.api + _params(dict(call.params))


def _made_words(call: Call) -> str:
    return call.api + _params(call.params)


def _params(params: dict[str, str]) -> str:
    return "（" + "，".join(f"{name}={in_words(value)}" for name, value in params.items()) + "）" if params else ""


def _ending(ending: str) -> str:
    return "还没结束" if ending == keywords.NOT_OVER else keywords.ENDINGS[ending]
