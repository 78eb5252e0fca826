"""Options of several commands."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from kiosk.config import Settings, load_settings, usual_file

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="设置文件，不写就用当前文件夹的 config.yaml。 Settings file; ./config.yaml if there is one.",
    ),
]


def finite(value: float | None) -> float | None:
    """For a number option with bounds, which `nan` would pass. None: it was not given."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(f"{value} is not a number that can be used")
    return value


def settings_from(config: Path | None, options: Mapping[str, object] | None = None) -> Settings:
    """Raises ConfigError. Without --config, `config.yaml` of the current folder is used if it exists.

    `options`: command-line options by setting, such as `{"public.port": 9000}`; None where an option was not given.
    """
    given = {name: str(value) for name, value in (options or {}).items() if value is not None}
    return load_settings(config or usual_file(), os.environ, given)
