"""The services folder, read once. Loading, lint and hot reload are views of what was read.

folder = read_services(Path("services"))   # every script and knowledge file parsed once, every test file read
library = folder.library()                 # raises ScriptErrors with every mistake
report = lint(folder, date.today())
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dialogue import sources
from dialogue.errors import Problems, ScriptError, ScriptErrors
from dialogue.gazetteer import NO_GAZETTEER, Gazetteer, load_gazetteer
from dialogue.knowledge import Passage, load_folder
from dialogue.library import Library
from dialogue.samples import NO_SAMPLES, Samples, load_samples
from dialogue.samples.check import check_samples
from dialogue.script import Script, compile_script
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.calendar_file import load_calendar
from dialogue.script.fields import nearest
from dialogue.script.model import CallService
from dialogue.script.uses import variables
from dialogue.testing.load import TestFile, read_test_file
from dialogue.yaml_lines import Map


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """One service script. `tree`, `script`: None where the file cannot be read that far.

    The script is right only if there are no `errors`.
    """

    file: str
    text: str
    tree: Map | None
    script: Script | None
    errors: tuple[ScriptError, ...]


@dataclass(frozen=True)
class ServicesFolder:
    """All that was read. `errors`: what keeps the scripts and the knowledge from loading.

    `listing_errors`: of the folder itself and of file names, those of test files included. `knowledge_files`: how many
    files of knowledge there are.
    """

    root: Path
    scripts: tuple[ScriptFile, ...]
    tests: tuple[TestFile, ...]
    passages: tuple[Passage, ...]
    calendar: HallCalendar
    samples: Samples
    knowledge_errors: tuple[ScriptError, ...]
    knowledge_warnings: tuple[ScriptError, ...]
    knowledge_files: int
    listing_errors: tuple[ScriptError, ...]
    errors: tuple[ScriptError, ...]

    def texts(self) -> Iterator[tuple[str, str]]:
        """The name and the text of every script and test file; of one that cannot be read, no text."""
        yield from ((script.file, script.text) for script in self.scripts)
        yield from ((test.file, test.text) for test in self.tests)

    def library(self) -> Library:
        """Raises `ScriptErrors` with every mistake of every file but the conversation tests."""
        if self.errors:
            raise ScriptErrors(self.errors)
        scripts = tuple(file.script for file in self.scripts if file.script)
        return Library(scripts, self.passages, self.calendar, self.samples)


def load_library(services_dir: Path | str) -> Library:
    """Load `*.yaml` (scripts; `*.test.yaml` are left alone) and all that is in `knowledge/`.

    Raises `ScriptErrors` with every mistake of every file.
    """
    return read_services(services_dir).library()


def read_services(services_dir: Path | str) -> ServicesFolder:
    """Read the folder. Mistakes are collected; raises OSError only where descriptors or memory are lacking."""
    root = Path(services_dir)
    if not os.path.lexists(root):
        missing = (ScriptError(str(root), 1, "没有这个文件夹", "检查 services 的路径"),)
        return ServicesFolder(root, (), (), (), NO_CALENDAR, NO_SAMPLES, (), (), 0, missing, missing)
    listing, test_listing = Problems(root), Problems(root)
    calendar, calendar_errors = _calendar(root)
    gazetteer, gazetteer_errors = _gazetteer(root)
    samples, sample_problems = _samples(root)
    scripts = tuple(_script_file(path, calendar, gazetteer, samples) for path in sources.scripts(root, listing))
    tests = tuple(read_test_file(path) for path in sources.conversation_tests(root, test_listing))
    passages, knowledge_errors, knowledge_warnings = load_folder(root / sources.KNOWLEDGE)
    errors = [
        *listing.errors,
        *calendar_errors,
        *gazetteer_errors,
        *sample_problems.errors,
        *(error for file in scripts for error in file.errors),
        *_same_names(scripts),
    ]
    if not errors:
        written = [file.script for file in scripts if file.script]
        check_samples(samples, written, sample_problems)
        errors += [*_check_calls(written), *sample_problems.errors]
    errors += knowledge_errors
    if not scripts and not errors:
        errors.append(ScriptError(str(root), 1, "一个服务脚本也没有", "检查文件夹的路径，放入至少一个 .yaml 文件"))
    return ServicesFolder(
        root=root,
        scripts=scripts,
        tests=tests,
        passages=passages,
        calendar=calendar,
        samples=samples,
        knowledge_errors=knowledge_errors,
        knowledge_warnings=knowledge_warnings,
        knowledge_files=len(sources.knowledge_files(root / sources.KNOWLEDGE)),
        listing_errors=tuple(dict.fromkeys((*listing.errors, *test_listing.errors))),
        errors=tuple(errors),
    )


def _calendar(root: Path) -> tuple[HallCalendar, list[ScriptError]]:
    path = sources.calendar(root)
    if path is None:
        return NO_CALENDAR, []
    problems = Problems(path)
    text = sources.read_utf8(path, problems)
    return (NO_CALENDAR if problems.errors else load_calendar(text, problems)), problems.errors


def _gazetteer(root: Path) -> tuple[Gazetteer, list[ScriptError]]:
    path = sources.gazetteer(root)
    if path is None:
        return NO_GAZETTEER, []
    problems = Problems(path)
    data = sources.read_bytes(path, problems)
    return (NO_GAZETTEER if problems.errors else load_gazetteer(data, problems)), problems.errors


def _samples(root: Path) -> tuple[Samples, Problems]:
    path = sources.samples(root)
    problems = Problems(path or root)
    if path is None:
        return NO_SAMPLES, problems
    data = sources.read_bytes(path, problems)
    return (NO_SAMPLES if problems.errors else load_samples(data, problems)), problems


def _script_file(path: Path, calendar: HallCalendar, gazetteer: Gazetteer, samples: Samples) -> ScriptFile:
    problems = Problems(path)
    text = sources.read_utf8(path, problems)
    tree, script = (None, None) if problems.errors else compile_script(text, str(path), problems, calendar)
    if script and (gazetteer or samples.rows):
        slots = (
            replace(slot, gazetteer=gazetteer, samples=samples.of_slot(script.name, slot.name)) for slot in script.slots
        )
        script = replace(script, slots=tuple(slots))
    return ScriptFile(str(path), text, tree, script, tuple(problems.errors))


def _same_names(files: Sequence[ScriptFile]) -> Iterator[ScriptError]:
    first: dict[str, str] = {}
    for file in files:
        if file.script is None or file.tree is None:
            continue
        if other := first.get(file.script.name):
            message = f"服务“{file.script.name}”在 {other} 里已经有了"
            yield ScriptError(file.file, _name_line(file.tree), message, "改一个名字", code="duplicate-key")
        first.setdefault(file.script.name, file.file)


def _name_line(tree: Map) -> int:
    return next((key.line for key, _ in tree.entries if key.value in ("服务", "service")), 1)


def _check_calls(scripts: Sequence[Script]) -> Iterator[ScriptError]:
    """调用服务 and the follow-ups name services, slots and variables that exist; no call leads back to itself."""
    known = {script.name: script for script in scripts}
    for script in scripts:
        if script.correction and script.correction.script.name in known:
            message = f"服务“{script.correction.script.name}”和“更正”自动生成的同名"
            line = next(one.line for one in script.follow_ups if one.kind == "correct")
            yield ScriptError(script.file, line, message, "给那项服务换一个名字", code="duplicate-key")
        for one in script.follow_ups:
            if script.correction and one.kind == "correct":
                continue
            if one.service and one.service not in known:
                yield _undefined(script, one.line, f"没有叫“{one.service}”的服务", nearest(one.service, known))
    calls = {script.name: [step for step in script.steps if isinstance(step, CallService)] for script in scripts}
    for script in scripts:
        for step in calls[script.name]:
            there = known.get(step.service)
            if there is None:
                message = f"没有叫“{step.service}”的服务"
                yield _undefined(script, step.line, message, nearest(step.service, known))
                continue
            for name in (theirs for theirs, _ in step.given if there.slot(theirs) is None):
                fix = nearest(name, [slot.name for slot in there.slots])
                yield _undefined(script, step.line, f"服务“{there.name}”没有问题“{name}”", fix)
            for name in (theirs for _, theirs in step.results if theirs not in variables(there)):
                fix = nearest(name, sorted(variables(there)))
                yield _undefined(script, step.line, f"服务“{there.name}”没有变量“{name}”", fix)
            if _leads_to(step.service, script.name, calls):
                message = f"“{script.name}”和“{step.service}”互相调用，会没完没了"
                yield ScriptError(script.file, step.line, message, "去掉其中一个“调用服务”", code="loop")


def _undefined(script: Script, line: int, message: str, fix: str) -> ScriptError:
    return ScriptError(script.file, line, message, fix, code="undefined-name")


def _leads_to(start: str, goal: str, calls: dict[str, list[CallService]]) -> bool:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += [step.service for step in calls.get(name, ())]
    return False
