"""`kiosk operators`: the console's accounts, from the machine itself, and the description of its API.

The first administrator is made here, and every auditor: an administrator in the console cannot.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import log_audit, person
from kiosk.commands.table_output import print_table
from kiosk.operators.account_names import account_name
from kiosk.operators.administration import Administration, told
from kiosk.operators.openapi import openapi
from kiosk.operators.passwords import Passwords
from kiosk.operators.permissions import Role
from kiosk.operators.routes import RequestRefusedError
from kiosk.operators.table import described_routes
from kiosk.store import Store
from kiosk.store.accounts import StoredAccount

T = TypeVar("T")

app = typer.Typer(help="控制台。 The operators' console.", no_args_is_help=True)

AccountArgument = Annotated[str, typer.Argument(metavar="NAME", help="账号，见 list。 An account, see list.")]
NewArgument = Annotated[str, typer.Argument(metavar="NAME", help="账号，例如 wang。 To sign in with, such as wang.")]
CalledOption = Annotated[str, typer.Option("--name", help="姓名。 How the person is called.")]


@app.callback()
def operators() -> None:
    """控制台的账号和接口。

    The console's accounts and API.
    """


@app.command("create-admin")
def create_admin(account: NewArgument, name: CalledOption = "", config: ConfigOption = None) -> None:
    """新建一个管理员，给出一次性密码；第一次登录时要改密码、登记第二因素。

    Make an administrator, and print a one-time password. It is changed at the first sign-in, when the second factor is
    enrolled too.
    """
    _make(config, account, name, Role.ADMINISTRATOR)


@app.command("create-auditor")
def create_auditor(account: NewArgument, name: CalledOption = "", config: ConfigOption = None) -> None:
    """新建一个审计账号：控制台里的管理员不能建。

    Make an auditor, whom no administrator can make in the console.
    """
    _make(config, account, name, Role.AUDITOR)


@app.command("list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON。 As JSON.")] = False, config: ConfigOption = None
) -> None:
    """列出控制台的账号。

    List the console's accounts.
    """
    found = _work(config, lambda administration: administration.accounts.all())
    if as_json:
        typer.echo(json.dumps([_shown(one) for one in found], ensure_ascii=False, indent=1))
        return
    table = Table("账号", "姓名", "角色", "第二因素", "状态", "最近登录")
    for one in found:
        state = "已停用" if one.disabled_ms is not None else "一次性密码" if one.one_time else ""
        table.add_row(one.account, one.name, told(one.roles), "有" if one.totp else "", state, _day(one.signed_in_ms))
    print_table(table)


@app.command()
def disable(account: AccountArgument, config: ConfigOption = None) -> None:
    """停用一个账号，它的登录马上作废。

    Disable an account: its sessions end at once.
    """
    _work(config, lambda administration: _with(administration, account, administration.disable))
    typer.echo(f"{account} 已停用。 Disabled.")


@app.command()
def enable(account: AccountArgument, config: ConfigOption = None) -> None:
    """重新启用一个账号，也解锁。

    Enable an account again, and unlock it.
    """
    _work(config, lambda administration: _with(administration, account, administration.enable))
    typer.echo(f"{account} 已启用。 Enabled.")


@app.command()
def reset(account: AccountArgument, config: ConfigOption = None) -> None:
    """重置一个账号：新的一次性密码，第二因素重新登记，正在用的登录作废。

    Give an account a new one-time password; its second factor is enrolled anew, and its sessions end.
    """
    password = _work(config, lambda administration: _with(administration, account, administration.reset))
    _tell(account, password)


@app.command()
def link(
    account: AccountArgument,
    person: Annotated[str, typer.Argument(metavar="IDENTIFIER", help="单位标识。 Who it is at the sign-in server.")],
    config: ConfigOption = None,
) -> None:
    """把一个账号关联到单位登录里的人，审计账号只能这样关联。单位标识：第一次用单位登录时网页会显示。

    Link an account to a person at the organisation's sign-in server (operators.oidc); auditors can be linked here
    alone. IDENTIFIER is shown to the person who signs in there without an account here.
    """
    _work(config, lambda administration: _with(administration, account, lambda one: administration.link(one, person)))
    typer.echo(f"{account} 已关联。 Linked.")


@app.command()
def unlink(account: AccountArgument, config: ConfigOption = None) -> None:
    """取消一个账号和单位登录的关联，它的登录马上作废。

    Take an account's link to the organisation's sign-in server away: its sessions end at once.
    """
    _work(config, lambda administration: _with(administration, account, lambda one: administration.link(one, "")))
    typer.echo(f"{account} 已取消关联。 Unlinked.")


@app.command("openapi")
def describe() -> None:
    """控制台接口的说明（OpenAPI 3.1，JSON）。

    The description of the console's API, OpenAPI 3.1 in JSON.
    """
    typer.echo(json.dumps(openapi(described_routes()), ensure_ascii=False, indent=2))


def _make(config: Path | None, account: str, name: str, role: Role) -> None:
    _tell(account, _work(config, lambda administration: administration.make(account, name, [role])))


def _tell(account: str, password: str) -> None:
    lines = (
        f"账号 · account: {account_name(account)}",
        f"一次性密码 · one-time password: {password}",
        "第一次登录时要改 · it has to be changed at the first sign-in",
    )
    Console(soft_wrap=True).print("\n".join(lines), highlight=False, markup=False)  # not wrapped: it is copied


async def _with(administration: Administration, account: str, deed: Callable[[StoredAccount], Awaitable[T]]) -> T:
    found = await administration.accounts.find(account_name(account))
    if found is None:
        text = f"没有账号 {account}。 There is no such account: kiosk operators list"
        raise RequestRefusedError(404, "not_found", text)
    return await deed(found)


def _work(config: Path | None, work: Callable[[Administration], Awaitable[T]]) -> T:
    """Raises `StoreError`, `KeyFileError`."""
    settings = settings_from(config)

    async def run() -> T:
        store = await Store.open(settings)
        log_audit(store, settings)
        try:
            return await work(Administration(store.accounts, Passwords(), person(""), on_machine=True))
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except RequestRefusedError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from None


def _shown(one: StoredAccount) -> dict[str, object]:
    return {
        "account": one.account, "name": one.name, "roles": list(one.roles), "second_factor": bool(one.totp),
        "one_time": one.one_time, "disabled": one.disabled_ms is not None, "signed_in": _day(one.signed_in_ms),
        "linked": one.linked,
    }  # fmt: skip


def _day(at_ms: int | None) -> str:
    return "" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000, UTC).astimezone():%Y-%m-%d %H:%M}"
