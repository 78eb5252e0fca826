"""What the documents name is there: files, folders and dotted names of this repository."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("README*.md")])
PACKAGES = ("kiosk", "asr", "dialogue", "tts", "avatar", "mandarin", "support", "bench", "scripts")
#: Written like dotted names, and none: protocols, and files named by their last part.
OTHERS = {"kiosk.v1", "kiosk.devices.v1"}
FILES = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


def named(document: Path, pattern: str) -> list[str]:
    """What stands in backticks and looks like `pattern`."""
    return sorted(set(re.findall(rf"`({pattern})`", document.read_text(encoding="utf-8"))))


def is_file(name: str) -> bool:
    """Whole, or the end of a path: `machine/step.py` is `dialogue/machine/step.py`."""
    return any(file == name or file.endswith(f"/{name}") for file in FILES)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    names = named(document, r"[\w./-]+\.(?:py|ts|js|mjs|tsv|svg|sh)")
    assert [name for name in names if not is_file(name)] == []


def is_setting(name: str) -> bool:
    """`section.name`, as in config.yaml."""
    found: Any = Settings()
    for part in name.split("."):
        if not hasattr(found, part):
            return False
        found = getattr(found, part)
    return True


def is_dotted(name: str) -> bool:
    """A module, or what is in one."""
    module, attributes = name, list[str]()
    while module:
        try:
            found: Any = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            attributes.insert(0, last)
            continue
        return all((found := getattr(found, attribute, None)) is not None for attribute in attributes)
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_dotted_name_of_ours_is_there(document: Path) -> None:
    names = named(document, rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
    known = [name for name in names if name in OTHERS or is_file(name) or is_setting(name) or is_dotted(name)]
    assert [name for name in names if name not in known] == []
