"""`kiosk record`: what the record holds of a case: read, handed over, deleted. The audit trail has it first."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from kiosk.commands.case_file import CaseFile, read_case_file, write_zip
from kiosk.commands.case_text import lines
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import CASE, output_file
from kiosk.commands.record_store import WhoOption, note_access, person, with_store
from kiosk.commands.table_output import print_table
from kiosk.config import Settings
from kiosk.store import Store, StoreError
from kiosk.store.data_lock import DataDirInUseError, sole_user_of
from kiosk.store.engine import sqlite_file
from kiosk.store.keyfile import load
from kiosk.store.removing import Removed, remove
from kiosk.wire.texts import is_text

#: Characters of the longest number that is looked for.
_LONGEST = 200

app = typer.Typer(help="记录。 The record.", no_args_is_help=True)

CaseArgument = Annotated[
    str, typer.Argument(help="受理号，或会话编号，或群众报的八位号。 The case number, or the conversation's id.")
]
WhyOption = Annotated[str, typer.Option("--reason", help="为什么，写进审计。 Why, for the audit trail.")]


@app.callback()
def record() -> None:
    """按受理号查、导出、删除记录；每一次都先写进审计（谁、什么时候、什么、为什么）。

    Read, export and delete by case number. Each time is noted in the audit trail first: who, when, what, why.
    """


@app.command("list")
def list_cases(
    config: ConfigOption = None,
    last: Annotated[int, typer.Option("--last", help="最近几件。 How many of the last.", min=1, max=10_000)] = 50,
    service: Annotated[str, typer.Option("--service", help="只看这项业务。 Of this service alone.")] = "",
    who: WhoOption = "",
    reason: WhyOption = "",
) -> None:
    """列出最近受理的：受理号、业务、时间、在哪里、会话编号。

    List the cases that were filed last: number, service, time, where, conversation.
    """
    settings = settings_from(config)

    async def read(store: Store) -> Table:
        found = await store.cases(last, service)
        await note_access(store, settings, "cases listed", who=who, why=reason, detail=f"{len(found)} rows")
        titles = ("受理号 case", "业务 service", "时间 filed", "在哪里 where", "会话 conversation")
        view = Table(*(Column(title, overflow="fold") for title in titles), box=None, header_style="bold")
        for one in found:
            at, where = f"{one.filed.astimezone():%Y-%m-%d %H:%M}", f"{one.device} {one.channel}"
            row = (one.receipt or "打不开 not readable", one.service, at, where, one.conversation)
            view.add_row(*map(Text, row))
        return view

    print_table(with_store(settings, read))


@app.command()
def show(case: CaseArgument, reason: WhyOption, config: ConfigOption = None, who: WhoOption = "") -> None:
    """看一件的全部内容，个人信息是完整的。

    Show all that there is of a case, with its personal values.
    """
    settings = settings_from(config)

    async def read(store: Store) -> CaseFile:
        return await _noted(store, settings, "record read", case, who, reason)

    for line in lines(with_store(settings, read)):
        typer.echo(line)


@app.command()
def export(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="ZIP 文件。 A ZIP file.")],
    reason: WhyOption,
    config: ConfigOption = None,
    who: WhoOption = "",
) -> None:
    """把一件导出成 ZIP：文字、JSON、图片、录音和清单；导出的不再加密。

    Export a case as ZIP: text, JSON, pictures, recordings and a manifest. It is no longer sealed.
    """
    settings = settings_from(config)
    output_file(out, CASE, settings)

    async def read(store: Store) -> CaseFile:
        return await _noted(store, settings, "record exported", case, who, reason)

    found = with_store(settings, read)
    text = "\n".join((*lines(found), ""))
    keys, hall = load(settings.key_path), settings.hall.name
    names = write_zip(out, found, text, keys, hall=hall, who=person(who), why=reason)
    typer.echo(f"{out}: {len(names)} 个文件 files: {', '.join(names)}")


@app.command()
def delete(
    case: CaseArgument,
    reason: WhyOption,
    config: ConfigOption = None,
    who: WhoOption = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问。 Do not ask.")] = False,
) -> None:
    """删除一件的会话：内容、受理、图片、录音、要发的短信，不能恢复；审计和没有个人信息的事件记录留下。

    Delete a case's conversation for good: words, cases, pictures, recordings, text messages. The audit trail and the
    events, which hold nothing personal, stay.
    """
    settings = settings_from(config)

    async def about(store: Store) -> str:
        conversation = await _conversation(store, case)
        if (why := await store.reason_against_forgetting(conversation)) is not None:
            raise why
        found = await store.conversation(conversation)
        receipts = "、".join(one.receipt for one in found.cases) if found is not None else ""
        return f"{conversation}（{receipts or '没有受理 no case'}）"

    if not yes:
        typer.confirm(f"删除 {with_store(settings, about)}？ Delete it?", abort=True)

    with _stopped(settings) as stopped:

        async def forget(store: Store) -> Removed:
            conversation = await _conversation(store, case)
            if (why := await store.reason_against_forgetting(conversation)) is not None:
                raise why
            known = "" if case == conversation else case
            await note_access(
                store, settings, "record deleted", who=who, why=reason, conversation=conversation, case=known
            )
            return await remove(store, settings, load(settings.key_path), conversation, running=not stopped)

        gone = with_store(settings, forget)
    counts = ", ".join(f"{name} {count}" for name, count in gone.rows.items())
    typer.echo(f"已删除。 Deleted: {counts or 'conversation'}; 录音 recordings {gone.recordings}")
    if not gone.log_emptied:
        typer.echo(
            "数据库正被读着：删掉的（加密的）内容在 -wal 文件里留到下一次整理。 The database is being read: what was "
            "deleted stays, sealed, in its -wal file until the next checkpoint.",
            err=True,
        )
    if not gone.journal_emptied:
        typer.echo(
            "数据库眼下写不进去，data/journal 里的还没清掉，能写了会自己清。 The running hall's journal has entries; "
            "they are overwritten once the record takes writes.",
            err=True,
        )


async def _noted(store: Store, settings: Settings, what: str, case: str, who: str, why: str) -> CaseFile:
    conversation = await _conversation(store, case)
    known = "" if case == conversation else case
    await note_access(store, settings, what, who=who, why=why, conversation=conversation, case=known)
    return await read_case_file(store, settings, load(settings.key_path), conversation)


async def _conversation(store: Store, case: str) -> str:
    """Raises `StoreError` where there is none, or more than one."""
    case = case.strip()
    found = await store.conversations_of(case) if case and is_text(case) and len(case) <= _LONGEST else ()
    if not found:
        raise StoreError(
            "unknown",
            "没有这个受理号或会话；列出最近的：kiosk record list。 No such case; that command lists them.",
        )
    if len(found) > 1:
        raise StoreError(
            "other",
            f"有 {len(found)} 次会话用到这个号，请写会话编号： {len(found)} conversations have it, name one of "
            f"them: {', '.join(found)}",
        )
    return found[0]


@contextlib.contextmanager
def _stopped(settings: Settings) -> Iterator[bool]:
    """Whether no hall uses the record now; inside the `with` none can start."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(sole_user_of(settings.data_dir, sqlite_file(settings.database_url)))
        except DataDirInUseError:
            yield False
            return
        yield True
