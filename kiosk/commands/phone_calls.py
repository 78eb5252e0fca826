"""`kiosk phone calls` and `kiosk phone why`: what happened in the calls of a hall, while it runs and after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from kiosk.channels.phone.call_causes import causes
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.call_story import outcome, timeline, why
from kiosk.client.operators_side import read_json
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.config import Settings
from kiosk.store import Store
from kiosk.wire.phone.events import known_id

EnglishOption = Annotated[bool, typer.Option("--english", help="用英文。 In English.")]
#: Columns by which what belongs to a call is set in.
_INDENT = 4
#: Calls among which the last one of a caller is looked for.
_LOOKED_AT = 100


def calls(
    most: Annotated[int, typer.Option("--last", "-n", help="最近多少个。 How many.", min=1, max=10_000)] = 20,
    english: EnglishOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON。 One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """列出最近的来电：进行中的在前，然后由新到旧。

    List the last calls with how they ended: those that are up, then the newest first.
    """
    found = _last(settings_from(config), most)
    if as_json:
        for facts in found:
            typer.echo(facts.to_json())
        return
    console = Console()
    for facts in found:
        print_call(console, facts, english=english)


def print_call(console: Console, facts: CallFacts, *, english: bool) -> None:
    """When, by what, how long, and the call's name in one piece, to be copied; then how it ended, and the probable
    trouble.
    """
    at = datetime.fromtimestamp(facts.began_ms / 1000).astimezone()
    head = f"{at:%m-%d %H:%M:%S}  {facts.surface:<14}  {facts.seconds:5.0f} s  {facts.call}"
    console.print(Text(head, style="bold"), soft_wrap=True)
    told = [outcome(facts, english=english)]
    if facts.outcome and causes(facts):
        told.append(why(facts, english=english)[0])
    for sentence in told:
        console.print(Padding(Text(sentence), (0, 0, 0, _INDENT)))


def why_call(
    call: Annotated[
        str | None,
        typer.Argument(help="通话或会话的编号，不写就是最近的来电。 The call, or its conversation; else the last."),
    ] = None,
    english: EnglishOption = False,
    events: Annotated[bool, typer.Option("--events", help="逐条列出经过。 Each event with its time.")] = False,
    config: ConfigOption = None,
) -> None:
    """说清楚一个电话里发生了什么：先说可能的毛病和怎么修，再说经过。

    Tell what happened in one call: the probable cause of trouble and its fix first. Exit status 1 if it is not known.
    """
    settings = settings_from(config)
    facts = _last_caller(settings) if call is None else _facts(settings, call)
    if facts is None:
        list_them = "kiosk phone calls"
        text = f"No such call; list them with: {list_them}" if english else f"没有这个通话；列出最近的：{list_them}"
        typer.secho(text, fg="red", err=True)
        raise typer.Exit(1)
    for sentence in why(facts, english=english):
        typer.echo(sentence)
    for line in timeline(facts, english=english) if events else ():
        typer.echo(line)


def _facts(settings: Settings, call: str) -> CallFacts | None:
    """From the hall that runs, else from the record."""
    if not known_id(call):
        return None
    if (told := read_json(settings, f"/phone/calls/{quote(call, safe='')}?detail=1")) is not None:
        return _read(json.dumps(told))

    async def of(store: Store) -> list[str]:
        found = await store.call(call)
        return [] if found is None else [found.facts]

    return next((facts for text in _recorded(settings, of) if (facts := _read(text)) is not None), None)


def _last_caller(settings: Settings) -> CallFacts | None:
    """The last call that is no check of the line; where there are only checks, the last of them."""
    found = _last(settings, _LOOKED_AT)
    return next((facts for facts in found if not facts.check), next(iter(found), None))


def _last(settings: Settings, most: int) -> list[CallFacts]:
    async def last(store: Store) -> list[str]:
        return [found.facts for found in await store.calls(most)]

    up = [json.dumps(each) for each in read_json(settings, "/phone/calls") or []]
    return [facts for text in (*up, *_recorded(settings, last)) if (facts := _read(text)) is not None][:most]


def _recorded(settings: Settings, ask: Callable[[Store], Awaitable[list[str]]]) -> list[str]:
    """What the record answers; nothing where there is none yet."""
    if not settings.store.url and not (settings.data_dir / "hall.db").exists():
        return []

    async def asked() -> list[str]:
        store = await Store.open(settings)
        try:
            return await ask(store)
        finally:
            await store.close()

    return asyncio.run(asked())


def _read(text: str) -> CallFacts | None:
    """None: of another release, and not to be read."""
    try:
        return CallFacts.from_json(text)
    except (ValueError, TypeError, AttributeError):
        return None
