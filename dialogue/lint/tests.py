"""Ways through a script that no conversation test takes: what nobody has tried will be tried by a citizen."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import Hall, unchecked
from dialogue.testing import check_conversation_tests, coverage, run_conversation_test


def tests(hall: Hall) -> Iterator[Finding]:
    known = () if hall.gaps.scripts else check_conversation_tests(hall.conversation_tests, hall.library)
    errors = (*hall.test_errors, *known)
    for error in errors:
        yield Finding(error.file, error.line, "broken-test", "error", error.message, error.fix)
    if hall.gaps.scripts and hall.conversation_tests.tests:  # a test may need a script that did not load
        yield unchecked(hall, hall.gaps.scripts, "对话测试")
    if errors or hall.gaps.scripts:
        return
    outcomes = [run_conversation_test(hall.library, test) for test in hall.conversation_tests.tests]
    for source in hall.sources:
        if not hall.conversation_tests.of(source.script.name):
            fix = f"在旁边写一个 {source.file.removesuffix('.yaml')}.test.yaml"
            yield source.warning(1, "no-tests", f"“{source.script.name}”没有对话测试", fix)
            continue
        for branch in coverage(source.script, outcomes).missed:
            message = f"没有一段对话测试走过：{branch.words}"
            yield source.warning(branch.line, "untested-branch", message, "在对话测试里加一段走这条路的对话")
