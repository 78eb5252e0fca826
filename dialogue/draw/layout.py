"""Where every box and every line of a chart goes.

The path of success runs straight down the left edge; other paths stand to its right and lead back to it. This is the
layout rule of DRAKON charts: the further right, the worse the outcome. Every block has a vertical axis with a gutter to
its left, in which the lines of 跳到 run upwards; below every fork lies a band in which they leave it. So no line
crosses a box.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from dialogue.draw import words
from dialogue.draw.tree import Block, Fork, Leaf, Node, ends, tree
from dialogue.draw.words import Kind
from dialogue.draw.wrap import wrap
from dialogue.script import Script
from dialogue.script.model import Jump, NextItem

WIDTH = 268  # of a box
LINE = 20  # a line of text
HEAD = 24  # the kind of step and its line number
PAD = 10
DOWN = 26  # between a box and the one under it
ASIDE = 40  # between two columns
LANE = 12  # between two lines that run back up
_EMS = (WIDTH - 2 * PAD) / 14 - 1

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """`line`: of the script, 0 for none. `head` empty: an arm's name."""

    x: float
    y: float
    width: float
    height: float
    kind: Kind
    head: str
    text: tuple[str, ...]
    line: int

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Edge:
    """From the border of one box to the border of another; `back`: a 跳到."""

    start: int
    end: int
    points: tuple[Point, ...]
    back: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Size:
    """Widths to the left and right of the vertical axis, and the height."""

    left: float
    right: float
    height: float


@dataclass(slots=True)
class _Open:
    """A line that does not know its end yet: it is continued downwards, or (a 跳到) out to the left."""

    start: int
    points: list[Point]


@dataclass(slots=True)
class _Lanes:
    """Which 跳到 (by step) run through the gutter of which block and the band of which fork."""

    gutters: dict[tuple[int, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    bands: dict[tuple[int, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    target_in: dict[int, tuple[int, ...]] = field(default_factory=dict)


def lay_out(script: Script) -> Chart:
    return _Layout(script).chart()


class _Layout:
    """A block is named by the way to it: the arms taken from the root, as (node, arm, node, arm, …)."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.root = tree(script)
        self.lanes = _Lanes()
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []
        self.box_of: dict[int, int] = {}  # by step
        self.backs: dict[int, _Open] = {}  # by the step of the 跳到
        self._plan_lanes()

    def chart(self) -> Chart:
        size = self.measure(self.root, ())
        spine = size.left
        top, last = 0.0, -1
        for kind, paragraphs in (("start", words.start(self.script)), ("consent", words.consent(self.script))):
            text = tuple(line for paragraph in paragraphs for line in wrap(paragraph, _EMS))
            if not text:
                continue
            line = self.script.consent.line if kind == "consent" and self.script.consent else 0
            at = self._box(spine, top, "consent" if kind == "consent" else "start", text, line)
            if last >= 0:
                self._connect([_Open(last, [self._foot(last)])], at)
            last, top = at, self.boxes[at].bottom + DOWN
        self.place(self.root, (), spine, top, [_Open(last, [self._foot(last)])])
        for jump in self.lanes.target_in:
            self._arrive(jump)
        right = max(size.right + spine, max(box.x + box.width for box in self.boxes))
        return Chart(tuple(self.boxes), tuple(self.edges), right, max(box.bottom for box in self.boxes))

    # ---- lanes ------------------------------------------------------------------------------------------------------

    def _plan_lanes(self) -> None:
        places: dict[int, tuple[int, ...]] = {}
        jumps: list[tuple[Leaf, tuple[int, ...]]] = []

        def walk(block: Block, name: tuple[int, ...]) -> None:
            for nth, node in enumerate(block):
                places[node.at] = name
                if isinstance(node, Fork):
                    for arm, way in enumerate(node.ways):
                        walk(way.block, (*name, nth, arm))
                elif node.back is not None:
                    jumps.append((node, name))

        walk(self.root, ())
        for leaf, name in jumps:
            target = places.get(leaf.back if leaf.back is not None else -1)
            if target is None or name[: len(target)] != target:
                continue  # into another arm: the box says where, and no line is drawn
            self.lanes.target_in[leaf.at] = target
            for length in range(len(target), len(name) + 1, 2):
                self.lanes.gutters[name[:length]].append(leaf.at)
                if length < len(name):
                    self.lanes.bands[name[: length + 1]].append(leaf.at)

    def _gutter(self, name: tuple[int, ...]) -> float:
        users = len(self.lanes.gutters.get(name, ()))
        return (users + 1) * LANE if users else 0.0

    # ---- sizes ------------------------------------------------------------------------------------------------------

    def measure(self, block: Block, name: tuple[int, ...]) -> _Size:
        sizes = [self._measure_node(node, (*name, nth)) for nth, node in enumerate(block)]
        left = max((size.left for size in sizes), default=WIDTH / 2) + self._gutter(name)
        right = max((size.right for size in sizes), default=WIDTH / 2)
        return _Size(left, right, sum(size.height for size in sizes) + DOWN * max(0, len(sizes) - 1))

    def _measure_node(self, node: Node, name: tuple[int, ...]) -> _Size:
        height = self._height(self._text(node))
        if isinstance(node, Leaf):
            return _Size(WIDTH / 2, WIDTH / 2, height)
        left = right = WIDTH / 2
        tallest = 0.0
        for arm, way in enumerate(node.ways):
            size = self.measure(way.block, (*name, arm))
            label = self._height(tuple(wrap(way.label, _EMS)), head=False)
            tallest = max(tallest, label + (DOWN + size.height if way.block else 0))
            if arm == 0:
                left, right = size.left, size.right
            else:
                right += ASIDE + size.left + size.right
        return _Size(left, right, height + DOWN + tallest + self._band(node, name))

    def _band(self, node: Fork, name: tuple[int, ...]) -> float:
        users = len(self.lanes.bands.get(name, ()))
        joined = any(not ends(way.block) for way in node.ways[1:])
        return DOWN * joined + (users + 1) * LANE * bool(users)

    def _height(self, text: tuple[str, ...], *, head: bool = True) -> float:
        return (HEAD + PAD if head else PAD) + LINE * len(text)

    def _text(self, node: Node) -> tuple[str, ...]:
        paragraphs = list(words.body(self.script, self.script.steps[node.at]))
        if isinstance(node, Fork) and node.title:
            paragraphs.append(node.title)
        return tuple(line for paragraph in paragraphs for line in wrap(paragraph, _EMS))

    # ---- places -----------------------------------------------------------------------------------------------------

    def place(self, block: Block, name: tuple[int, ...], spine: float, top: float, ways: list[_Open]) -> list[_Open]:
        """Place the block; returns the lines that leave it at the bottom."""
        size = self.measure(block, name)
        for nth, node in enumerate(block):
            at = self._box(spine, top, words.box_kind(self.script.steps[node.at]), self._text(node), self._line(node))
            self.box_of[node.at] = at
            self._connect(ways, at)
            if isinstance(node, Fork):
                ways = self._place_fork(node, (*name, nth), at, spine, top, spine - size.left)
            elif node.ends:
                ways = []
                self._begin_back(node, name, at, spine - size.left)
            else:
                ways = [_Open(at, [self._foot(at)])]
            top += self._measure_node(node, (*name, nth)).height + DOWN
        return ways

    def _place_fork(
        self, node: Fork, name: tuple[int, ...], at: int, spine: float, top: float, left_edge: float
    ) -> list[_Open]:
        """`left_edge`: of the block the fork stands in, where its gutter is."""
        size = self._measure_node(node, name)
        under = self.boxes[at].bottom + DOWN
        join = top + size.height - self._band(node, name) + DOWN
        centre, right_edge = spine, spine
        open_ends: list[_Open] = []
        for arm, way in enumerate(node.ways):
            inner = self.measure(way.block, (*name, arm))
            centre = spine if arm == 0 else right_edge + ASIDE + inner.left
            right_edge = centre + inner.right
            label = self._box(centre, under, "label", tuple(wrap(way.label, _EMS)), 0)
            start = self._foot(at) if arm == 0 else self._side(at)
            bend = [] if arm == 0 else [(centre, start[1])]
            self._connect([_Open(at, [start, *bend])], label)
            begin = self.boxes[label].bottom + DOWN
            outgoing = self.place(way.block, (*name, arm), centre, begin, [_Open(label, [self._foot(label)])])
            for end in outgoing:
                end.points += [(centre, join), (spine, join)] if arm else [(spine, join)]
            open_ends += outgoing
        self._pass_backs(name, top + size.height, left_edge)
        return open_ends

    def _box(self, spine: float, top: float, kind: Kind, text: tuple[str, ...], line: int) -> int:
        head = "" if kind == "label" else words.NAMES[kind] + (f" · 第 {line} 行" if line else "")
        height = self._height(text, head=bool(head))
        box_width = WIDTH if head else WIDTH * 0.6 if all(len(row) <= 9 for row in text) else WIDTH
        self.boxes.append(Box(spine - box_width / 2, top, box_width, height, kind, head, text, line))
        return len(self.boxes) - 1

    def _line(self, node: Node) -> int:
        return self.script.steps[node.at].line

    def _foot(self, at: int) -> Point:
        return self.boxes[at].middle, self.boxes[at].bottom

    def _side(self, at: int) -> Point:
        box = self.boxes[at]
        return box.x + box.width, box.y + box.height / 2

    def _connect(self, ends: list[_Open], at: int) -> None:
        box = self.boxes[at]
        for end in ends:
            self.edges.append(Edge(end.start, at, _straight([*end.points, (box.middle, box.y)])))

    # ---- lines back up ----------------------------------------------------------------------------------------------

    def _begin_back(self, leaf: Leaf, name: tuple[int, ...], at: int, left_edge: float) -> None:
        if leaf.at not in self.lanes.target_in:
            return
        box = self.boxes[at]
        level = box.y + box.height / 2
        lane = self._lane(name, leaf.at, left_edge)
        self.backs[leaf.at] = _Open(at, [(box.x, level), (lane, level)])

    def _pass_backs(self, name: tuple[int, ...], foot: float, left_edge: float) -> None:
        """Out of a fork, through its band, into the gutter of the block around it."""
        users = self.lanes.bands.get(name, [])
        for nth, jump in enumerate(users):
            level = foot - (len(users) - nth) * LANE
            back = self.backs[jump]
            lane = self._lane(name[:-1], jump, left_edge)
            back.points += [(back.points[-1][0], level), (lane, level)]

    def _lane(self, name: tuple[int, ...], jump: int, left_edge: float) -> float:
        return left_edge + LANE * (self.lanes.gutters[name].index(jump) + 1)

    def _arrive(self, jump: int) -> None:
        """The line stands in the gutter of the block where its target is: up to it, or (forwards) down."""
        step = self.script.steps[jump]
        assert isinstance(step, Jump | NextItem)
        target, back = self.box_of[step.target], self.backs[jump]
        box = self.boxes[target]
        level = box.y + box.height / 2
        points = [*back.points, (back.points[-1][0], level), (box.x, level)]
        self.edges.append(Edge(back.start, target, _straight(points), back=True))


def _straight(points: list[Point]) -> tuple[Point, ...]:
    """Without points that are not corners."""
    kept: list[Point] = []
    for nth, point in enumerate(points):
        if kept and point == kept[-1]:
            continue
        if kept and nth + 1 < len(points):
            before, after = kept[-1], points[nth + 1]
            if (before[0] == point[0] == after[0]) or (before[1] == point[1] == after[1]):
                continue
        kept.append(point)
    return tuple(kept)
