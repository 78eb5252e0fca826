"""Conversation tests that cannot be run, and branches of a script that no conversation test takes."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext, unchecked
from dialogue.testing import check_conversation_tests, coverage, run_conversation_test


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
    for source in context.sources:
        if not found.of(source.script.name):
            fix = f"在旁边写一个 {source.file.removesuffix('.yaml')}.test.yaml"
            yield source.warning(1, "no-tests", f"“{source.script.name}”没有对话测试", fix)
            continue
        for branch in coverage(source.script, outcomes).missed:
            message = f"没有一段对话测试走过：{branch.words}"
            yield source.warning(branch.line, "untested-branch", message, "在对话测试里加一段走这条路的对话")
