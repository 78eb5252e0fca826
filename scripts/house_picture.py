"""Draws docs/house.svg: the rooms on the floors of the import contract, and who imports whom, out of the code itself.

python scripts/house_picture.py            writes the picture
python scripts/house_picture.py --check    exits 1 if docs/house.svg is not what this script would write

Floors come from the layers contract in pyproject.toml, sentences from the packages' docstrings, arrows from the
imports. An arrow that follows from two others (a imports b, b imports c, a imports c) is left out.
"""

from __future__ import annotations

import ast
import sys
import textwrap
import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "house.svg"
#: Below the floors of `kiosk`: packages that import nothing of it.
BASEMENT = (("asr", "dialogue", "tts", "avatar"), ("mandarin",))

_WIDTH, _MARGIN, _GAP = 1180, 20, 18
_LINE, _PAD, _AISLE = 15, 12, 46
_CHARACTER = 6.0  # average width at 12 px
_STYLE = """
    .floor { fill: #f7f9f8; } .room { fill: #fff; stroke: #14655f; stroke-width: 1.5; }
    .base { fill: #fffdf8; stroke: #b8874a; stroke-width: 1.5; }
    .name { font-weight: 700; font-size: 14px; fill: #0f3f3c; } .says { font-size: 12px; fill: #42605d; }
    .inside { font-size: 11px; fill: #8a6a3a; }
    .import { stroke: #7d8f8d; stroke-width: 1.4; fill: none; marker-end: url(#tip); }
"""
_TIP = (
    '  <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6" markerHeight="6" orient="auto">'
    '<path d="M0 0 10 5 0 10z" fill="#7d8f8d"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class Room:
    """A package (or `__main__`, `doctor`: a module) with its place on the sheet, in pixels."""

    module: str
    says: tuple[str, ...]
    inside: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float

    @property
    def name(self) -> str:
        return self.module.removeprefix("kiosk.")


def floors(project: dict[str, Any] | None = None) -> list[list[str]]:
    """Module names, the highest floor first. Raises LookupError without a layers contract of kiosk."""
    project = project or tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next((c["layers"] for c in contracts if c.get("containers") == ["kiosk"]), None)
    if layers is None:
        raise LookupError('expected a contract with containers = ["kiosk"] in pyproject.toml; found none')
    service = [[f"kiosk.{name.strip()}" for name in layer.split("|")] for layer in layers]
    return [*service, *(list(floor) for floor in BASEMENT)]


def imports(modules: list[str]) -> set[tuple[str, str]]:
    """(importer, imported) among `modules`, each standing for all that is in it."""
    graph = grimp.build_graph("kiosk", *(name for floor in BASEMENT for name in floor))
    return {
        (a, b)
        for a in modules
        for b in modules
        if a != b and graph.direct_import_exists(importer=a, imported=b, as_packages=True)
    }


def reduced(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Without the arrows that follow from others. `arrows` has no circle: the import contract sees to that."""
    direct: dict[str, set[str]] = {}
    for above, below in arrows:
        direct.setdefault(above, set()).add(below)

    def reach(module: str) -> set[str]:
        return set().union(*({below} | reach(below) for below in direct.get(module, ())))

    return {(a, b) for a, b in arrows if not any(b in reach(other) for other in direct[a] - {b})}


def _source(module: str) -> Path:
    path = ROOT / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def sentence(module: str) -> str:
    """The first sentence of the module's docstring, without backticks."""
    text = ast.get_docstring(ast.parse(_source(module).read_text(encoding="utf-8"))) or ""
    return text.split("\n")[0].replace("`", "").split(". ")[0].rstrip(".:")


def _inside(module: str) -> str:
    folder = _source(module).parent
    if _source(module).name != "__init__.py":
        return ""
    return " · ".join(sorted(p.parent.name for p in folder.glob("*/__init__.py")))


def _rooms() -> list[list[Room]]:
    placed, y = [], float(_MARGIN)
    for floor in floors():
        width = min(300.0, (_WIDTH - 2 * _MARGIN - _GAP * (len(floor) - 1)) / len(floor))
        columns = int((width - 2 * _PAD) / _CHARACTER)
        texts = [
            (module, tuple(textwrap.wrap(sentence(module), columns)), tuple(textwrap.wrap(_inside(module), columns)))
            for module in floor
        ]
        height = max(2 * _PAD + _LINE * (1 + len(says) + len(inside)) for _, says, inside in texts)
        left = (_WIDTH - len(floor) * width - _GAP * (len(floor) - 1)) / 2
        placed.append(
            [
                Room(module, says, inside, left + n * (width + _GAP), y, width, height)
                for n, (module, says, inside) in enumerate(texts)
            ]
        )
        y += height + _AISLE
    return placed


def _box(room: Room) -> list[str]:
    x, y = room.x + _PAD, room.y + _PAD + 10
    sort = "room" if room.module.startswith("kiosk") else "base"
    lines = [("name", room.name), *(("says", t) for t in room.says), *(("inside", t) for t in room.inside)]
    return [
        f'  <rect class="{sort}" {_frame(room.x, room.y, room.width, room.height)} rx="8"/>',
        *(
            f'  <text class="{kind}" x="{x:.0f}" y="{y + n * _LINE:.0f}">{escape(text)}</text>'
            for n, (kind, text) in enumerate(lines)
        ),
    ]


def _frame(x: float, y: float, width: float, height: float) -> str:
    return f'x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"'


def _arrow(above: Room, below: Room) -> str:
    if above.y == below.y:
        side = above.x if above.x > below.x else above.x + above.width
        middle = above.y + above.height / 2
        end = below.x + below.width + 2 if above.x > below.x else below.x - 2
        return f'  <path class="import" d="M{side:.0f} {middle:.0f}H{end:.0f}"/>'
    x1, y1 = above.x + above.width / 2, above.y + above.height
    x2, y2 = below.x + below.width / 2, below.y - 2
    bend = (y2 - y1) / 2
    curve = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}"
    return f'  <path class="import" d="{curve}"/>'


def picture() -> str:
    placed = _rooms()
    rooms = {room.module: room for floor in placed for room in floor}
    arrows = sorted(reduced(imports(list(rooms))))
    height = max(room.y + room.height for room in rooms.values()) + _MARGIN
    bands = [
        f'  <rect class="floor" {_frame(4, floor[0].y - 8, _WIDTH - 8, floor[0].height + 16)}/>' for floor in placed
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" font-family="sans-serif">',
            f"  <style>{_STYLE}  </style>",
            _TIP,
            *bands,
            *(_arrow(rooms[a], rooms[b]) for a, b in arrows),
            *(line for room in rooms.values() for line in _box(room)),
            "</svg>",
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    wanted = picture()
    if arguments == ["--check"]:
        same = PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == wanted
        if not same:
            print("docs/house.svg is not what the code is; run: python scripts/house_picture.py")
        return int(not same)
    PICTURE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
