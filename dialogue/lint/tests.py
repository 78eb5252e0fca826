"""Conversation tests that cannot be run, and branches of a script that no conversation test takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dialogue.acts import CardRead, Keyed, Said
from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext, unchecked
from dialogue.testing import (
    ConversationTests,
    Outcome,
    check_conversation_tests,
    coverage,
    keywords,
    run_conversation_test,
)
from dialogue.testing.samples import WITH_CHECK_DIGIT, wrong_check_digit

#: Tests that were played and do not pass.
FAILING = "failing-tests"


def tests(context: LintContext) -> Iterator[Finding]:
    found = context.conversation_tests
    known = () if context.gaps.scripts else check_conversation_tests(found, context.library)
    errors = (*context.test_errors, *known)
    for error in errors:
        yield Finding(error.file, error.line, "broken-test", "error", error.message, error.fix)
    if context.gaps.scripts and found.tests:  # a test may need a script that did not load
        yield unchecked(context, context.gaps.scripts, "对话测试")
    if errors or context.gaps.scripts:
        return
    outcomes = [run_conversation_test(context.library, test) for test in found.tests]
    yield from _mishaps(outcomes)
    yield from _check_digits(found)
    for source in context.sources:
        failed = [one for one in outcomes if one.test.service == source.script.name and not one.passed]
        if failed:  # what they do not reach says nothing of the branches
            yield _failing(failed)
            continue
        if not found.of(source.script.name):
            fix = f"在旁边写一个 {source.file.removesuffix('.yaml')}.test.yaml"
            yield source.warning(1, "no-tests", f"“{source.script.name}”没有对话测试", fix)
            continue
        for branch in coverage(source.script, outcomes).missed:
            message = f"没有一段对话测试走过：{branch.words}"
            yield source.warning(branch.line, "untested-branch", message, "在对话测试里加一段走这条路的对话")


def _failing(failed: Sequence[Outcome]) -> Finding:
    first = failed[0]
    message = f"{len(failed)} 段对话测试没有通过：{'、'.join(f'“{one.test.name}”' for one in failed[:3])}"
    message += "等" if len(failed) > 3 else ""
    fix = "到“对话测试”里跑一遍，看应当怎样、实际怎样；多问了一项、改了选项或者换了话的，那里有按钮一起改"
    return Finding(first.test.file, first.mismatches[0].line, FAILING, "error", message, fix)


def _mishaps(outcomes: Iterable[Outcome]) -> Iterator[Finding]:
    """结束: 转人工 also holds where the machine gave up, which is seldom what the test is about."""
    for outcome in outcomes:
        for exchange in outcome.exchanges:
            expected = exchange.step.expected if exchange.step else None
            if not expected or expected.ending != "handoff" or expected.handoff:
                continue
            if exchange.handoff in keywords.MISHAPS:
                why = keywords.HANDOFFS[exchange.handoff]
                message = f"这里转人工是因为“{why}”，“结束: 转人工”什么原因都算通过"
                fix = f"确实要测这个，就写“结束: {{转人工: {why}}}”；不是就检查上面几句"
                yield Finding(outcome.test.file, expected.line, "handoff-reason", "warning", message, fix)


def _check_digits(tests: ConversationTests) -> Iterator[Finding]:
    """Numbers whose check digit is wrong: the reader refuses them, and the test fails somewhere else.

    A step that says what is asked next, or what is said, may mean just that.
    """
    for test in tests.tests:
        for step in test.steps:
            text = _number_in(step.action)
            meant = step.expected is not None and bool(step.expected.asks or step.expected.says)
            kind = wrong_check_digit(text)
            if kind and (isinstance(step.action, CardRead) or not meant):
                message = f"这个{WITH_CHECK_DIGIT[kind]}的校验码不对"
                fix = f"用 kiosk services sample {WITH_CHECK_DIGIT[kind]} 生成一个；故意写错就加上“期望: {{然后问: …}}”"
                yield Finding(test.file, step.line, "check-digit", "warning", message, fix)


def _number_in(action: object) -> str:
    match action:
        case CardRead(number=text) | Said(text=text) | Keyed(keys=text):
            return text
        case _:
            return ""
