"""What the commands about versions share: the record, naming a version, and who gives the command."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from kiosk.commands.record_store import log_audit, person
from kiosk.config import Settings
from kiosk.publishing.lifecycle import Standing, VersionFacts
from kiosk.publishing.rules import PublishingError
from kiosk.store import Store

T = TypeVar("T")

WhoOption = Annotated[
    str | None,
    typer.Option("--who", help="您的姓名；不写就是这台电脑的用户名。 Your name; this machine's user if none."),
]
VersionArgument = Annotated[
    str,
    typer.Argument(metavar="VERSION", help="版本号，例如 3；或者校验值的前几位。 Its number, or how its hash begins."),
]


def with_record(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """Opens the record, also beside a running hall. A refusal is told, and the exit status is 1."""

    async def run() -> T:
        store = await Store.open(settings)
        log_audit(store, settings)
        try:
            return await work(store)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except PublishingError as refused:
        typer.secho(str(refused), fg="red", err=True)
        raise typer.Exit(1) from None


def version_named(now: Standing, word: str) -> VersionFacts:
    """`3`, `v3`, `live`, or the first six characters of a hash or more. Raises `PublishingError`."""
    word = word.strip().lower()
    if word in ("live", "正在用") and now.live is not None:
        return now.versions[now.live]
    number = word.removeprefix("v")
    if number.isdecimal() and len(number) < 10 and int(number) in now.versions:
        return now.versions[int(number)]
    found = [one for one in now.versions.values() if len(word) >= 6 and one.hash.startswith(word)]
    if len({one.hash for one in found}) == 1:
        return found[-1]
    known = f"1–{len(now.versions)}" if now.versions else "（一个也没有 none）"
    raise PublishingError(
        "unknown-version", f"没有叫“{word[:40]}”的版本；有的是 {known}。 There is no such version; there are {known}."
    )


def who_is(given: str | None) -> str:
    """The name that was given, or this machine's user; never empty."""
    return (given or "").strip() or person("")
