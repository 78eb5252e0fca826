"""A failed conversation test as text: the exchanges, and for each mismatch what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.acts import Card, ChoicesCard, ConfirmCard, MaterialsCard, RatingCard, ReceiptCard
from dialogue.testing import keywords
from dialogue.testing.outcome import Exchange, Outcome

#: Exchanges shown before the first mismatch; earlier ones are left out.
_BEFORE = 6


def describe(outcome: Outcome) -> str:
    """Several lines, from a few exchanges before the first mismatch to the last one."""
    test = outcome.test
    lines = [f"✗ {test.service} · {test.name}（{test.file}:{test.line}）"]
    places = [mismatch.at for mismatch in outcome.mismatches]
    first, last = (max(0, min(places) - _BEFORE), max(places)) if places else (0, len(outcome.exchanges) - 1)
    if first:
        lines.append(f"   ……前面 {first} 句都对……")
    for at in range(first, last + 1):
        lines += [f"   {line}" for line in sides(outcome.exchanges[at])]
        for mismatch in (mismatch for mismatch in outcome.mismatches if mismatch.at == at):
            lines += [
                f" ✗ 第 {mismatch.line} 行 {mismatch.what}",
                f"     应当：{mismatch.expected}",
                f"     实际：{mismatch.got}",
            ]
    return "\n".join(lines)


def sides(exchange: Exchange) -> Iterator[str]:
    """The citizen's action, the clerk's words, the calls and the cards."""
    if exchange.step is not None:
        yield f"您：{keywords.action_text(exchange.step.action)}"
    if exchange.said:
        yield f"她：{''.join(exchange.said)}"
    elif exchange.step is not None and not exchange.acts:
        yield "她：（没有反应）"
    for call in exchange.calls:
        params = "，".join(f"{name}={value}" for name, value in call.params.items())
        yield f"    → {call.api}（{params}）"
    for card in exchange.cards:
        yield f"    ▢ {card.title}{_inside(card)}"
    if exchange.after.ended:
        yield f"    ■ 结束：{keywords.ENDINGS[exchange.after.ended]}"


def _inside(card: Card) -> str:
    match card:
        case ChoicesCard(options=options) | RatingCard(options=options):
            names = [option.label for option in options]
        case ConfirmCard(rows=rows):
            names = [f"{row.label} {row.value}" for row in rows]
        case MaterialsCard(items=items):
            names = [item.name for item in items]
        case ReceiptCard(number=number):
            names = [number]
        case _:
            names = []
    return f"（{' / '.join(names)}）" if names else ""
