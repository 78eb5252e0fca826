"""`kiosk services propose` and `import`: a services folder becomes a version."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.paths import file_to_read
from kiosk.commands.services.lint import show_report
from kiosk.commands.services.record import WhoOption, version_named, who_is, with_record
from kiosk.config import Settings
from kiosk.hall.folder_report import report_on
from kiosk.hall.version_files import mark, marked, read_folder, unpacked, unpacked_folder
from kiosk.publishing.bundle import LARGEST, BundleError
from kiosk.publishing.lifecycle import VersionFacts
from kiosk.publishing.rules import PublishingRequest
from kiosk.store import Store

MessageOption = Annotated[str, typer.Option("--message", "-m", help="改了什么，一句话。 What has changed.")]


def propose(
    message: MessageOption,
    draft: Annotated[
        str | None,
        typer.Argument(metavar="[VERSION]", help="import 存的草稿；不写就是文件夹。 A draft; the folder if none."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--services", metavar="DIR", help="服务脚本的文件夹。 The services folder; services_dir if none."),
    ] = None,
    parent: Annotated[
        str | None,
        typer.Option(
            "--parent",
            metavar="VERSION",
            help="从哪个版本改来的；不写就看 .version，没有就是正在用的。 The version it was made from.",
        ),
    ] = None,
    who: WhoOption = None,
    config: ConfigOption = None,
) -> None:
    """把文件夹存成一个版本，交给别人审批；检查和对话测试都要通过，提醒也算错误。

    Keep the folder as a version, for another person to approve. Its lint (warnings too) and its conversation tests must
    be clean; what is not is told as `kiosk services lint` does, and nothing is kept.
    """
    settings = settings_from(config)
    place = folder or settings.services_dir
    if draft is None:
        _must_be_clean(place, settings)
    facts = with_record(settings, lambda store: _propose(store, settings, place, draft, parent, message, who_is(who)))
    if draft is None:
        with contextlib.suppress(OSError):  # read only: the next version is then made from the live one
            mark(place, facts)
    typer.echo(f"版本 {facts.number}（{facts.hash[:12]}）已提交，等人审批。 Version {facts.number} is proposed.")
    typer.echo(f"  看差别: kiosk services diff live {facts.number}")
    typer.echo(f"  审批:   kiosk services approve {facts.number} --who … --reason …")


async def _propose(
    store: Store, settings: Settings, place: Path, draft: str | None, parent: str | None, message: str, who: str
) -> VersionFacts:
    now = await store.versions.standing()
    if draft is not None:
        facts = version_named(now, draft)
        with unpacked_folder(await store.versions.bundle(facts.number)) as folder:
            _must_be_clean(folder, settings)
        await store.versions.change(PublishingRequest("propose", facts.number, who, message), two_persons=True)
        return facts
    before = version_named(now, parent).number if parent else marked(place, now.versions) or now.live
    return await store.versions.add(read_folder(place), who, message, before)


def _must_be_clean(folder: Path, settings: Settings) -> None:
    report = report_on(folder, settings)
    if report.errors or report.warnings:
        show_report(report, Console())
        typer.secho("没有提交：先改好上面这些。 Not proposed: mend these first.", fg="red", err=True)
        raise typer.Exit(1)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="export 存的压缩包。 An archive of export.")],
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="一句话；不写就用压缩包里的。 The archive's own if not given.")
    ] = None,
    who: WhoOption = None,
    config: ConfigOption = None,
) -> None:
    """把别处导出的版本存成草稿，再用 propose 提交。

    Keep a version that was exported elsewhere as a draft; `propose` it then.
    """
    if file_to_read(file, "an archive of kiosk services export").stat().st_size > LARGEST:
        raise BundleError(f"{file} 超过 {LARGEST >> 20} MB。 At most {LARGEST >> 20} MB.")
    bundle, told = unpacked(file.read_bytes())

    async def keep(store: Store) -> VersionFacts:
        now = await store.versions.standing()
        return await store.versions.add(bundle, who_is(who), message or told, now.live, propose=False)

    facts = with_record(settings_from(config), keep)
    typer.echo(f"已存成草稿，版本 {facts.number}（{facts.hash[:12]}）。 Version {facts.number}, a draft.")
    typer.echo(f"  提交: kiosk services propose {facts.number} -m …")
