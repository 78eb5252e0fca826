"""`kiosk services diff` and `export`: what is in a version, and what differs between two."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.output_file import VERSION, output_file, written_whole
from kiosk.commands.services.record import VersionArgument, version_named, with_record
from kiosk.hall.version_comparison import compared
from kiosk.hall.version_files import packed, read_folder, write_folder
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.difference import DifferenceLine, unified
from kiosk.publishing.lifecycle import VersionFacts
from kiosk.store import Store


def diff(
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="版本号，或者 live（正在用的）。 A version's number, or live.")
    ] = "live",
    after: Annotated[
        str, typer.Argument(metavar="[B]", help="版本号，或者 folder（文件夹里的）。 A version's number, or folder.")
    ] = "folder",
    text: Annotated[bool, typer.Option("--text", help="逐行对照原文。 As unified text.")] = False,
    config: ConfigOption = None,
) -> None:
    """用大白话说两个版本差在哪里；不写就是正在用的和文件夹。

    Say in words what differs between two versions; between the live one and the folder, if none is named.
    """
    settings = settings_from(config)

    async def read(store: Store) -> tuple[Bundle, Bundle]:
        now = await store.versions.standing()

        async def files(word: str) -> Bundle:
            if word == "folder":
                return read_folder(settings.services_dir)
            return await store.versions.bundle(version_named(now, word).number)

        return await files(before), await files(after)

    one, other = with_record(settings, read)
    if text:
        for line in unified(one, other):
            typer.echo(line)
        return
    _show(compared(one, other), Console())


def _show(lines: tuple[DifferenceLine, ...], console: Console) -> None:
    if not lines:
        console.print("没有差别。 No difference in words; see --text.")
    for where, group in groupby(lines, key=lambda line: line.where):
        console.print(f"[bold]{where}[/]", highlight=False)
        for line in group:
            console.print(f"  {'  ' * line.depth}· {line.what}", markup=False, highlight=False, soft_wrap=True)


def export(
    version: VersionArgument,
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="x.zip，或者一个空的文件夹。 An archive x.zip, or an empty folder.")
    ],
    config: ConfigOption = None,
) -> None:
    """把一个版本存成压缩包（给别的大厅 import），或者存进文件夹（接着改）。

    Save a version as an archive (to import elsewhere), or into a folder (to go on from).
    """
    archive = target.suffix.lower() == ".zip"
    settings = settings_from(config)
    if archive:
        output_file(target, VERSION, settings)

    async def read(store: Store) -> tuple[VersionFacts, Bundle]:
        facts = version_named(await store.versions.standing(), version)
        return facts, await store.versions.bundle(facts.number)

    facts, bundle = with_record(settings, read)
    if archive:
        with written_whole(target) as fresh:
            fresh.write_bytes(packed(bundle, facts))
    else:
        write_folder(bundle, target, facts)
    typer.echo(f"版本 {facts.number} → {target}（{len(bundle.files)} 个文件 files）")
