"""What several commands take."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from kiosk.config import Settings, load_settings

ConfigOption = Annotated[
    Path | None, typer.Option("--config", "-c", help="Settings file; ./config.yaml if there is one.")
]


def settings_from(config: Path | None) -> Settings:
    """Raises ConfigError. Without --config, `config.yaml` of the current folder is used if it is there."""
    here = Path("config.yaml")
    return load_settings(config or (here if here.exists() else None), os.environ)
