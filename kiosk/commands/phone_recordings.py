"""`kiosk phone recordings`: list, export and delete recorded calls. What leaves or goes is in the audit trail first."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from rich.text import Text

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import SOUND, output_file
from kiosk.commands.record_store import ReasonOption, WhoOption, note_access, with_store
from kiosk.commands.table_output import print_table
from kiosk.config import Settings
from kiosk.store import KeyFileError, Store, StoreError
from kiosk.store.crypto import Keyring
from kiosk.store.keyfile import load
from kiosk.store.recordings import StoredRecording, of_call, sound, stored
from kiosk.wire.aigc import AigcMark
from kiosk.wire.wav import write_marked_wav

app = typer.Typer(help="通话录音。 Recorded calls.", no_args_is_help=True)

CallArgument = Annotated[str, typer.Argument(help="通话编号或会话编号。 The call, or its conversation.")]


@app.callback()
def recordings() -> None:
    """通话录音：加密存放，导出和删除都记入审计。

    Recorded calls: kept sealed; exporting and deleting is noted in the audit trail.
    """


@app.command("list")
def list_recordings(config: ConfigOption = None) -> None:
    """列出录音：时间、通话编号、长度、缺多少、是否因故障中断。

    List the recordings: time, call, length, what is missing, and whether a breakdown cut it.
    """
    settings = settings_from(config)
    found, unreadable = stored(settings.recordings_dir, _keys(settings))
    titles = ("时间 time", "通话 call", "秒 s", "")
    columns = (Column(title, overflow="fold", no_wrap=title == titles[1]) for title in titles)  # to be copied
    view = Table(*columns, box=None, header_style="bold")
    for each in found:
        at = datetime.fromtimestamp(each.head.began_ms / 1000).astimezone()
        length = "" if each.end is None else f"{each.end.samples / each.head.rate:.0f}"
        row = (f"{at:%Y-%m-%d %H:%M:%S}", each.head.call, length, _state(each))
        view.add_row(*map(Text, row))
    print_table(view)
    if unreadable:
        typer.secho(f"{unreadable} 个打不开：密钥不对，或者文件损坏。 {unreadable} do not open.", fg="red", err=True)


@app.command()
def export(
    call: CallArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="WAV 文件。 A WAV file.")],
    config: ConfigOption = None,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """把一个通话的录音导出成 WAV：左声道来电人，右声道数字人，带 AI 标识；导出的不再加密。

    Export the recording of a call as WAV: caller left, clerk right, marked as AI-generated. It is no longer sealed.
    """
    settings = settings_from(config)
    output_file(output, SOUND, settings)
    keys = _keys(settings)
    recording = _found(settings, keys, call)[0]
    _audit(settings, "recording exported", recording, who, reason)
    mark = AigcMark(settings.hall.name, recording.path.stem)
    fresh = output.with_name(f".{output.name}.part")
    try:
        with open(fresh, "wb", opener=_private) as file:
            samples = write_marked_wav(file, sound(recording, keys), recording.head.rate, 2, mark)
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)
    told = ", ".join(part for part in (f"{samples / recording.head.rate:.2f} s", _state(recording)) if part)
    typer.echo(f"{output}: {told}")


@app.command()
def delete(
    call: CallArgument,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="不再询问。 Do not ask.")] = False,
    config: ConfigOption = None,
    who: WhoOption = "",
    reason: ReasonOption = "",
) -> None:
    """删除一个通话的录音，不能恢复。

    Delete the recording of a call for good.
    """
    settings = settings_from(config)
    found = _found(settings, _keys(settings), call)
    if any(each.end is None for each in found):
        raise StoreError("other", "通话还在录，请等它结束。 The call is still being recorded: wait for its end.")
    if not yes:
        typer.confirm(f"删除 {len(found)} 个录音？ Delete {len(found)}?", abort=True)
    for each in found:
        _audit(settings, "recording deleted", each, who, reason)
        each.path.unlink(missing_ok=True)
    typer.echo(f"已删除 {len(found)} 个。 Deleted {len(found)}.")


def _keys(settings: Settings) -> Keyring:
    if not settings.key_path.exists():
        raise KeyFileError(f"There is no key file {settings.key_path}: no hall has run with this data_dir.")
    return load(settings.key_path)


def _found(settings: Settings, keys: Keyring, call: str) -> list[StoredRecording]:
    """Raises StoreError where there is none."""
    found = of_call(settings.recordings_dir, keys, call)
    if not found:
        text = "没有这个录音；列出全部：kiosk phone recordings list。 No such recording; that command lists them."
        raise StoreError("unknown", text)
    return found


def _state(recording: StoredRecording) -> str:
    end = recording.end
    if end is None:
        return "进行中 going on"
    missing = f"缺 {end.missing / recording.head.rate:.0f} 秒 missing" if end.missing else ""
    return " ".join(part for part in ("因故障中断 cut off" if end.cut else "", missing) if part)


def _audit(settings: Settings, what: str, recording: StoredRecording, who: str, why: str) -> None:
    """Note it in the audit trail. Raises `StoreError`: then nothing leaves and nothing goes."""
    conversation, name = recording.head.conversation, recording.path.stem

    async def note(store: Store) -> None:
        await note_access(store, settings, what, who=who, why=why, conversation=conversation, detail=name)

    with_store(settings, note)


def _private(path: str, flags: int) -> int:
    """The file is its owner's alone: it holds a citizen's voice."""
    return os.open(path, flags, 0o600)
