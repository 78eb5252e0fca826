"""Ways through a script that no conversation test takes: what nobody has tried will be tried by a citizen."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import Hall, unchecked
from dialogue.testing import check_trials, coverage, run_trial


def tests(hall: Hall) -> Iterator[Finding]:
    known = () if hall.gaps.scripts else check_trials(hall.trials, hall.library)
    errors = (*hall.trial_errors, *known)
    for error in errors:
        yield Finding(error.file, error.line, "broken-test", "error", error.message, error.fix)
    if hall.gaps.scripts and hall.trials.trials:  # a test may need a script that did not load
        yield unchecked(hall, hall.gaps.scripts, "对话测试")
    if errors or hall.gaps.scripts:
        return
    outcomes = [run_trial(hall.library, trial) for trial in hall.trials.trials]
    for source in hall.sources:
        if not hall.trials.of(source.script.name):
            fix = f"在旁边写一个 {source.file.removesuffix('.yaml')}.test.yaml"
            yield source.warning(1, "no-tests", f"“{source.script.name}”没有对话测试", fix)
            continue
        for arm in coverage(source.script, outcomes).missed:
            message = f"没有一段对话测试走过：{arm.words}"
            yield source.warning(arm.line, "untested-branch", message, "在对话测试里加一段走这条路的对话")
