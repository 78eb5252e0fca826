"""`kiosk doctor`: what is installed, what is missing, and how to fix it."""

from __future__ import annotations

import typer
from rich.console import Console

from kiosk import doctor as surgery
from kiosk.commands.options import ConfigOption, settings_from


def doctor(config: ConfigOption = None) -> None:
    """Check everything; change nothing. Exit status 1 if the kiosk would not serve."""
    findings = surgery.examine(settings_from(config))
    Console().print(surgery.table(findings))
    raise typer.Exit(surgery.exit_code(findings))
