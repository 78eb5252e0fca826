"""A chart as SVG: one file without scripts or outside resources, for a browser, a wall, or a document."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from dialogue.draw.layout import HEAD, LINE, PAD, Box, Edge, Point, lay_out
from dialogue.draw.words import NAMES, Kind
from dialogue.draw.wrap import width, wrap
from dialogue.script import Script

_MARGIN = 32
_TITLE = 66  # the service, its version and channels
_SWATCH = 26  # a row of the legend
_LEAST = 640
_CORNER = 8

#: Fill and border.
_COLOURS: dict[Kind, tuple[str, str]] = {
    "start": ("#1f2937", "#1f2937"), "consent": ("#fdf2f8", "#db2777"), "tell": ("#ffffff", "#94a3b8"),
    "collect": ("#eff6ff", "#2563eb"), "branch": ("#fefce8", "#ca8a04"), "each": ("#fefce8", "#ca8a04"),
    "assign": ("#f7fee7", "#65a30d"), "confirm": ("#f0fdf4", "#16a34a"),
    "query": ("#f5f3ff", "#7c3aed"), "submit": ("#ede9fe", "#5b21b6"), "take": ("#ecfeff", "#0891b2"),
    "call_service": ("#f0fdfa", "#0f766e"), "rate": ("#fff7ed", "#ea580c"), "transfer": ("#fef2f2", "#dc2626"),
    "finish": ("#334155", "#334155"), "jump": ("#fafaf9", "#78716c"), "label": ("#f8fafc", "#cbd5e1"),
}  # fmt: skip
_DARK = frozenset({"start", "finish"})
_CHANNELS = {"screen": "大屏", "phone": "电话"}
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


def draw(script: Script) -> str:
    """The same script always gives the same bytes."""
    chart = lay_out(script)
    across = max(chart.width, _LEAST)
    kinds = [kind for kind in NAMES if any(box.kind == kind for box in chart.boxes)]
    legend, legend_height = _legend(kinds, across)
    top = _TITLE + legend_height
    full_width, full_height = across + 2 * _MARGIN, chart.height + top + 2 * _MARGIN
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full_width:g}" height="{full_height:g}" '
        f'viewBox="0 0 {full_width:g} {full_height:g}" font-family="{_FONT}" font-size="14">',
        f"<title>{_text(script.name)}</title>",
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 10 5 0 10z" fill="#475569"/></marker></defs>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<g transform="translate({_MARGIN} {_MARGIN})">',
        *_title(script, across),
        *legend,
        f'<g transform="translate(0 {top:g})">',
        *(_edge(edge) for edge in chart.edges),
        *(row for box in chart.boxes for row in _box(box)),
        "</g></g></svg>",
    ]
    return "\n".join(rows) + "\n"


def _title(script: Script, across: float) -> Iterator[str]:
    channels = "、".join(_CHANNELS[channel] for channel in ("screen", "phone") if channel in script.channels)
    sources = "；".join(basis.citation for basis in script.basis)
    under = f"版本 {script.version}　渠道 {channels}" + (f"　依据 {sources}" if sources else "")
    lines = wrap(under, across / 13 - 1)
    yield f'<text y="22" font-size="24" font-weight="700" fill="#0f172a">{_text(script.name)}</text>'
    yield f'<text y="46" font-size="13" fill="#475569">{_text(lines[0] + ("…" if len(lines) > 1 else ""))}</text>'


def _legend(kinds: list[Kind], across: float) -> tuple[list[str], float]:
    """Rows of colours and names, and how high they are."""
    rows: list[str] = []
    x, y = 0.0, 0.0
    for kind in kinds:
        step = 22 + 14 * width(NAMES[kind]) + 22
        if x and x + step > across:
            x, y = 0.0, y + _SWATCH
        fill, border = _COLOURS[kind]
        rows.append(
            f'<rect x="{x:g}" y="{_TITLE + y:g}" width="16" height="16" rx="3" fill="{fill}" stroke="{border}"/>'
            f'<text x="{x + 22:g}" y="{_TITLE + y + 13:g}" font-size="13" fill="#334155">{_text(NAMES[kind])}</text>'
        )
        x += step
    return rows, y + _SWATCH + 18


def _edge(edge: Edge) -> str:
    dashes = ' stroke-dasharray="5 4"' if edge.back else ""
    colour = "#78716c" if edge.back else "#475569"
    return (
        f'<path d="{_path(edge.points)}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes} '
        'marker-end="url(#tip)"/>'
    )


def _path(points: tuple[Point, ...]) -> str:
    """Straight pieces with rounded corners."""
    parts = [f"M{points[0][0]:g} {points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{into[0]:g} {into[1]:g}Q{corner[0]:g} {corner[1]:g} {out[0]:g} {out[1]:g}")
    return "".join(parts) + f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(corner: Point, other: Point) -> Point:
    """A little way from a corner; the pieces are level or upright."""
    across, down = other[0] - corner[0], other[1] - corner[1]
    reach = min(_CORNER, (abs(across) + abs(down)) / 2)
    return corner[0] + _sign(across) * reach, corner[1] + _sign(down) * reach


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _box(box: Box) -> Iterator[str]:
    fill, border = _COLOURS[box.kind]
    ink = "#ffffff" if box.kind in _DARK else "#0f172a"
    if box.kind == "branch":
        cut, half = 14, box.height / 2
        corners = (
            (box.x, box.y + half), (box.x + cut, box.y), (box.x + box.width - cut, box.y),
            (box.x + box.width, box.y + half), (box.x + box.width - cut, box.bottom), (box.x + cut, box.bottom),
        )  # fmt: skip
        points = " ".join(f"{x:g},{y:g}" for x, y in corners)
        yield f'<polygon points="{points}" fill="{fill}" stroke="{border}" stroke-width="1.5"/>'
    else:
        radius = box.height / 2 if box.kind in ("label", "start", "finish") and box.height <= 60 else 8
        yield (
            f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{min(radius, 18):g}" '
            f'fill="{fill}" stroke="{border}" stroke-width="1.5"/>'
        )
    if box.head:
        faint = "#cbd5e1" if box.kind in _DARK else "#64748b" if box.kind == "tell" else border
        yield (
            f'<text x="{box.middle:g}" y="{box.y + 17:g}" text-anchor="middle" font-size="12" '
            f'fill="{faint}">{_text(box.head)}</text>'
        )
    first = box.y + (HEAD if box.head else PAD / 2) + LINE * 0.72
    for nth, line in enumerate(box.text):
        yield (
            f'<text x="{box.middle:g}" y="{first + LINE * nth:g}" text-anchor="middle" '
            f'fill="{ink}">{_text(line)}</text>'
        )


def _text(text: str) -> str:
    return escape("".join(letter for letter in text if letter.isprintable()))
