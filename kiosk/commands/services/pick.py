"""Which service a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dialogue import Library, load_library
from dialogue.script import Script
from dialogue.script.fields import nearest

FolderOption = Annotated[
    Path, typer.Option("--services", metavar="DIR", help="服务脚本的文件夹。 The services folder.")
]


def pick(folder: Path, service: str) -> tuple[Library, Script]:
    """By name, by its file (whose folder is then the services folder), or by the file's name without `.yaml`.

    Raises `ScriptErrors`, or a usage error.
    """
    file = Path(service)
    library = load_library(file.parent if file.suffix == ".yaml" else folder)
    for script in library.scripts:
        if script.name == service or (file.suffix == ".yaml" and Path(script.file).resolve() == file.resolve()):
            return library, script
    for script in library.scripts:  # a service's name comes first
        if Path(script.file).stem == service:
            return library, script
    names = tuple(script.name for script in library.scripts)
    raise typer.BadParameter(f"没有叫“{service}”的服务；{nearest(service, names)}")
