"""`kiosk audit`: who read, exported, changed or deleted what is recorded, and whether that trail is whole."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import with_store
from kiosk.store import Store
from kiosk.store.audit import AuditCheck, AuditHead, AuditRow

_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")

app = typer.Typer(help="审计。 The audit trail.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """谁查看、导出、更改、删除过群众的记录。

    Who read, exported, changed or deleted what is recorded of citizens.
    """


@app.command()
def show(
    config: ConfigOption = None,
    last: Annotated[int, typer.Option("--last", help="最近几条。 How many of the last.", min=1, max=100_000)] = 100,
    case: Annotated[str, typer.Option("--case", help="只看这个受理号的。 Of this case number alone.")] = "",
) -> None:
    """列出审计记录，新的在前。

    List the audit trail, the newest first.
    """

    async def read(store: Store) -> tuple[AuditRow, ...]:
        return await store.audit_trail(last, case=case)

    titles = ("号", "时间 time", "做了什么 what", "谁 who", "为什么 why", "会话 conversation", "")
    view = Table(*(Column(title, overflow="fold") for title in titles), box=None, header_style="bold")
    for row in with_store(settings_from(config), read):
        who, why = row.who if row.who is not None else "打不开 not readable", row.why or ""
        at = f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}"
        view.add_row(*map(Text, (str(row.number), at, row.what, who, why, row.conversation, row.detail)))
    Console().print(view)


@app.command()
def verify(
    config: ConfigOption = None,
    noted: Annotated[
        str, typer.Option("--noted", help="别处记下的“号:哈希”。 A row as it was noted elsewhere: NUMBER:HASH.")
    ] = "",
) -> None:
    """检查审计记录有没有被改过、抽走过；有问题，退出码是 1。最后一条的号和哈希请记到别处。

    Check that no row was changed, moved or taken out. Exit status 1 if one was. Note the last row's number and hash
    elsewhere: rows cut off at the end are seen by it.
    """
    found = _HEAD.fullmatch(noted.strip())
    if noted and found is None:
        raise typer.BadParameter("--noted 写成 12:64 位十六进制。 Expected NUMBER:HASH, such as 12:9f86….")
    head = AuditHead(int(found[1]), found[2]) if found else None

    async def check(store: Store) -> AuditCheck:
        return await store.check_audit(head)

    result = with_store(settings_from(config), check)
    for problem in result.problems:
        typer.secho(f"✗ {problem}", fg="red", err=True)
    if result.unsealed:
        typer.echo(
            f"{result.unsealed} 条的密钥不在这里。 {result.unsealed} rows have a key that is not here.",
            err=True,
        )
    if result.problems:
        raise typer.Exit(1)
    typer.echo(f"✓ {result.head.number} 条，完好 rows, whole  {result.head.number}:{result.head.hash}")
