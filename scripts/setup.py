"""Sets up everything a fresh clone needs, once: environment, packages, models, page. Quick when there is nothing to do.

    python scripts/setup.py [--if-own] [python] [models] [web]      (no names: all of them)

It writes only into a .venv of this checkout. With --if-own it leaves another's alone and ends well, so that checks run
with the packages that are there; without, it refuses.

The package registries (pip, npm) are the only outside world. Standard library only; run by scripts/setup.sh.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from steps import LOG, ROOT, ProgressLine, StepError, digest, is_done, mark_done, run

sys.path.insert(0, str(ROOT))

from kiosk.models.registry_errors import explain

VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / "stamps"
WEB = ROOT / "web"
PAGE = ROOT / "kiosk" / "static"
LOCK = ROOT / "requirements.lock"
NODE_LOCK = ROOT / "scripts" / "node.lock"

#: The oldest Node.js that the page's tools (Vite 7) run on.
NODE = (20, 19)


def main(names: list[str]) -> int:
    if_own = "--if-own" in names
    names = [name for name in names if name != "--if-own"]
    steps = {"python": python, "models": models, "web": web}
    unknown = set(names) - set(steps)
    if unknown:
        print(f"✗ There is no step {', '.join(sorted(unknown))}; known: {', '.join(steps)}.", file=sys.stderr)
        return 2
    if foreign := foreign_environment():
        print(f"{'·' if if_own else '✗'} {foreign}", file=sys.stderr)
        return 0 if if_own else 1
    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / "setup.lock").open("w") as lock:
        _wait_for_turn(lock.fileno())
        LOG.unlink(missing_ok=True)
        try:
            for name in ["python", *(step for step in ("models", "web") if not names or step in names)]:
                steps[name]()
        except StepError as error:
            print(f"\n✗ {error}", file=sys.stderr)
            if LOG.exists():
                print(f"  The whole output is in {LOG.relative_to(ROOT)}.", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\n✗ Stopped. The next run goes on from here.", file=sys.stderr)
            return 130
        except OSError as error:
            print(f"\n✗ {error.filename or 'A file'}: {error.strerror}. Mend that and run make again.", file=sys.stderr)
            return 1
    return 0


def foreign_environment() -> str:
    """In one sentence with the fix, why .venv is not this checkout's; empty where it is, or is still to be made."""
    if VENV.is_symlink():
        return f".venv is a link to {VENV.resolve()}; set-up would change that one: remove the link and run make again."
    for told in VENV.glob("lib/python3*/site-packages/hall_clerk-*.dist-info/direct_url.json"):
        try:
            url = str(json.loads(told.read_text(encoding="utf-8"))["url"])
        except (OSError, ValueError, LookupError, TypeError):
            continue
        other = Path(unquote(urlsplit(url).path))
        if other.is_dir() and not other.samefile(ROOT):  # a checkout that was moved is installed anew
            return f".venv holds the checkout at {other}, not this one: remove .venv and run make again."
    return ""


def _wait_for_turn(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is running here; waiting for it …", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


# ---- Python ----------------------------------------------------------------------------------------------------------


def python() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not _works(
        BIN / "python", "-c", "import sys, pip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 12))"
    ):
        line = ProgressLine(f"① Python {version} environment in .venv")
        run(
            line,
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
            lambda output: (
                "The environment could not be made; on Debian and Ubuntu: `apt install python3-venv`, then make again."
            ),
        )
        line.done()
    _packages()
    _project()


def _packages() -> None:
    key = digest(LOCK, str((BIN / "python").resolve()))
    if is_done(STAMPS / "packages", key):
        return
    total = len(re.findall(r"^[a-zA-Z0-9].*==", LOCK.read_text(), re.MULTILINE))
    line, seen = ProgressLine(f"② {total} Python packages, by hash"), set[str]()

    def follow(text: str) -> str | None:
        if met := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.\-\[\]]+)", text):
            seen.add(met[1])
            return f"{min(len(seen), total)}/{total} {met[1]}"
        return "installing" if text.startswith("Installing") else None

    pip_install(line, "the Python packages", ["--require-hashes", "-r", str(LOCK)], follow)
    mark_done(STAMPS / "packages", key)
    line.done()


def _project() -> None:
    key = digest(ROOT / "pyproject.toml", str(ROOT))
    if is_done(STAMPS / "project", key) and (BIN / "kiosk").exists():
        return
    line = ProgressLine("③ the `kiosk` command")
    pip_install(line, "setuptools, which installs this project", ["--no-deps", "--editable", str(ROOT)])
    mark_done(STAMPS / "project", key)
    line.done()


def pip_install(line: ProgressLine, what: str, arguments: list[str], follow=lambda text: None) -> None:  # type: ignore[no-untyped-def]
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--no-warn-script-location"]
    env = os.environ | {"PIP_ROOT_USER_ACTION": "ignore", "PYTHONUTF8": "1"}
    command = [str(BIN / "python"), "-m", "pip", "install", *quiet, *arguments]
    run(line, command, lambda output: explain(output, what, "pip", "make setup"), follow=follow, env=env)


# ---- models ----------------------------------------------------------------------------------------------------------


def models() -> None:
    """Shows its own progress; its failures are sentences already."""
    ready = subprocess.run(
        [BIN / "python", "-m", "kiosk.models.view", "--quiet"], cwd=ROOT, env=environment(), check=False
    )
    if ready.returncode == 0:
        if ProgressLine.shown:  # a list of steps with one left out reads as a step that failed
            print("④ models ✓ already here", flush=True)
        return
    print("④ models", flush=True)
    if not shutil.which("npm", path=environment()["PATH"]):
        node()  # the voices come from npm
    done = subprocess.run([BIN / "python", "-m", "kiosk.models.view"], cwd=ROOT, env=environment(), check=False)
    if done.returncode != 0:
        raise StepError("The models are not whole; the line above says why and what to do.")
    print("④ models ✓", flush=True)


# ---- the page --------------------------------------------------------------------------------------------------------


def web() -> None:
    if not (WEB / "package.json").is_file():
        raise StepError("web/package.json is not there; the clone is not whole: run `git status` and restore it.")
    node()
    lock = WEB / "package-lock.json"
    key = digest(lock, _output("node", "--version"))
    if not is_done(WEB / "node_modules" / ".stamp", key):
        line = ProgressLine("⑤ the page's packages (npm)")
        command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        run(
            line,
            command,
            lambda text: explain(text, "the page's packages", "npm", "make setup"),
            folder=WEB,
            env=environment(),
        )
        mark_done(WEB / "node_modules" / ".stamp", key)
        line.done()
    sources = sorted(path for path in WEB.iterdir() if path.name not in ("node_modules", "test", "dev", "dist"))
    key = digest(key, *sources)
    if not is_done(STAMPS / "page", key) or not (PAGE / "index.html").is_file():
        line = ProgressLine("⑥ the page")
        run(line, ["npm", "run", "build"], _build_failed, folder=WEB, env=environment())
        mark_done(STAMPS / "page", key)
        line.done()


def _build_failed(output: str) -> str:
    lines = [text.strip() for text in output.splitlines() if "error" in text.lower()]
    said = f" ({lines[0][:200]})" if lines else ""
    return f"The page did not build{said}; mend web/, or `git status` shows what changed there, then run make again."


def node() -> None:
    """Node.js: the machine's own if it is new enough, else one from PyPI inside .venv."""
    try:
        found = re.match(r"v(\d+)\.(\d+)", _output("node", "--version"))
    except OSError:
        found = None
    if found and (int(found[1]), int(found[2])) >= NODE and shutil.which("npm", path=environment()["PATH"]):
        return
    line = ProgressLine(f"⑤ Node.js (none of {NODE[0]}.{NODE[1]} or newer here: taken from PyPI)")
    pip_install(line, "Node.js", ["--require-hashes", "--no-deps", "-r", str(NODE_LOCK)])
    shims = ["sh", str(ROOT / "scripts" / "node_shims.sh"), str(VENV)]
    run(line, shims, lambda output: "Node.js came incomplete; remove .venv and run make again.")
    line.done(_output("node", "--version"))


def environment() -> dict[str, str]:
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}", "PYTHONUTF8": "1"}


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, env=environment(), check=False).stdout.strip()


def _works(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
