"""Carries out the Dockerfile without a Docker engine, in chroots of a bare Debian root. Needs root and debootstrap.

    debootstrap --variant=minbase bookworm /var/tmp/base
    python scripts/try_dockerfile.py /var/tmp/base /var/tmp/image [--arg NAME=VALUE] [--site FILE] [--env NAME]

What stays in /var/tmp/image is the last stage's root file system. `--site` copies a file of this machine (a CA, or
pip's or npm's configuration) into every stage at the same path, and `--env` passes on a variable, as a site's own base
image would have them. It knows the instructions that our Dockerfile uses and stops at any other. Standard library only.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

CONTEXT = Path(__file__).resolve().parent.parent
_NO_EFFECT = {"VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}


@dataclass(slots=True)
class Stage:
    """One `FROM`: its root folder, and the state that the instructions so far have set."""

    root: Path
    env: dict[str, str] = field(
        default_factory=lambda: {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    )
    args: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "root"

    def inside(self, path: str) -> Path:
        return self.root / os.path.normpath(os.path.join(self.folder, path)).lstrip("/")

    def run(self, command: str) -> None:
        """In a chroot with its own mounts, so that nothing stays mounted afterwards."""
        prepare = f"mount -t proc proc {self.root}/proc && mount --rbind /dev {self.root}/dev"
        become = (
            [] if self.user == "root" else ["setpriv", "--reuid", self.user, "--regid", self.user, "--clear-groups"]
        )
        within = ["chroot", str(self.root), *become, "/bin/sh", "-c", f"cd {shlex.quote(self.folder)} && {command}"]
        env = {"HOME": "/root", **self.args, **self.env}
        subprocess.run(
            ["unshare", "--mount", "sh", "-c", f'{prepare} && exec "$@"', "sh", *within], env=env, check=True,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip


def instructions(source: str) -> Iterator[tuple[str, str]]:
    """Comments out, continued lines joined."""
    lines = "\n".join(line for line in source.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n", " ", lines).splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            yield word.upper(), rest.strip()


def ignored(path: str, patterns: list[str]) -> bool:
    """As .dockerignore: a pattern names a path from the top; `**/` lets it stand anywhere."""
    return any(
        fnmatch.fnmatch(path, pattern) or (pattern.startswith("**/") and fnmatch.fnmatch(Path(path).name, pattern[3:]))
        for pattern in patterns
    )


def copy(source: Path, target: Path, patterns: list[str]) -> None:
    """Merges like COPY: a folder's contents, without what is ignored."""
    if source.is_file():
        shutil.copy2(source, target / source.name if target.is_dir() else target)
        return

    def skip(folder: str, names: list[str]) -> set[str]:
        here = Path(folder).relative_to(CONTEXT) if Path(folder).is_relative_to(CONTEXT) else None
        return {name for name in names if here is not None and ignored(str(here / name), patterns)}

    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=skip)


def build(base: Path, image: Path, given: dict[str, str], site: list[Path], passed: dict[str, str]) -> None:
    patterns = (CONTEXT / ".dockerignore").read_text().split()
    stages: dict[str, Stage] = {}
    early: dict[str, str] = {}
    stage: Stage | None = None
    for word, rest in instructions((CONTEXT / "Dockerfile").read_text()):
        print(f"\033[1m{word} {rest}\033[0m", flush=True)
        if word == "FROM":
            name = rest.partition(" AS ")[2] or "final"
            stage = stages[name] = begin(base, image.with_name(f"{image.name}-{name}"), site)
            stage.args |= passed
        elif word == "ARG":
            key, _, default = rest.partition("=")
            (early if stage is None else stage.args)[key] = given.get(key, default)
        elif stage is None:
            raise SystemExit(f"{word} before FROM")
        elif word == "ENV":
            for pair in shlex.split(rest):
                key, _, value = pair.partition("=")
                stage.env[key] = Template(value).safe_substitute(stage.env)
        elif word == "WORKDIR":
            stage.folder = rest
            stage.inside(rest).mkdir(parents=True, exist_ok=True)
        elif word == "USER":
            stage.user = rest
        elif word == "RUN":
            stage.run(rest)
        elif word == "COPY":
            _copy(rest, stage, stages, patterns)
        elif word not in _NO_EFFECT:
            raise SystemExit(f"this script does not know {word}")
    if stage is not None:
        shutil.rmtree(image, ignore_errors=True)
        stage.root.rename(image)


def begin(base: Path, root: Path, site: list[Path]) -> Stage:
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", base, root], check=True)
    for path in (Path("/etc/resolv.conf"), *site):
        (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-aL", path, root / path.relative_to("/")], check=True)
    return Stage(root)


def _copy(rest: str, stage: Stage, stages: dict[str, Stage], patterns: list[str]) -> None:
    words = rest.split()
    origin = CONTEXT
    if words[0].startswith("--from="):
        origin = stages[words.pop(0).removeprefix("--from=")].root
        patterns = []
    *sources, target = words
    place = stage.inside(target)
    if target.endswith("/") or len(sources) > 1:
        place.mkdir(parents=True, exist_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    for source in sources:
        copy(origin / source.lstrip("/"), place, patterns)


def main() -> None:
    parser = argparse.ArgumentParser(description="Carry out the Dockerfile in chroots of a bare Debian root.")
    parser.add_argument("base", type=Path)
    parser.add_argument("image", type=Path)
    parser.add_argument("--arg", action="append", default=[], help="NAME=VALUE, as docker build --build-arg")
    parser.add_argument("--site", action="append", default=[], type=Path, help="a file of this machine to copy in")
    parser.add_argument("--env", action="append", default=[], help="a variable of this machine to pass on")
    options = parser.parse_args()
    passed = {name: os.environ[name] for name in options.env if name in os.environ}
    given = dict(pair.split("=", 1) for pair in options.arg)
    build(options.base.resolve(), options.image.absolute(), given, options.site, passed)


if __name__ == "__main__":
    main()
