"""Sentences that the editor puts where a person adds a step, a question or a branch, and that nobody has written since:
a citizen would hear them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext
from dialogue.yaml_lines import Map, Node, Scalar, Seq

#: As the editor writes them (web/console/scripts/editor: templates.ts, format.ts, actions.ts).
_PLACEHOLDER = re.compile(r"请在这里写.*|条件不?成立时说的话。?")


def unwritten(context: LintContext) -> Iterator[Finding]:
    for source in context.sources:
        for word in _scalars(source.tree):
            if _PLACEHOLDER.fullmatch(word.value.strip()):
                message = f"“{word.value.strip()}”是样句，还没有写成真的话，群众会听到它"
                yield source.error(word.line, "placeholder", message, "换成要说的话；用不着就把这一步去掉")


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Seq):
        for item in node.items:
            yield from _scalars(item)
    elif isinstance(node, Map):
        for _, value in node.entries:
            yield from _scalars(value)
