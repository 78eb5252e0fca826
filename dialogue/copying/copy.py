"""One service of a folder, copied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dialogue.copying.script_text import copied_samples, copied_script
from dialogue.copying.tests_text import copied_tests, renamed_tests
from dialogue.errors import Problems
from dialogue.library import Library
from dialogue.lint.understanding import name_clashes
from dialogue.script import Script, compile_script
from dialogue.services import ScriptFile, ServicesFolder


@dataclass(frozen=True, slots=True)
class ServiceCopy:
    """The texts of a copy. `tests`: empty: the old service has none. `samples`: rows that `samples.csv` gets.
    `collisions`: in words, what of another service sounds like the new name. `failing`: conversations that passed for
    the old service and do not for the copy.
    """

    script: str
    tests: str
    samples: str
    collisions: tuple[str, ...]
    failing: int


def copied(folder: ServicesFolder, file: ScriptFile, name: str, *, play: bool = True) -> ServiceCopy:
    """`file`: one of the folder's, with a script. Without `play`, and in a folder with mistakes, the tests are renamed
    and not played.
    """
    script = file.script
    if script is None:
        raise ValueError(f"{file.file} has no script to copy")
    scripts = [one.script for one in folder.scripts if one.script is not None]
    others = [one.name for one in scripts if one.name != script.name]
    text = copied_script(file.text, script.name, name, others)
    tests = next((one.text for one in folder.tests if one.file == f"{file.file.removesuffix('.yaml')}.test.yaml"), "")
    rows = copied_samples(folder.samples, script.name, name)
    failing = 0
    after = with_copy(folder, script, text, name) if tests and play and not folder.errors else None
    if after is not None:
        tests, failing = copied_tests(tests, script, name, folder.library(), after)
    elif tests:
        tests = renamed_tests(tests, script.name, name, others)
    clashes = name_clashes(name, {one.name: (one.name, *one.says) for one in scripts})
    return ServiceCopy(text, tests, rows, clashes, failing)


def with_copy(folder: ServicesFolder, old: Script, text: str, name: str) -> Library | None:
    """The folder's library and the copy; None: the copy does not load."""
    problems = Problems(Path(old.file))
    _, script = compile_script(text, f"{name}.yaml", problems, folder.calendar)
    if script is None or problems.errors:
        return None
    slots = tuple(
        replace(slot, gazetteer=was.gazetteer, samples=was.samples) if (was := old.slot(slot.name)) else slot
        for slot in script.slots
    )
    scripts = sorted((*folder.library().scripts, replace(script, slots=slots)), key=lambda one: one.file)
    return Library(tuple(scripts), folder.passages, folder.calendar, folder.samples)
