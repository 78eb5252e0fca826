"""Ways through a script that no conversation test takes: what nobody has tried will be tried by a citizen."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext, unchecked
from dialogue.trial import check_trials, coverage, run_trial


def tests(context: LintContext) -> Iterator[Finding]:
    known = () if context.gaps.scripts else check_trials(context.trials, context.library)
    errors = (*context.trial_errors, *known)
    for error in errors:
        yield Finding(error.file, error.line, "broken-test", "error", error.message, error.fix)
    if context.gaps.scripts and context.trials.trials:  # a test may need a script that did not load
        yield unchecked(context, context.gaps.scripts, "对话测试")
    if errors or context.gaps.scripts:
        return
    outcomes = [run_trial(context.library, trial) for trial in context.trials.trials]
    for source in context.sources:
        if not context.trials.of(source.script.name):
            fix = f"在旁边写一个 {source.file.removesuffix('.yaml')}.test.yaml"
            yield source.warning(1, "no-tests", f"“{source.script.name}”没有对话测试", fix)
            continue
        for arm in coverage(source.script, outcomes).missed:
            message = f"没有一段对话测试走过：{arm.words}"
            yield source.warning(arm.line, "untested-branch", message, "在对话测试里加一段走这条路的对话")
