"""Calls and answers of interfaces out of the conversation tests, to try a back end with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dialogue.acts import Call
from dialogue.library import Library
from dialogue.script.interfaces import interfaces
from dialogue.script.proof_interfaces import FACE, MATCH, PHONE_OF, PROOF_INTERFACES, QR
from dialogue.testing.model import ConversationTest
from dialogue.testing.run import run_conversation_test


def sample_calls(
    library: Library, tests: Iterable[ConversationTest], given: Mapping[str, str] | None = None
) -> dict[str, Call]:
    """By interface, the call that fills in most of what it may be sent. Plays every test: seconds. `given`: values that
    no test has, such as a fresh code of an app.
    """
    found: dict[str, Call] = {}
    for test in tests:
        for call in (call for exchange in run_conversation_test(library, test).exchanges for call in exchange.calls):
            if call.api not in found or len(call.params) > len(found[call.api].params):
                found[call.api] = call
    return found | _proofs(library, found.values(), given or {})


def _proofs(library: Library, calls: Iterable[Call], given: Mapping[str, str]) -> dict[str, Call]:
    """Calls of the interfaces that prove identity. Conversation tests hold no such calls, so the values are taken from
    the other calls. Of the face interface there is none: there is no sample picture.
    """
    values = dict(given) | {name: value for call in calls for name, value in call.params.items()}
    uses = [use for use in interfaces(library.every) if use.api in PROOF_INTERFACES and use.api != FACE]
    return {
        use.api: Call(0, use.api, {field.name: values[field.name] for field in use.sends}, use.timeout_s)
        for use in uses
        if all(field.name in values for field in use.sends)
    }


def sample_answers(tests: Iterable[ConversationTest]) -> dict[str, dict[str, Any]]:
    """By interface, the first answer with fields that a test stubs. A list is an array of objects."""
    found: dict[str, dict[str, Any]] = {
        PHONE_OF: {"手机号": "13800138000"},
        MATCH: {"相符": "是"},
        QR: {"姓名": "王小明", "身份证号": "11010519491231002X", "级别": "持卡"},
        FACE: {"相符": "是", "身份证号": "11010519491231002X"},
    }
    for stub in (stub for test in tests for stub in test.stubs):
        answers = [dict(reply.data) for reply in stub.replies if reply.data]
        if answers and stub.api not in found:
            found[stub.api] = json_values(answers[0])
    return found


def json_values(data: Mapping[str, str]) -> dict[str, Any]:
    """Texts as they are, and the JSON texts of lists as lists."""
    return {name: json.loads(value) if value.startswith("[") else value for name, value in data.items()}
