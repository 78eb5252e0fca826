"""`kiosk phone tickets`: callers who wait for a call back."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import ReasonOption, WhoOption, note_access, with_store
from kiosk.store import Store
from kiosk.store.tickets import CallbackTicket

_REASONS = {"busy": "线路忙", "unanswered": "没人接", "closed": "下班时间"}

app = typer.Typer(help="回电登记。 Call-back tickets.", no_args_is_help=True)


@app.command("list")
def show(
    config: ConfigOption = None,
    all_tickets: Annotated[bool, typer.Option("--all", help="也列出已办完的。 The closed ones too.")] = False,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """列出要回电的来电人，号码是完整的；每看一次，审计记录里记一笔。

    List who is to be called back, with the whole number. The audit trail notes that the list was read.
    """

    settings = settings_from(config)

    async def read(store: Store) -> tuple[CallbackTicket, ...]:
        await note_access(store, settings, "tickets read", who=who, why=reason)
        return await store.tickets(done=all_tickets)

    table = Table("编号", "登记时间", "电话", "原因", "业务", "会话", "办完")
    for ticket in with_store(settings, read):
        done = "" if ticket.done is None else f"{ticket.done.astimezone():%m-%d %H:%M}"
        table.add_row(
            str(ticket.id), f"{ticket.at.astimezone():%m-%d %H:%M}", ticket.phone or "打不开",
            _REASONS[ticket.reason], ticket.service, ticket.conversation[:8], done,
        )  # fmt: skip
    Console().print(table)


@app.command()
def done(
    number: Annotated[int, typer.Argument(help="编号，见 list。 The ticket's number, see list.", min=1)],
    config: ConfigOption = None,
) -> None:
    """回过电话了，办完这一条；没有这个编号，或者已经办完，退出码是 1。

    Close a ticket: somebody has called back. Exit status 1 if there is no such open ticket.
    """
    if not with_store(settings_from(config), lambda store: store.close_ticket(number)):
        typer.echo(f"没有编号是 {number} 的登记，或者已经办完。 No open ticket has the number {number}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{number} 已办完。 Closed.")
