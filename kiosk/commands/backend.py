"""`kiosk backend`: try the back end's interfaces, and settle the submissions whose outcome is unknown."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dialogue import ScriptErrors, load_library
from dialogue.acts import Call
from dialogue.errors import Problems
from dialogue.script.interfaces import InterfaceUse, interfaces
from dialogue.sources import read_utf8
from dialogue.testing import load_conversation_tests
from dialogue.testing.sample_calls import sample_calls
from dialogue.yaml_lines import Map, Scalar, parse
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.record_store import ReasonOption, WhoOption, note_access, with_store
from kiosk.config import Settings
from kiosk.config.identity import proof_means
from kiosk.dialect.reader import load_dialect
from kiosk.store import Store
from kiosk.store.reconciling import UnresolvedSubmission
from kiosk.upstream.connect import called_servers, gateway_of
from kiosk.upstream.contract import Difference, InterfaceCheck, check_interface
from kiosk.upstream.gateway import header_key
from kiosk.wire.texts import is_text
from mandarin.printable import printable

_NUMBER = re.compile(r"[0-9]{8}")
#: Characters of the longest receipt number.
_LONGEST = 100
_NOT_USED = Difference(
    "设置里没有打开。 Its means of proof is off in the settings.",
    "要用它：hall.sms: sender，或者 identity.data、identity.qr、identity.face",
)
_STATES = {"ok": "[green]✓ 一样[/]", "differs": "[red]✗ 不一样[/]", "skipped": "[yellow]– 没试[/]"}

app = typer.Typer(help="业务系统的接口。 The back end's interfaces.", no_args_is_help=True)


@app.command()
def check(
    submit: Annotated[
        bool,
        typer.Option("--submit", help="提交也试，会真的办一件：只对测试环境。 Try submissions too: they file cases."),
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="测试环境里的人和号码（YAML，字段: 值）。 Test data: a YAML file of field: value."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="只试这一个接口，可以写几次。 This interface alone; may be given more than once."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """把测试环境的接口逐个调用一遍，说出哪里和脚本要的不一样、怎么改；有不一样的，退出码是 1。

    Call each interface of a test environment, and say what differs and the fix. Exit status 1 if something does.
    """
    settings = settings_from(config)
    values = {} if data is None else _values(data)
    library = load_library(settings.services_dir)
    calls = sample_calls(library, load_conversation_tests(settings.services_dir).tests, values)
    used = interfaces(library.every, proof_means(settings))
    every = interfaces(library.every)
    if unknown := sorted(set(only or ()) - {use.api for use in every}):
        names = "、".join(use.api for use in every)
        raise typer.BadParameter(f"没有接口 {'、'.join(unknown)}，有的是：{names}。 No such interface.")
    wanted = frozenset(only or (use.api for use in every))
    used = tuple(use for use in used if use.api in wanted)
    checks = asyncio.run(_checked(settings, used, calls, values, submit=submit))
    unused = wanted - {use.api for use in used}
    checks += [InterfaceCheck(api, "skipped", (_NOT_USED,)) for api in sorted(unused)]
    console = Console()
    for one in checks:
        console.print(f"{_STATES[one.state]} {one.api}", highlight=False)
        for difference in one.differences:
            console.print(f"    {difference.what}", markup=False, highlight=False, soft_wrap=True)
            console.print(f"    → {difference.fix}", markup=False, highlight=False, soft_wrap=True)
    if any(one.state == "differs" for one in checks):
        raise typer.Exit(1)


@app.command()
def unresolved(
    config: ConfigOption = None,
    settled: Annotated[bool, typer.Option("--all", help="也列出查清了的。 The settled ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")] = False,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """列出不知道办成没有的提交：群众报的号、幂等键和当时提交的内容；每看一次，审计记录里记一笔。

    List submissions whose outcome is unknown. The audit trail notes that the list was read.
    """

    settings = settings_from(config)

    async def read(store: Store) -> tuple[UnresolvedSubmission, ...]:
        await note_access(store, settings, "unresolved submissions read", who=who, why=reason)
        return await store.unresolved(settled=settled)

    found = with_store(settings, read)
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo("\n".join(_lines(one)) + "\n")
    if not found:
        typer.echo("没有。 None.")


@app.command()
def settle(
    number: Annotated[str, typer.Argument(help="群众报的八位号。 The number that the citizen was told.")],
    receipt: Annotated[str, typer.Option("--receipt", help="查到的受理号。 The receipt number that was found.")] = "",
    not_filed: Annotated[bool, typer.Option("--not-filed", help="查过了，没有办成。 It was not filed.")] = False,
    config: ConfigOption = None,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """一件查清了：写上查到的受理号，或者没有办成；没有这个号，退出码是 1。

    Settle one: with the receipt number that was found, or as not filed. Exit status 1 if no open one has the number.
    """
    if bool(receipt.strip()) == not_filed:
        raise typer.BadParameter("--receipt 和 --not-filed 写一个，也只写一个。 Give one of the two.")
    if not _NUMBER.fullmatch(number):
        raise typer.BadParameter("号是八位数字。 Expected a number of eight digits.")
    if not is_text(receipt) or len(receipt) > _LONGEST:
        raise typer.BadParameter("受理号不对。 Expected a receipt number: text of at most 100 characters.")

    settings = settings_from(config)

    async def write(store: Store) -> bool:
        done = await store.settle(number, receipt.strip())
        if done:
            case = receipt.strip()
            await note_access(store, settings, "submission settled", who=who, why=reason, case=case, detail=number)
        return done

    if not with_store(settings, write):
        typer.echo(f"没有号是 {number}、还没查清的提交。 No open submission has the number {number}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{number} 已查清。 Settled.")


def _plain(one: UnresolvedSubmission) -> dict[str, object]:
    return {
        "number": one.number,
        "at": one.at.astimezone().isoformat(timespec="seconds"),
        "service": one.service,
        "api": one.api,
        "idempotency_key": header_key(one.key),
        "conversation": one.conversation,
        "sent": None if one.values is None else dict(one.values),
        "state": one.state,
        "receipt": one.receipt,
    }


def _lines(one: UnresolvedSubmission) -> Iterator[str]:
    """One thing a line, however long: the key and the values are copied into the back end's search."""
    result = {"open": "没查清", "filed": f"办成了 {one.receipt}", "not_filed": "没有办成"}[one.state]
    yield f"{one.number}  {one.at.astimezone():%Y-%m-%d %H:%M}  {one.service}（{one.api}）  {result}"
    yield f"  Idempotency-Key  {header_key(one.key)}"
    if one.values is None:
        yield "  提交的内容打不开"
    for name, text in (one.values or {}).items():
        yield f"  {name}  {printable(text)}"


async def _checked(
    settings: Settings, uses: tuple[InterfaceUse, ...], calls: dict[str, Call], values: dict[str, str], *, submit: bool
) -> list[InterfaceCheck]:
    """Each interface at the server that the hall calls for it."""
    checks = []
    for server in called_servers(settings, uses):
        dialect, gateway = load_dialect(server.settings.backend.mapping), gateway_of(server.settings)
        try:
            for use in server.uses:
                call = calls.get(use.api)
                checks.append(await check_interface(gateway, dialect, use, call, values, submit=submit))
        finally:
            await gateway.close()
    return checks


def _values(path: Path) -> dict[str, str]:
    """Raises `ScriptErrors`."""
    problems = Problems(path)
    text = read_utf8(path, problems)
    root = None if problems.errors else parse(text, problems)
    if root is not None and not isinstance(root, Map):
        problems.add(root.line, "测试数据应该由“字段: 值”组成", "第一行写“身份证号: …”", code="bad-value")
    entries = root.entries if isinstance(root, Map) else ()
    if problems.errors:
        raise ScriptErrors(problems.errors)
    return {name.value: value.value for name, value in entries if isinstance(value, Scalar)}
