"""Writes NOTICE: every Python package an installation carries at run time, its version, licence, home and own notice.

    python scripts/notice.py            writes NOTICE
    python scripts/notice.py --check    exits 1 if NOTICE is not what this script would write

The packages are those of `runtime_lock.py`; the licences come from their installed metadata. Standard library only.
"""

from __future__ import annotations

import re
import sys
from email.message import Message
from importlib import metadata
from typing import cast

from runtime_lock import ROOT, runtime

NOTICE = ROOT / "NOTICE"
HEAD = """hall-clerk
Licensed under the Apache License, Version 2.0 (see LICENSE).

An installation carries the Python packages below, each under its own licence, whose text lies in the package's
.dist-info folder. Models, the page's libraries and tools: docs/third-party.md.
Written by scripts/notice.py from requirements.lock; do not edit.
"""
#: Licence names in old metadata -> SPDX identifier.
SPDX = {
    "MIT License": "MIT", "Apache 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0",
    "Apache License": "Apache-2.0", "BSD 3-Clause License": "BSD-3-Clause", "3-Clause BSD License": "BSD-3-Clause",
    "BSD": "BSD-3-Clause",
    "ISC License": "ISC", "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "LGPL": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only", "BSD License": "BSD-3-Clause",
}  # fmt: skip
_IDENTIFIER = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")


class NoticeError(Exception):
    """A package whose metadata does not say its licence."""


def licence_of(package: Message) -> str:
    """The SPDX expression of a package's licence. Raises `NoticeError` where its metadata names none."""
    name = package["Name"]
    if expression := package["License-Expression"]:
        return str(expression)
    classifiers = [c.split("::")[-1].strip() for c in package.get_all("Classifier", []) if c.startswith("License ::")]
    written = (package["License"] or "").strip().partition("\n")[0]
    if _IDENTIFIER.fullmatch(written) and written not in ("UNKNOWN", *SPDX):
        return written
    known = list(dict.fromkeys(SPDX[one] for one in (written, *classifiers) if one in SPDX))
    if not known:
        raise NoticeError(f"{name}: expected a licence in its metadata; got {written!r}, {classifiers}. Add to SPDX.")
    return " OR ".join(known) if written not in SPDX else known[0]


def home_of(package: Message) -> str:
    """The address of a package's project; empty where its metadata has none."""
    if home := package["Home-page"]:
        return str(home)
    links = dict(link.split(", ", 1) for link in package.get_all("Project-URL", []))
    named = {label.lower(): url for label, url in links.items()}
    for label in ("homepage", "home", "source", "source code", "repository", "github", "code"):
        if label in named:
            return named[label]
    return ""


def entry(name: str, version: str) -> str:
    """One package. Raises `NoticeError` if it is not installed in the lock's version."""
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise NoticeError(f"{name}: expected {version} as in requirements.lock; it is not installed.") from None
    if found.version != version:
        raise NoticeError(f"{name}: expected {version} as in requirements.lock; got {found.version}. Run make setup.")
    package = cast(Message, found.metadata)
    lines = [f"{name} {version}", f"  {licence_of(package)}"]
    lines += [f"  {home}"] if (home := home_of(package)) else []
    notices = [file for file in found.files or () if file.name.upper().startswith("NOTICE")]
    for notice in notices:
        text = notice.read_text(encoding="utf-8").strip()
        lines += [f"  | {line}".rstrip() for line in text.splitlines()]
    return "\n".join(lines)


def render(lock: str, pyproject: str) -> str:
    pins = runtime(lock, pyproject)
    versions = {name: re.match(r"\S+?==([^ \\;]+)", pin.lines[0]) for name, pin in pins.items()}
    return "\n".join([HEAD, *(entry(name, found[1]) + "\n" for name, found in versions.items() if found)])


def main(arguments: list[str]) -> int:
    wanted = render((ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text())
    if arguments == ["--check"]:
        if NOTICE.exists() and NOTICE.read_text(encoding="utf-8") == wanted:
            return 0
        print("NOTICE is not what requirements.lock carries. Run: python scripts/notice.py", file=sys.stderr)
        return 1
    if arguments:
        print(f"expected no argument or --check; got {' '.join(arguments)}", file=sys.stderr)
        return 2
    NOTICE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoticeError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
