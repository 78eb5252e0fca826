"""A waterfall: each stage begins where the one before it ends. In the terminal, and as an SVG."""

from __future__ import annotations

from pathlib import Path

_WIDTH = 60
_COLOURS = ("#14655f", "#2f8f86", "#b8874a", "#8a5a9e", "#8c9a98")


def draw(stages: dict[str, float], limits: dict[str, float], svg: Path) -> None:
    """`stages` in order, ms each. Prints bars, and writes the same as `svg`."""
    whole = max([sum(stages.values()), *limits.values()]) or 1.0
    start = 0.0
    print()
    for name, ms in stages.items():
        pad, bar = round(start / whole * _WIDTH), max(1, round(ms / whole * _WIDTH))
        print(f"{name:>16} {' ' * pad}{'█' * bar} {ms:.0f}")
        start += max(0.0, ms)
    for name, limit in limits.items():
        print(f"{'limit':>16} {' ' * round(limit / whole * _WIDTH)}┃ {limit:.0f} {name}")
    svg.write_text(_svg(stages, limits, whole), encoding="utf-8")


def _svg(stages: dict[str, float], limits: dict[str, float], whole: float) -> str:
    scale, height, left = 760 / whole, 34, 150
    rows, start = [], 0.0
    for number, (name, ms) in enumerate(stages.items()):
        x, y = left + start * scale, 20 + number * height
        colour = _COLOURS[number % len(_COLOURS)]
        rows.append(f'<text x="{left - 10}" y="{y + 18}" text-anchor="end">{name}</text>')
        rows.append(
            f'<rect x="{x:.1f}" y="{y}" width="{max(1.0, ms * scale):.1f}" height="24" rx="4" '
            f'fill="{colour}"/><text x="{x + ms * scale + 6:.1f}" y="{y + 18}">{ms:.0f} ms</text>'
        )
        start += max(0.0, ms)
    bottom = 20 + len(stages) * height
    for number, (name, limit) in enumerate(limits.items()):
        x = left + limit * scale
        rows.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="10" y2="{bottom}" stroke="#c0392b" stroke-dasharray="5 4"/>')
        side = "end" if limit > whole * 0.6 else "start"
        rows.append(
            f'<text x="{x:.1f}" y="{bottom + 18 + number * 18}" text-anchor="{side}" fill="#c0392b">{name}</text>'
        )
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 {bottom + 50}" '
        f'font-family="sans-serif" font-size="14">\n{body}\n</svg>\n'
    )
