"""`kiosk phone`: the telephone line of a hall, for whoever installs it."""

from __future__ import annotations

import typer

from kiosk.commands import phone_recordings, tickets
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.phone_calls import calls, why_call
from kiosk.commands.table_output import print_table
from kiosk.doctor import exit_code, table
from kiosk.doctor.phone import check_phone

app = typer.Typer(help="电话线路。 The telephone.", no_args_is_help=True)
app.command("calls")(calls)
app.command("why")(why_call)
app.add_typer(phone_recordings.app, name="recordings")
app.add_typer(tickets.app, name="tickets")


@app.callback()
def phone() -> None:
    """电话线路。

    The telephone.
    """


@app.command()
def check(config: ConfigOption = None) -> None:
    """检查电话的设置，打一个一秒钟的电话，说出怎么修；有一行是 ✗ 时退出码是 1。

    Check the telephone's settings, make a call of one second, and say what to fix. Exit status 1 if a row
    is ✗, such as a line that no running hall answers.
    """
    findings = check_phone(settings_from(config))
    print_table(table(findings))
    raise typer.Exit(exit_code(findings))
