"""The flat program as the tree it was written as: blocks of steps, forks with their arms side by side.

A branch's 那么 ends with a jump over its 否则; what is asked outside is followed by a jump over its failure branch.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.script import Script
from dialogue.script.model import Branch, Finish, ForEach, Jump, NextItem, Outside, Transfer
from dialogue.testing.branches import label_words, reached
from dialogue.wording import choice, condition_words


@dataclass(frozen=True, slots=True)
class Leaf:
    """A step that is followed by the next one, or by none (`ends`). `back`: the step that a 跳到 goes to."""

    at: int
    ends: bool = False
    back: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One arm of a fork, and what it is called."""

    label: str
    block: Block


@dataclass(frozen=True, slots=True)
class Fork:
    """`ways`: the first goes straight down, the others stand to its right, in order. `title`: what is decided."""

    at: int
    title: str
    ways: tuple[Way, ...]

    @property
    def ends(self) -> bool:
        return all(ends(way.block) for way in self.ways)


Node = Leaf | Fork
Block = tuple[Node, ...]


def ends(block: Block) -> bool:
    """Whether no step follows the block."""
    return bool(block) and block[-1].ends


def tree(script: Script) -> Block:
    return _Reader(script).block(0, len(script.steps))


class _Reader:
    def __init__(self, script: Script) -> None:
        self.script, self.steps = script, script.steps
        self.reached = reached(script)

    def block(self, start: int, stop: int) -> Block:
        found: list[Node] = []
        at = start
        while at < stop:
            node, at = self.node(at, stop)
            found.append(node)
        return tuple(found)

    def node(self, at: int, stop: int) -> tuple[Node, int]:
        """What stands at a step, and where the next begins."""
        step = self.steps[at]
        if isinstance(step, Branch):
            return self.fork(at, step, stop)
        if isinstance(step, Outside):
            over = self.steps[at + 1]
            assert isinstance(over, Jump)
            return Fork(at, "", (Way("成功", ()), Way("失败", self.block(step.failed, over.target)))), over.target
        if isinstance(step, ForEach):
            return Fork(at, "", (Way("都过完了", ()), Way("每一条", self.block(at + 1, step.done)))), step.done
        if isinstance(step, Jump | NextItem):
            return Leaf(at, ends=True, back=step.target), at + 1
        return Leaf(at, ends=isinstance(step, Finish | Transfer)), at + 1

    def fork(self, at: int, step: Branch, stop: int) -> tuple[Node, int]:
        chosen = choice(step)
        if chosen and chosen[0] in self.reached.get((at, at + 1), {}):
            ways, end = self.labelled(at, step, chosen[0], stop)
            title = f"{chosen[0]}？"
        else:
            held, other, end = self.arms(at, step, stop)
            ways = (Way("是", held), Way("否", self.block(other, end)))
            title = f"{condition_words(step.condition)}？"
        if len(ways) == 2 and ends(ways[0].block) and not ends(ways[1].block):
            ways = (ways[1], ways[0])  # what goes on goes straight down
        return Fork(at, title, ways), end

    def arms(self, at: int, step: Branch, stop: int) -> tuple[Block, int, int]:
        """那么, and where 否则 begins and ends. A 跳到 out of the block does not jump over 否则."""
        last = self.steps[step.otherwise - 1] if step.otherwise - 1 > at else None
        if isinstance(last, Jump) and step.otherwise <= last.target <= stop:
            return self.block(at + 1, step.otherwise - 1), step.otherwise, last.target
        return self.block(at + 1, step.otherwise), step.otherwise, step.otherwise

    def labelled(self, at: int, step: Branch, name: str, stop: int) -> tuple[tuple[Way, ...], int]:
        """The arms of comparisons of one option slot after another, as 选择 makes them; and where they all end."""
        held, other, end = self.arms(at, step, stop)
        found = [Way(label_words(self.script, name, self.reached[at, at + 1][name]), held)]
        following = self.steps[other] if other < end else None
        if isinstance(following, Branch) and (choice(following) or ("",))[0] == name:
            rest, until = self.labelled(other, following, name, end)
            if until == end:
                return (*found, *rest), end
        if (at, other) in self.reached:
            labels = self.reached[at, other][name]
            found.append(Way(label_words(self.script, name, labels), self.block(other, end)))
        return tuple(found), end
