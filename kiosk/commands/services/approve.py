"""`kiosk services approve`: another person than the author agrees to a version, or refuses it."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.services.record import VersionArgument, version_named, with_record
from kiosk.publishing.rules import PublishingRequest
from kiosk.store import Store


def approve(
    version: VersionArgument,
    who: Annotated[str, typer.Option("--who", help="审批人的姓名，不能是作者。 Your name; not the author's.")],
    reason: Annotated[str, typer.Option("--reason", help="为什么同意或驳回。 Why you agree, or refuse.")],
    refuse: Annotated[bool, typer.Option("--refuse", help="驳回。 Refuse it.")] = False,
    config: ConfigOption = None,
) -> None:
    """审批一个版本：同意，或者用 --refuse 驳回；作者自己不能审批。

    Approve a proposed version, or refuse it. Its author cannot. Halls then render its prompts, so that they are ready.
    """
    settings = settings_from(config)
    two_persons = settings.services.approval == "two_persons"

    async def change(store: Store) -> int:
        number = version_named(await store.versions.standing(), version).number
        asked = PublishingRequest("refuse" if refuse else "approve", number, who, reason)
        await store.versions.change(asked, two_persons=two_persons)
        return number

    number = with_record(settings, change)
    if refuse:
        typer.echo(f"版本 {number} 已驳回。 Version {number} is refused.")
    else:
        typer.echo(f"版本 {number} 已审批。 Version {number} is approved.\n  发布: kiosk services publish {number}")
