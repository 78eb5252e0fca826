"""What the console is told of a draft that was looked over, drawn, tested or tried."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from kiosk.operators.routes import ApiAnswer, RequestBody
from kiosk.operators.script_answers import ScriptFinding

#: Of the lint: `typing` leaves out what plays the conversation tests.
Families = Literal["typing", "all"]
#: Lines of one trial, characters of one, and other hypotheses of a spoken one.
MOST_LINES, LINE_CHARACTERS, MOST_RIVALS = 200, 500, 20


class LintBody(RequestBody):
    """`path`, `text`: a file as it is being typed, in place of what was saved; no path: all as saved."""

    path: str = ""
    text: str = ""
    families: Families = "typing"


class ChartBody(RequestBody):
    """`path`: of a script. `text`: as it is being typed; None: as it was saved."""

    path: str
    text: str | None = None


class PlayBody(RequestBody):
    """The tests from number `first` (0: the first), `most` of them. `service`: only of this one; empty: all."""

    first: int = 0
    most: int = 10
    service: str = ""


class CopyBody(RequestBody):
    """`path`: of the script that is copied. `name`: of the new service. `play`: find by playing them what begins the
    copied conversations, which takes seconds; without, each begins with the name.
    """

    path: str
    name: str
    play: bool = True


class SpokenLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What recognition made of an editor's voice. `confidence`: 0..1. `alternatives`: other hypotheses, the likeliest
    first. `candidates`: the numbers that the sound allows, where recognition is in doubt.
    """

    text: str
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)]
    alternatives: tuple[str, ...]
    candidates: tuple[str, ...]


class DraftTrialBody(RequestBody):
    """A conversation from its beginning: what the person did, in order. `trial`: an id of the page's own, under which
    it is logged. A line is what the citizen types or says, or a command such as `/触屏 同意`.
    """

    trial: str
    service: str
    lines: list[str | SpokenLine]
    channel: Literal["screen", "phone"] = "screen"
    elderly: bool = False


class DraftReport(ApiAnswer):
    """`clean`: neither errors nor warnings. `revision`: of the draft that was looked over."""

    findings: list[ScriptFinding]
    clean: bool
    revision: int


class ChartBox(ApiAnswer):
    """In the chart's own units, from the top left. `line`: of the script, 0 for none. `head` empty: an arm's name."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    head: str
    text: list[str]
    line: int


class ChartEdge(ApiAnswer):
    """From box `start` to box `end`. `points`: x and y of each corner. `back`: of a 跳到."""

    start: int
    end: int
    points: list[tuple[float, float]]
    back: bool


class ScriptChart(ApiAnswer):
    service: str
    boxes: list[ChartBox]
    edges: list[ChartEdge]
    width: float
    height: float


class UnmetExpectation(ApiAnswer):
    """`what`: the key of 期望 in this `line`, or why the test stopped. `expected`, `got`: in words."""

    line: int
    what: str
    expected: str
    got: str


class PlayedTest(ApiAnswer):
    """`told`: the conversation with what was expected and what came, in lines; empty for one that passed."""

    service: str
    name: str
    file: str
    line: int
    passed: bool
    told: str
    unmet: list[UnmetExpectation]


class PlayedTests(ApiAnswer):
    """`outcomes`: of the tests that were asked for, out of `total`. `mistakes`: why the tests cannot be run."""

    total: int
    outcomes: list[PlayedTest]
    mistakes: list[str]
    revision: int


class CopiedService(ApiAnswer):
    """The texts of a copy, which is not saved. `tests`: empty: there are none. `samples`: rows that `samples.csv` gets.
    `collisions`: in words, what of another service sounds like the name. `failing`: conversations that do not pass yet.
    """

    script: str
    tests: str
    samples: str
    collisions: list[str]
    failing: int


class TouchOption(ApiAnswer):
    label: str
    value: str


class TrialCard(ApiAnswer):
    """`rows`: what stands on it. `options`: what may be touched."""

    title: str
    rows: list[str]
    options: list[TouchOption]


class TrialHearing(ApiAnswer):
    """`confidence`: of what was heard, 0..1. `rivals`: what else it may have been, likeliest first."""

    confidence: float
    rivals: list[str]


class TrialExchange(ApiAnswer):
    """`did`: the line; empty: the greeting. `heard`: of a spoken line. `calls`: of the back end, with what was sent.
    `service`, `file`, `line`: the step that the script has come to; 0: none. `asked`: the open question. `ending`:
    empty: it goes on.
    """

    did: str
    said: list[str]
    cards: list[TrialCard]
    notes: list[str]
    calls: list[str]
    service: str
    file: str
    line: int
    asked: str
    ending: str
    heard: TrialHearing | None = None


class TrialAnswer(ApiAnswer):
    """`filled`: what she knows so far: name, value. `test`: the conversation as the text of a `*.test.yaml`."""

    exchanges: list[TrialExchange]
    filled: list[tuple[str, str]]
    revision: int
    test: str


class ListedTrial(ApiAnswer):
    id: str
    revision: int
    at_ms: int
    service: str
    channel: str
    ending: str
    who: str
    lines: list[str]


class InterfaceWords(ApiAnswer):
    name: str
    sends: list[str]
    returns: list[str]


class DraftWords(ApiAnswer):
    """What can be completed: the keys of the format by where they stand, the words that a key takes, a sentence about
    each kind of step, the interfaces that any script of the draft calls, and its services.
    """

    keys: dict[str, list[str]]
    words: dict[str, list[str]]
    about: dict[str, str]
    interfaces: list[InterfaceWords]
    services: list[str]
