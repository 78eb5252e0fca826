"""What the console is told of tests that a change has broken, and sends to mend them."""

from __future__ import annotations

from dialogue.mending import RepairKind
from kiosk.operators.routes import ApiAnswer, RequestBody


class RepairsBody(RequestBody):
    """`service`: whose tests are looked at."""

    service: str


class RepairBody(RequestBody):
    """One of the repairs that were told, and for a new question the `answer` that the citizen gives."""

    service: str
    kind: RepairKind
    question: str = ""
    old: str = ""
    new: str = ""
    answer: str = ""


class TestRepair(ApiAnswer):
    """`asked`: the tests do not answer a new question, put as `ask`, with `options`. `gone`: they answer one that is
    asked no more. `option`, `sentence`: what they call or expect as `old` is `new`. `tests`: the names of those it
    concerns.
    """

    __test__ = False  # pytest: not a test class

    kind: RepairKind
    question: str
    old: str
    new: str
    ask: str
    options: list[str]
    tests: list[str]


class FoundRepairs(ApiAnswer):
    """`path`: the file of the tests; empty: the service has none."""

    path: str
    repairs: list[TestRepair]


class ChangedLines(ApiAnswer):
    """Lines of a test as they are and as they become. `line`: of `before`, from 1."""

    test: str
    line: int
    before: list[str]
    after: list[str]


class MendedFile(ApiAnswer):
    """The text that the file of the tests would have; it is not saved. `passing`: of the tests that the repair
    concerns, those that pass then.
    """

    path: str
    text: str
    changed: list[ChangedLines]
    concerned: int
    passing: int
