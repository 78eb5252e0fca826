"""`kiosk services publish` and `rollback`: which version new conversations get."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.services.record import VersionArgument, WhoOption, version_named, who_is, with_record
from kiosk.publishing.rollout import Rollout, RolloutError, check_kiosks, read_rollout
from kiosk.publishing.rules import PublishingRequest, decide
from kiosk.store import Store
from kiosk.store.versions import HallReadiness

#: A hall that has said nothing for so long (ms) is not running.
_SILENT_MS = 30_000
#: Seconds between two looks at what the halls have ready.
_LOOK_S = 0.5


class _NotReadyError(Exception):
    """Some hall lacks prompts, or cannot load the version. The text says which."""


def publish(
    version: VersionArgument,
    kiosks: Annotated[
        str, typer.Option("--kiosks", help="先在这几台上试运行：kiosk-1,kiosk-2。 A canary on these kiosks.")
    ] = "",
    share: Annotated[
        str, typer.Option("--share", help="先给这么多来电试运行：10%。 A canary for this share of the calls.")
    ] = "",
    wait_s: Annotated[
        float,
        typer.Option("--wait", min=0, max=86_400, help="最多等几秒话术合成好。 Seconds to wait for rendered prompts."),
    ] = 600,
    now: Annotated[
        bool, typer.Option("--now", help="不等话术合成好，第一遍会慢。 Do not wait: a prompt is slow the first time.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="可不写。 Why, if you like.")] = "",
    who: WhoOption = None,
    config: ConfigOption = None,
) -> None:
    """发布一个审批过的版本：新来的群众用新的，正在办的用原来的办完。

    Publish an approved version: new conversations get it, those under way finish on the one they began with. With
    --kiosks or --share it is a canary; publish it again, without them, for all.
    """
    settings = settings_from(config)
    two_persons = settings.services.approval == "two_persons"
    rollout = read_rollout(kiosks, share)

    async def change(store: Store) -> tuple[int, int]:
        if rollout.kiosks:
            check_kiosks(rollout, {one.name for one in await store.kiosks.all() if one.enrolled})
        standing = await store.versions.standing()
        number = version_named(standing, version).number
        some = bool(rollout.kiosks or rollout.share)
        asked = PublishingRequest(
            "try" if some else "publish", number, who_is(who), reason, rollout, expected_live=standing.live
        )
        decide(standing, asked, two_persons=two_persons, at_ms=0)  # before anybody waits
        if not now:
            await _until_ready(store, number, wait_s)
        await store.versions.change(asked, two_persons=two_persons)
        return number, len(await store.left_open())

    try:
        number, under_way = with_record(settings, change)
    except (_NotReadyError, RolloutError) as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None
    _tell(number, rollout, under_way, settings.services.source)


def _tell(number: int, rollout: Rollout, under_way: int, source: str) -> None:
    if rollout.told:
        typer.echo(f"版本 {number} 开始试运行：{rollout.told}。 Version {number} is a canary there.")
        typer.echo(f"  给所有人: kiosk services publish {number}    停掉: kiosk services rollback")
    else:
        typer.echo(f"版本 {number} 已发布。 Version {number} is live.    退回: kiosk services rollback")
    if under_way:
        typer.echo(f"  正在办的 {under_way} 位用原来的版本办完。 {under_way} conversations finish on theirs.")
    if source == "folder":
        typer.secho(
            "  注意：services.source 是 folder，大厅现在用的是文件夹，不是发布的版本。 "
            "The halls of this config.yaml use the folder: set services.source to published.",
            fg="yellow",
        )


async def _until_ready(store: Store, number: int, wait_s: float) -> None:
    """Until every running hall has the version's prompts. Raises `_NotReadyError`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + wait_s
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("合成新句子 · rendering", total=None)
        while True:
            since = store.now_ms() - _SILENT_MS
            running, said = await store.versions.halls(since), await store.versions.readiness(number, since)
            if trouble := next((one.trouble for one in said if one.trouble), ""):
                raise _NotReadyError(f"大厅装不进这个版本：{trouble} A hall cannot load this version.")
            if len(said) == len(running) and all(one.ready for one in said):
                return
            done, total = sum(one.done for one in said), sum(one.total for one in said)
            progress.update(bar, completed=done, total=total or None)
            if loop.time() >= end:
                raise _NotReadyError(_unready(said, len(running), done, total))
            await asyncio.sleep(_LOOK_S)


def _unready(said: tuple[HallReadiness, ...], running: int, done: int, total: int) -> str:
    return (
        f"新句子还没有合成好：{done}/{total}（{running} 个大厅，{len(said)} 个装好了）。"
        "没有人办事的时候才合成；等一会儿再发布，"
        f"或者写 --now。 New prompts are not all rendered ({done} of {total}); publish again later, or with --now."
    )


def rollback(
    version: Annotated[
        str | None,
        typer.Argument(
            metavar="[VERSION]",
            help="退回哪个；不写就停掉试运行，没有就退回上一个。 A version that was live; the last if none.",
        ),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="可不写。 Why, if you like.")] = "",
    who: WhoOption = None,
    config: ConfigOption = None,
) -> None:
    """退回用过的版本，马上生效，什么也不删；有试运行就先停掉它。

    Go back to a version that was live, at once. Nothing is erased: the older one is published again; a canary stops.
    """

    async def change(store: Store) -> tuple[int | None, int | None]:
        before = await store.versions.standing()
        number = None if version is None else version_named(before, version).number
        asked = PublishingRequest("roll_back", number, who_is(who), reason, expected_live=before.live)
        await store.versions.change(asked, two_persons=True)
        return before.live, (await store.versions.standing()).live

    before, after = with_record(settings_from(config), change)
    if before == after:
        typer.echo(f"试运行停了，大家都用版本 {after}。 The canary is stopped; version {after} is live for all.")
    else:
        typer.echo(f"从版本 {before} 退回到版本 {after}。 Version {after} is live again.")
