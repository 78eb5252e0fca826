"""Prints the part of requirements.lock that the kiosk needs at run time: without the developers' tools.

    python scripts/runtime_lock.py > run.lock                (what the Dockerfile installs)
    python scripts/runtime_lock.py --only NAME LOCK          (that one package of another lock)

The lock says of each package who wants it (`# via`); what no run-time dependency of pyproject.toml wants is left out.
Standard library only.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(slots=True)
class Pin:
    """One package of a lock: its lines as they stand, and the packages that want it."""

    lines: list[str]
    wanted_by: set[str] = field(default_factory=set)


def canonical(name: str) -> str:
    """The name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(lock: str) -> dict[str, Pin]:
    pins: dict[str, Pin] = {}
    pin: Pin | None = None
    for line in lock.splitlines():
        if head := re.match(r"([A-Za-z0-9][\w.-]*)==", line):
            pin = pins.setdefault(canonical(head[1]), Pin([]))
        elif line.startswith("#") or pin is None:
            continue
        pin.lines.append(line)
        if wanting := re.match(r"    #(?: via|  ) +(\S+)", line):
            pin.wanted_by.add(canonical(wanting[1]))
    return pins


def runtime(lock: str, pyproject: str) -> dict[str, Pin]:
    """The pins that `project.dependencies` reaches. Raises KeyError if one of those is not in the lock."""
    pins = parse(lock)
    project = tomllib.loads(pyproject)["project"]
    roots = (re.match(r"[\w.-]+", requirement) for requirement in project["dependencies"])
    reached: set[str] = set()
    waiting = [canonical(root[0]) for root in roots if root]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [other for other, pin in pins.items() if name in pin.wanted_by]
    return {name: pins[name] for name in sorted(reached)}


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--only"]:
        _, name, lock = arguments
        kept = {name: parse(Path(lock).read_text())[canonical(name)]}
    else:
        kept = runtime((ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text())
    sys.stdout.writelines(f"{line}\n" for pin in kept.values() for line in pin.lines)


if __name__ == "__main__":
    main(sys.argv[1:])
