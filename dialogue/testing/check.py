"""Names in a conversation test that no script defines: reported with file and line before any test runs."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.errors import Problems, ScriptError
from dialogue.library import Library
from dialogue.script.fields import nearest
from dialogue.script.interfaces import TAKE
from dialogue.script.model import Query, Script, Submit, Take
from dialogue.script.uses import variables
from dialogue.testing import keywords
from dialogue.testing.model import ConversationTest, ConversationTests


def check_conversation_tests(tests: ConversationTests, library: Library) -> list[ScriptError]:
    problems: dict[str, Problems] = {}
    for test in tests.tests:
        _check(test, library, problems.setdefault(test.file, Problems(test.file)))
    return sorted(error for found in problems.values() for error in found.errors)


def _check(test: ConversationTest, library: Library, problems: Problems) -> None:
    services = tuple(script.name for script in library.every)
    if test.service not in services:
        problems.add(1, f"没有叫“{test.service}”的服务", nearest(test.service, services))
        return
    apis = tuple(sorted({api for script in library.every for api in interfaces(script)}))
    for stub in test.stubs:
        if stub.api not in apis:
            problems.add(stub.line, f"没有脚本用到接口“{stub.api}”", nearest(stub.api, apis))
    slots = {slot.name for script in library.every for slot in script.slots}
    values = {name for script in library.every for name in variables(script)}
    kinds = set(keywords.QUESTIONS.values())
    for expected in (step.expected for step in test.steps if step.expected):
        if expected.service and expected.service not in services:
            problems.add(expected.line, f"没有叫“{expected.service}”的服务", nearest(expected.service, services))
        for name, _ in expected.slots:
            if name not in values:
                problems.add(expected.line, f"没有叫“{name}”的槽位", nearest(name, sorted(values)))
        kind, _, slot = expected.asks.partition(" ")
        if expected.asks and kind not in slots | kinds:
            problems.add(expected.line, f"“然后问”不能是“{expected.asks}”", nearest(kind, sorted(slots | kinds)))
        elif slot and slot not in slots:
            problems.add(expected.line, f"没有叫“{slot}”的槽位", nearest(slot, sorted(slots)))
        for call in (*expected.calls, *expected.not_called):
            if call.api not in apis:
                problems.add(expected.line, f"没有脚本用到接口“{call.api}”", nearest(call.api, apis))


def interfaces(script: Script) -> Iterator[str]:
    for step in script.steps:
        if isinstance(step, Query | Submit):
            yield step.api
        elif isinstance(step, Take):
            yield TAKE
