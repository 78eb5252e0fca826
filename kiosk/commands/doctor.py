"""`kiosk doctor`: what is installed, what is missing, and how to fix it."""

from __future__ import annotations

import typer

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.table_output import print_table
from kiosk.doctor import examine, exit_code, table


def doctor(config: ConfigOption = None) -> None:
    """全部检查一遍，什么也不改；不能开门时退出码是 1。

    Check everything; change nothing. Exit status 1 if the kiosk would not serve.
    """
    findings = examine(settings_from(config))
    print_table(table(findings))
    raise typer.Exit(exit_code(findings))
