"""Answers of the back end that the record does not have, out of the conversation tests beside the scripts.

Earlier releases kept of an answer only what went into a case, not the fields that a script only branched on. A guess is
used only if the conversation, played through its own version with it, goes as it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import Path

from dialogue import ScriptErrors
from dialogue.testing import load_conversation_tests

#: By interface, fields of one answer.
Guess = Mapping[str, Mapping[str, str]]
#: Combinations that are tried for one conversation.
_MOST = 16


def guesses_of(folder: Path) -> dict[str, tuple[dict[str, str], ...]]:
    """By interface, the different answers of its tests' stubs, those that most tests have first."""
    try:
        tests = load_conversation_tests(folder).tests
    except ScriptErrors:
        return {}
    counted: dict[str, dict[tuple[tuple[str, str], ...], int]] = {}
    for stub in (stub for test in tests for stub in test.stubs):
        for reply in stub.replies:
            if reply.data:
                of = counted.setdefault(stub.api, {})
                of[reply.data] = of.get(reply.data, 0) + 1
    return {api: tuple(dict(data) for data in sorted(of, key=lambda one: -of[one])) for api, of in counted.items()}


def combinations(known: Mapping[str, Sequence[Mapping[str, str]]], asked: Sequence[str]) -> Iterator[Guess]:
    """For the interfaces `asked`, likeliest first; the first is of no guess at all."""
    yield {}
    apis = [api for api in dict.fromkeys(asked) if known.get(api)]
    for answers in islice(product(*(known[api] for api in apis)), _MOST if apis else 0):
        yield dict(zip(apis, answers, strict=True))
