"""What was expected against what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogue.acts import AnswerCard, Call, MaterialsCard
from dialogue.library import Library
from dialogue.script.computed import with_computed
from dialogue.testing import keywords
from dialogue.testing.model import Wanted, WantedCall
from dialogue.testing.outcome import Exchange, Miss

#: A personal value this short may be part of anything.
_SHORT = 3


def misses(library: Library, wanted: Wanted, exchanges: Sequence[Exchange]) -> Iterator[Miss]:
    """Everything in which the last exchange is not as wanted."""
    at, last = len(exchanges) - 1, exchanges[-1]

    def miss(what: str, expected: str, got: str) -> Miss:
        return Miss(at, wanted.line, what, expected, got)

    state, said = last.after, "".join(last.said)
    if wanted.service and state.service != wanted.service:
        yield miss("服务", wanted.service, state.service or "没有选定服务")
    script = library.script(state.service)
    values = with_computed(script, state.values(), state.today) if script else state.values()
    for name, value in wanted.slots:
        if values.get(name, "") != value:
            yield miss(f"槽位 {name}", value or keywords.EMPTY, values.get(name, "") or keywords.EMPTY)
    for text in wanted.says:
        if text not in said:
            yield miss("说", text, said or "什么也没说")
    for text in wanted.unsaid:
        if text in said:
            yield miss("不说", f"不出现“{text}”", said)
    shown = last.cards
    for name in wanted.cards:
        if not any(name in keywords.card_names(card) for card in shown):
            yield miss("卡片", name, "、".join(card.title for card in shown) or "没有卡片")
    cited = [card.source for card in shown if isinstance(card, AnswerCard | MaterialsCard)]
    for text in wanted.citations:
        if not any(text in source for source in (*cited, said)):
            yield miss("引用", text, "、".join(filter(None, cited)) or "没有引用")
    for call in wanted.calls:
        if not any(_same(call, made) for made in last.calls):
            yield miss("调用", _call_words(call), "、".join(map(_made_words, last.calls)) or "没有调用接口")
    for call in wanted.uncalled:
        if any(_same(call, made) for made in last.calls):
            yield miss("不调用", f"不调用 {_call_words(call)}", "、".join(map(_made_words, last.calls)))
    asked = keywords.asked(state)
    if wanted.asks and wanted.asks not in (asked, asked.partition(" ")[0]):
        yield miss("然后问", wanted.asks, asked or "对话已经结束")
    if wanted.ending and wanted.ending != (state.ended or keywords.NOT_OVER):
        yield miss("结束", _ending(wanted.ending), _ending(state.ended or keywords.NOT_OVER))
    for text in wanted.unlogged:
        for note in (note for exchange in exchanges for note in exchange.notes if text in note):
            yield miss("日志不含", text, note)


def leaks(exchanges: Sequence[Exchange]) -> Iterator[Miss]:
    """Notes are for the record and the log: nothing the citizen gave may stand in one."""
    at, last = len(exchanges) - 1, exchanges[-1]
    line = last.beat.line if last.beat else 0
    for filled in last.after.filled:
        if filled.personal and len(filled.value) >= _SHORT and filled.via != "api":
            for note in (note for note in last.notes if filled.value in note):
                yield Miss(at, line, "日志不含", f"不含“{filled.name}”的内容", note)


def _same(wanted: WantedCall, made: Call) -> bool:
    return wanted.api == made.api and all(made.params.get(name, "") == value for name, value in wanted.params)


def _call_words(call: WantedCall) -> str:
    return call.api + _params(dict(call.params))


def _made_words(call: Call) -> str:
    return call.api + _params(call.params)


def _params(params: dict[str, str]) -> str:
    return "（" + "，".join(f"{name}={value}" for name, value in params.items()) + "）" if params else ""


def _ending(ending: str) -> str:
    return "还没结束" if ending == keywords.NOT_OVER else keywords.ENDINGS[ending]
