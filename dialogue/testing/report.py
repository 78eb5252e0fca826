"""A failed conversation test as people read it: both sides so far, what should have come, and what did."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.acts import Card, ChoicesCard, ConfirmCard, MaterialsCard, RatingCard, ReceiptCard
from dialogue.testing import keywords
from dialogue.testing.outcome import Exchange, Outcome

#: Whole exchanges shown before the first miss; what came earlier is left out.
_BEFORE = 6


def describe(outcome: Outcome) -> str:
    """Several lines; only what leads to the first miss and on to the last."""
    trial = outcome.trial
    lines = [f"✗ {trial.service} · {trial.name}（{trial.file}:{trial.line}）"]
    places = [miss.at for miss in outcome.misses]
    first, last = (max(0, min(places) - _BEFORE), max(places)) if places else (0, len(outcome.exchanges) - 1)
    if first:
        lines.append(f"   ……前面 {first} 句都对……")
    for at in range(first, last + 1):
        lines += [f"   {line}" for line in sides(outcome.exchanges[at])]
        for miss in (miss for miss in outcome.misses if miss.at == at):
            lines += [f" ✗ 第 {miss.line} 行 {miss.what}", f"     应当：{miss.wanted}", f"     实际：{miss.got}"]
    return "\n".join(lines)


def sides(exchange: Exchange) -> Iterator[str]:
    """What the citizen did, what she said, what was shown."""
    if exchange.beat is not None:
        yield f"您：{keywords.deed_words(exchange.beat.deed)}"
    if exchange.said:
        yield f"她：{''.join(exchange.said)}"
    elif exchange.beat is not None and not exchange.acts:
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
