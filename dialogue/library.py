"""Everything the hall has written: service scripts and knowledge, loaded and checked as one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from dialogue import phrases, sources
from dialogue.errors import Problems, ScriptError, ScriptErrors
from dialogue.knowledge import Knowledge, Passage, load_folder
from dialogue.script import Script, load_script
from dialogue.script.fields import nearest
from dialogue.script.model import CallService, Channel
from dialogue.script.uses import prompts, templates, variables
from dialogue.understand import validation_messages
from dialogue.understand.match import Matcher
from dialogue.understand.small_talk import SMALL_TALK


@dataclass(frozen=True)
class Library:
    """The loaded scripts and passages. Immutable: an edited script makes a new library."""

    scripts: tuple[Script, ...]
    passages: tuple[Passage, ...]

    def script(self, name: str) -> Script | None:
        return next((script for script in self.scripts if script.name == name), None)

    def on(self, channel: Channel, today: date | None = None) -> tuple[str, ...]:
        """The names of the services offered on a channel; with `today`, only those that are valid then."""
        return tuple(
            script.name
            for script in self.scripts
            if channel in script.channels and (today is None or script.valid(today))
        )

    @cached_property
    def knowledge(self) -> Knowledge:
        return Knowledge(self.passages)

    @cached_property
    def matcher(self) -> Matcher:
        """Matches an utterance to the name of a service."""
        return Matcher({script.name: (script.name, *script.says) for script in self.scripts})

    def prompts(self) -> list[str]:
        """Every sentence the machine may say, holes 【…】 unfilled, no duplicates: for rendering ahead."""
        found = [*phrases.all_phrases(), *validation_messages.all_messages()]
        for script in self.scripts:
            found += _script_prompts(script)
        found += SMALL_TALK.values()
        found += [passage.spoken for passage in self.passages]
        return list(dict.fromkeys(found))


def load_library(services_dir: Path | str) -> Library:
    """Load `*.yaml` (scripts; `*.test.yaml` are left alone) and all that is in `knowledge/`.

    Raises `ScriptErrors` with every mistake of every file.
    """
    root = Path(services_dir)
    if not os.path.lexists(root):
        raise ScriptErrors([ScriptError(str(root), 1, "没有这个文件夹", "检查 services 的路径")])
    folder = Problems(root)
    files = sources.scripts(root, folder)
    errors = folder.errors
    scripts: list[Script] = []
    for path in files:
        problems = Problems(path)
        text = sources.read_utf8(path, problems)
        script = None if problems.errors else load_script(text, str(path), problems)
        errors += problems.errors
        if script is None:
            continue
        if other := next((known for known in scripts if known.name == script.name), None):
            errors.append(ScriptError(str(path), 1, f"服务“{script.name}”在 {other.file} 里已经有了", "改一个名字"))
        scripts.append(script)
    if not errors:
        errors += check_visits(scripts)
    passages, wrong = load_folder(root / "knowledge")
    errors += wrong
    if not scripts and not errors:
        errors.append(ScriptError(str(root), 1, "一个服务脚本也没有", "放入至少一个 .yaml 文件"))
    if errors:
        raise ScriptErrors(errors)
    return Library(tuple(scripts), passages)


def check_visits(scripts: list[Script]) -> Iterator[ScriptError]:
    """调用服务 names services, slots and variables that exist, and never leads back to where it came from."""
    known = {script.name: script for script in scripts}
    calls = {script.name: [step for step in script.steps if isinstance(step, CallService)] for script in scripts}
    for script in scripts:
        for step in calls[script.name]:
            there = known.get(step.service)
            if there is None:
                yield ScriptError(script.file, step.line, f"没有叫“{step.service}”的服务", nearest(step.service, known))
                continue
            for name in (theirs for theirs, _ in step.given if there.slot(theirs) is None):
                fix = nearest(name, [slot.name for slot in there.slots])
                yield ScriptError(script.file, step.line, f"服务“{there.name}”没有槽位“{name}”", fix)
            for name in (theirs for _, theirs in step.results if theirs not in variables(there)):
                fix = nearest(name, sorted(variables(there)))
                yield ScriptError(script.file, step.line, f"服务“{there.name}”没有变量“{name}”", fix)
            if _leads_to(step.service, script.name, calls):
                message = f"“{script.name}”和“{step.service}”互相调用，会没完没了"
                yield ScriptError(script.file, step.line, message, "去掉其中一个“调用服务”")


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


def _script_prompts(script: Script) -> list[str]:
    found = list(phrases.for_service(script.name))
    found += [script.consent.text.raw] if script.consent else []
    for slot in script.slots:
        found += [phrases.options_line([choice.label for choice in slot.choices])] if slot.kind == "option" else []
        found += [template.raw for template in prompts(slot)] + [phrases.for_slot(slot.name)]
    found += [template.raw for step in script.steps for template in templates(step)]
    return found
