"""`kiosk todo`: poor ratings to call back about, and receipts that no text message brought to the citizen."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import note_access, with_store
from kiosk.commands.table_output import print_table
from kiosk.store import Store
from kiosk.store.to_do import StaffToDo

_STATES = {"refused": "短信被拒", "expired": "短信一直没发出去", "undelivered": "短信没送到"}

app = typer.Typer(help="差评回访，没送到的短信。 What staff have to see to.", no_args_is_help=True)


@app.command("list")
def show(
    config: ConfigOption = None,
    everything: Annotated[bool, typer.Option("--all", help="也列出已办完的。 The closed ones too.")] = False,
) -> None:
    """列出差评和没送到群众手里的回执短信，手机号是完整的；每看一次，审计记录里记一笔。

    List poor ratings and receipts that no text message brought, with the whole number. The audit trail notes it.
    """

    settings = settings_from(config)

    async def read(store: Store) -> tuple[StaffToDo, ...]:
        await note_access(store, settings, "to-do read")
        return await store.to_do(done=everything)

    table = Table("编号", "时间", "什么事", "业务", "受理号", "手机号", "原因", "设备", "会话", "办完")
    for one in with_store(settings, read):
        what = f"差评（{one.score} 分）" if one.kind == "rating" else _STATES.get(one.detail, one.detail)
        reason = one.detail if one.kind == "rating" else ""
        done = "" if one.done is None else f"{one.done.astimezone():%m-%d %H:%M}"
        table.add_row(
            one.id[:10], f"{one.at.astimezone():%m-%d %H:%M}", what, one.service, one.number, one.phone, reason,
            one.device, one.conversation[:8], done,
        )  # fmt: skip
    print_table(table)


@app.command()
def done(
    number: Annotated[str, typer.Argument(help="编号，见 list。 The number, see list.")],
    config: ConfigOption = None,
) -> None:
    """这一件办完了；没有这个编号，或者不止一件，退出码是 1。

    Close one. Exit status 1 if no open one has this number, or more than one.
    """

    settings = settings_from(config)

    async def close(store: Store) -> int:
        found = [one.id for one in await store.to_do() if one.id.startswith(number)]
        if len(found) == 1:
            await store.close_to_do(found[0])
            await note_access(store, settings, "to-do done", detail=found[0][:10])
        return len(found)

    if (count := with_store(settings, close)) != 1:
        told = "没有这一件，或者已经办完" if not count else f"有 {count} 件，请把编号写全"
        typer.echo(f"{number}：{told}。 Expected the number of one open thing, got {count}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{number} 已办完。 Closed.")
