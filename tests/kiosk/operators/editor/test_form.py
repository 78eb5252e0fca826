"""Every button of the console's form, on every shipped script: the file loads, or what is missing is found by name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from dialogue.errors import Problems
from dialogue.script import load_script
from dialogue.script.calendar_file import load_calendar
from kiosk.operators.editor.workbench import words
from support.drafts import SERVICES

WEB = Path(__file__).parents[4] / "web"
ESBUILD = WEB / "node_modules" / ".bin" / "esbuild"
SCRIPTS = sorted(one.name for one in SERVICES.glob("*.yaml") if not one.name.endswith((".test.yaml", "calendar.yaml")))
#: Actions after which every script still loads.
SAFE = (
    "rename", "synonym", "forward in 说法", "up option", "up slot", "apart", "row in", "more 说法", "step 说一句话",
    "step 确认",
)  # fmt: skip
#: What a form must never do to a file: it is no longer read, or not as it was meant.
BROKEN = {
    "not-yaml", "indent", "two-steps-in-one", "duplicate-key", "filled-down", "full-width-colon", "full-width-comma",
}  # fmt: skip
#: Findings that are about a whole step, and name no word of it.
NAMELESS = {"unreachable", "dead-end", "loop"}


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The page's own code as a program, and what the hall offers it to choose from."""
    if not ESBUILD.exists():
        pytest.skip("the page's tools are not installed; run `npm ci` in web/")
    folder = tmp_path_factory.mktemp("form")
    program, offered = folder / "dump.cjs", folder / "words.json"
    source = WEB / "test" / "console" / "form-dump.ts"
    options = ("--bundle", "--platform=node", "--format=cjs", f"--outfile={program}", "--log-level=error")
    subprocess.run([ESBUILD, source, *options], check=True, cwd=WEB)
    files = {one.name: one.read_bytes() for one in SERVICES.glob("*.yaml")}
    offered.write_bytes(msgspec.json.encode(words(files)))
    return program, offered


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_action_gives_a_file_that_loads_or_says_what_is_missing(script: str, dump: tuple[Path, Path]) -> None:
    program, offered = dump
    done = subprocess.run(
        ["node", program, SERVICES / script, offered], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    calendar = load_calendar((SERVICES / "calendar.yaml").read_text(encoding="utf-8"), Problems("calendar.yaml"))
    kinds: set[str] = set()
    for line in done.stdout.splitlines():
        made = json.loads(line)
        problems = Problems(script)
        assert load_script(made["text"], script, problems, calendar) is not None, made
        kinds.add(made["kind"])
        if made["kind"].startswith(SAFE):
            assert problems.errors == [], (made["kind"], made["at"])
        for one in problems.errors:
            assert one.code not in BROKEN, (made["kind"], made["at"], str(one))
            assert one.line > 0, str(one)
            assert one.fix, str(one)
            assert "“" in one.message or one.code in NAMELESS, (made["kind"], made["at"], str(one))
    assert len(kinds) > 150
