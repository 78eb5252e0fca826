"""`kiosk services replay`: which of the last days' conversations would go otherwise with other scripts."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.paths import folder_to_read
from kiosk.commands.record_store import ReasonOption, note_access
from kiosk.commands.services.record import WhoOption, version_named, who_is, with_record
from kiosk.config import Settings
from kiosk.hall.replay.comparing import KINDS, ShownCourse
from kiosk.hall.replay.recorded import REASONS
from kiosk.hall.replay.running import ReplayResult
from kiosk.hall.replay.worker import MOST_DAYS, replay
from kiosk.store import Store


def replay_(
    days: Annotated[
        int, typer.Option("--days", min=1, max=MOST_DAYS, help="重放最近几天的会话。 Of how many days.")
    ] = 7,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="VERSION|FOLDER",
            help="和哪个版本或文件夹比；不写就是服务脚本的文件夹。 The version or folder; the services folder if none.",
        ),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON，给别的程序用。 One JSON object, for other programs.")
    ] = False,
    who: WhoOption = None,
    reason: ReasonOption = "",
    config: ConfigOption = None,
) -> None:
    """把最近几天的真实会话用新脚本重放一遍，看哪些会走得不一样；个人信息换成编的，不碰业务系统。

    Play the last days' recorded conversations again with other scripts, and show which would go otherwise. Personal
    values are replaced by invented ones, and no back end is called.
    """
    settings = settings_from(config)
    chosen: int | Path = settings.services_dir
    if against:
        folder = Path(against)
        chosen = folder_to_read(folder, "a services folder") if folder.is_dir() else _number(settings, against)

    async def note(store: Store) -> None:
        told = f"{'folder' if isinstance(chosen, Path) else f'version {chosen}'}, {days} days"
        await note_access(store, settings, "conversations replayed", who=who_is(who), why=reason, detail=told)

    with_record(settings, note)
    columns = (TextColumn("重放 · replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=None)

        def on_progress(done: int, total: int) -> bool:
            progress.update(bar, completed=done, total=total or None)
            return True

        result = replay(settings, chosen, days, on_progress)
    if as_json:
        typer.echo(json.dumps(asdict(result), ensure_ascii=False, indent=2))
    else:
        _show(result)


def _number(settings: Settings, word: str) -> int:
    async def find(store: Store) -> int:
        return version_named(await store.versions.standing(), word).number

    return with_record(settings, find)


def _show(result: ReplayResult) -> None:
    typer.echo(
        f"{result.total} 次会话 conversations：走得一样 the same {result.same}，走得不一样 otherwise "
        f"{result.otherwise}，"
        f"不能重放 not replayed {sum(result.not_replayed.values())}"
    )
    for reason, count in sorted(result.not_replayed.items(), key=lambda pair: -pair[1]):
        typer.echo(f"  {count}  {REASONS[reason]} ({reason})")
    for talk in result.talks:
        at = datetime.fromtimestamp(talk.began_ms / 1000)
        told = "、".join(KINDS[kind] for kind in talk.kinds)
        typer.echo(f"\n{talk.id}  {at:%Y-%m-%d %H:%M}  {talk.service}：{told}不一样")
        for title, course in (("原来", talk.before), ("现在", talk.after)):
            typer.echo(f"  {title}：{' → '.join(course.services) or '没有办成业务'}；{course.ended or '没有结束'}")
            _differing(course)
    if len(result.talks) < result.otherwise:
        typer.echo(f"\n只列出前 {len(result.talks)} 次；--json 也一样。 Only the first {len(result.talks)} are listed.")


def _differing(course: ShownCourse) -> None:
    for step in course.steps:
        if step.other:
            calls = f"  → {'、'.join(step.calls)}" if step.calls else ""
            typer.echo(f"    群众：{step.did or '（来了）'}\n    数字人：{' '.join(step.said)}{calls}")
    if course.stopped:
        typer.echo(f"    停在 stopped at {course.stopped}：没有录下来的答复 no recorded answer")
