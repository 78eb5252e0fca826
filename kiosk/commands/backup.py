"""`kiosk backup` and `kiosk restore`: the record beside a running hall, and back into a stopped one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import BACKUP, output_file
from kiosk.commands.paths import file_to_read
from kiosk.commands.record_store import ReasonOption, WhoOption, note_access, person, with_store
from kiosk.config import Settings
from kiosk.store import Store
from kiosk.store.audit import AuditNote
from kiosk.store.backup.making import OnStep, make_backup
from kiosk.store.backup.manifest import BackupManifest
from kiosk.store.backup.replaced import TakenOver
from kiosk.store.backup.restoring import Restored, check_backup, restore_backup
from kiosk.store.backup.switching import finish_switch
from kiosk.store.data_lock import sole_user_of
from kiosk.store.engine import sqlite_file
from kiosk.store.keyfile import load

_STEPS = {
    "database": "数据库 · database",
    "archive": "写备份 · writing",
    "check": "读回来核对 · checking",
    "unpack": "读备份 · unpacking",
    "audit": "核对审计 · audit trail",
}


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="备份写到哪个文件，比如 /backup/hall.zip。 The file to write.")
    ],
    config: ConfigOption = None,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """备份记录，大厅照常办事：数据库、没写完的日志、录音、话术的版本；密钥不在里面。

    Back up the record while the hall runs: database, journal, recordings, versions of the scripts. Not the key: keep a
    copy of it elsewhere.
    """
    settings = settings_from(config)
    file = output_file(file, BACKUP, settings)

    async def note(store: Store) -> None:
        await note_access(store, settings, "record backed up", who=who, why=reason)

    with_store(settings, note)
    with _progress() as on_step:
        manifest = make_backup(settings, load(settings.key_path), file, on_step)
    size = file.stat().st_size
    typer.echo(
        f"{file}: {size / 1e6:.1f} MB, {manifest.conversations} 次会话 conversations, {len(manifest.files)} 个文件 "
        f"files, "
        f"核对过 checked"
    )
    typer.echo(f"  {_needs(settings, manifest)}")
    if manifest.left_out:
        typer.echo(f"  还在录的通话没有备份 calls that are still recorded are not in it: {len(manifest.left_out)}")
    if (line := _keep_until(settings, manifest)) is not None:
        typer.echo(f"  {line}")


def restore(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="备份文件。 The backup.")] = None,
    config: ConfigOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="换掉已有的记录，原来的留在旁边。 Keep the record that is there aside.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="只演练：全部核对，什么也不改。 A drill: check all, change nothing.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="接着做完被打断的恢复。 Finish a restore that was cut off.")
    ] = False,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """从备份恢复；先停下大厅。全部核对过才动手，被打断也不会丢：再运行一次就接着做完。

    Restore a backup into a stopped hall. All is checked before anything changes.
    """
    settings = settings_from(config)
    if finish:
        with sole_user_of(settings.data_dir, sqlite_file(settings.database_url)):
            done = finish_switch(settings)
        typer.echo("做完了。 Finished." if done else "没有做了一半的恢复。 There is no restore to finish.")
        return
    if file is None:
        raise typer.BadParameter("请写备份文件：kiosk restore FILE。 Expected the backup's file.")
    file = file_to_read(file, "a backup")
    if check:
        with _progress() as on_step:
            _tell(
                settings,
                file,
                check_backup(settings, file, AuditNote("backup checked", person(who), reason), on_step),
                "核对过，可以恢复；什么也没有改。 Checked; nothing was changed.",
            )
        return
    with sole_user_of(settings.data_dir, sqlite_file(settings.database_url)), _progress() as on_step:
        finish_switch(settings)
        note = AuditNote("record restored", person(who), reason)
        done_ = restore_backup(settings, file, note, replace=replace, on_step=on_step)
    _tell(settings, file, done_, "恢复好了，可以启动大厅。 Restored; the hall can be started.")


def _tell(settings: Settings, file: Path, restored: Restored, what: str) -> None:
    manifest = restored.manifest
    typer.echo(f"{file}: {what}")
    typer.echo(
        f"  {manifest.made.astimezone():%Y-%m-%d %H:%M} 的备份 backup, {manifest.conversations} 次会话 conversations"
    )
    for folder in restored.aside:
        typer.echo(
            f"  原来的记录在 {folder}；确认用不着了请删掉，它不会自己清除。 The earlier record is in {folder}; delete "
            f"it when"
        )
        typer.echo("  it is no longer needed: no purge reaches it.")
    _tell_taken(restored.taken)
    if restored.to_send:
        typer.echo(
            f"  待发的 {restored.to_send} 条会在启动后发出，其中有的可能已经发过。 {restored.to_send} deliveries wait "
            f"and are "
            "sent at the start; some may have been sent since the backup."
        )


def _tell_taken(taken: TakenOver) -> None:
    if not taken.readable:
        typer.secho(
            "  原来的记录读不出来：备份之后按要求删除、停用、吊销过哪些，不知道，请自己核对。 The earlier record "
            "cannot be read: what was deleted, disabled or revoked since the backup is not known.",
            fg="yellow",
        )
    if taken.conversations or taken.recordings:
        typer.echo(
            f"  备份之后按要求删除的，又删了一遍 deleted again: {taken.conversations} 次会话 conversations（备份时"
            f"已结束 ended {taken.ended}，没结束 open {taken.open}，有没查清的提交 unresolved {taken.unresolved}），"
            f"{taken.recordings} 个录音 recordings"
        )
    if taken.disabled:
        typer.echo(f"  备份里还能用、后来停用的账号，仍然停用 accounts kept disabled: {'、'.join(taken.disabled)}")
    if taken.revoked:
        typer.echo(f"  备份里还能用、后来吊销的一体机，仍然吊销 kiosks kept revoked: {'、'.join(taken.revoked)}")


def _needs(settings: Settings, manifest: BackupManifest) -> str:
    named = "、".join(map(str, manifest.key_ids))
    return (
        f"恢复时要有密钥 {named}（{settings.key_path}），它不在备份里，请另外存放。 It needs key {named}, which is "
        f"not in it: "
        "keep a copy of the key file elsewhere."
    )


def _keep_until(settings: Settings, manifest: BackupManifest) -> str | None:
    if not settings.store.keep_days or manifest.oldest is None:
        return None
    day = manifest.made + timedelta(days=settings.store.keep_days)
    return (
        f"store.keep_days 是 {settings.store.keep_days} 天：这份备份最晚 {day.astimezone():%Y-%m-%d} 删掉，"
        f"那时它里面最新的会话"
        f"也到期了。 Delete this backup by {day.astimezone():%Y-%m-%d}: then the newest conversation in it is "
        f"overdue too."
    )


@contextmanager
def _progress() -> Iterator[OnStep]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def on_step(step: str, done: int, total: int) -> None:
            progress.update(bar, description=_STEPS[step], completed=done, total=total or None)

        yield on_step
