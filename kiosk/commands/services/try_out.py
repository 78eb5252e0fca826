"""`kiosk services try`: a typed conversation, without microphone, models or a back end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from dialogue.acts import (
    AnswerCard,
    Call,
    Card,
    ChoicesCard,
    ConfirmCard,
    InputCard,
    MaterialsCard,
    RatingCard,
    ReceiptCard,
)
from dialogue.script import Script
from dialogue.script.model import Step
from dialogue.script.uses import results
from dialogue.testing import ConversationTest, Exchange, load_conversation_tests
from dialogue.testing.keywords import ENDINGS, FAILURES, asked
from dialogue.testing.load import SUFFIX
from dialogue.testing.model import StubReply
from dialogue.testing.playground import COMMANDS, Playground, parse_action, stubbed_replies
from kiosk.commands.paths import file_to_write
from kiosk.commands.services.pick import FolderOption, pick


def try_(
    service: Annotated[
        str,
        typer.Argument(
            metavar="SERVICE",
            help="服务名称，或者文件名（可以不带 .yaml）。 A service's name, or its file (with or without .yaml).",
        ),
    ],
    phone: Annotated[bool, typer.Option("--phone", help="按电话渠道，没有屏幕。 As a caller: no screen.")] = False,
    elderly: Annotated[bool, typer.Option("--elderly", help="适老模式。 In elderly mode.")] = False,
    record: Annotated[
        Path | None, typer.Option(help="把这段对话存成测试 F.test.yaml。 Keep the conversation as a test, F.test.yaml.")
    ] = None,
    folder: FolderOption = Path("services"),
) -> None:
    """打字试一项服务；业务系统由测试里写好的答复代替。

    Type to a service. The stubs of the service's tests answer for the back end, or you do.
    """
    if record is not None:
        _may_record(record)
    library, script = pick(folder, service)
    console = Console(highlight=False)
    backend = stubbed_replies(_tests(script), lambda call: _ask_for_reply(console, script, call))
    console.print(f"[bold]{script.name}[/] · 直接打字就是说话；" + "，".join(COMMANDS), soft_wrap=True)
    while True:
        playground = Playground(library, script.name, backend, phone, elderly)
        again = _converse(playground, console)
        if not again:
            break
    if record is not None and len(playground.exchanges) > 1:
        record.write_text(playground.recorded("试用记录"), encoding="utf-8")
        console.print(f"已记成对话测试：{record}（请看一遍“期望”对不对）")


def _converse(playground: Playground, console: Console) -> bool:
    """Run one conversation. True: the user wants another."""
    _show(playground.begin(), console)
    while not playground.state.ended:
        try:
            line = console.input("[bold]您[/]：").strip()
        except EOFError:
            return False
        if line == "/退出":
            return False
        if line == "/重来":
            return True
        if line == "/状态":
            console.print(_state(playground), markup=False)
        elif action := parse_action(line) if line else None:
            _show(playground.do(action), console)
        elif line:
            console.print("[yellow]可以用：[/]" + "；".join(f"{name}（{what}）" for name, what in COMMANDS.items()))
    return False


def _may_record(record: Path) -> None:
    if not record.name.endswith(SUFFIX):
        raise typer.BadParameter(f"记录的文件名要以 {SUFFIX} 结尾：{record}")
    if record.exists():
        raise typer.BadParameter(f"{record} 已经有了；换一个文件名，记完再把对话抄过去")
    file_to_write(record, "the test")


def _tests(script: Script) -> tuple[ConversationTest, ...]:
    """The tests beside the script, if any. Raises `ScriptErrors`."""
    file = Path(script.file).with_suffix("").with_suffix(SUFFIX)
    return load_conversation_tests(file).of(script.name) if file.exists() else ()


# ---- the back end, by hand ----


def _ask_for_reply(console: Console, script: Script, call: Call) -> StubReply:
    step = next((step for step in script.steps if _api(step) == call.api), None)
    names = results(step) if step else ()
    sent = "，".join(f"{name}={value}" for name, value in call.params.items())
    console.print(f"   [magenta]→ {call.api}[/]（{sent}）")
    while True:
        wanted = " ".join(f"{name}=…" for name in names) or "回车"
        try:
            line = console.input(f"   [magenta]后台答复[/]（{wanted}，或 失败、拒绝、不通、超时、不明）：").strip()
        except EOFError:
            return StubReply(reason="refused")
        if line in FAILURES:
            return StubReply(reason=FAILURES[line])
        pairs = tuple(tuple(part.split("=", 1)) for part in line.split())
        if all(len(pair) == 2 for pair in pairs) and {pair[0] for pair in pairs} >= set(names):
            return StubReply(tuple((pair[0], pair[1]) for pair in pairs))


def _api(step: Step) -> str:
    return getattr(step, "api", "")


# ---- showing ----


def _show(exchange: Exchange, console: Console) -> None:
    said = "".join(exchange.said)
    console.print(Text.assemble(("她", "bold cyan"), f"：{said or '（没有说话）'}"), soft_wrap=True)
    shown = {card.id: card for card in exchange.cards}
    for card in shown.values():
        console.print(Panel("\n".join(_rows(card)) or " ", title=card.title, title_align="left", expand=False))
    for note in exchange.notes:
        console.print(Text(f"   · {note}", style="dim"), soft_wrap=True)
    if exchange.after.ended:
        console.print(f"[bold]■ 结束：{ENDINGS[exchange.after.ended]}[/]")


def _rows(card: Card) -> Iterator[str]:
    match card:
        case ChoicesCard(options=options) | RatingCard(options=options):
            yield from (f"◯ {option.label}{'　' + option.note if option.note else ''}" for option in options)
        case ConfirmCard(rows=rows, yes=yes, no=no, text=text):
            yield text
            yield from (f"{row.label}　{row.value}" for row in rows)
            yield f"◯ {yes.label}　◯ {no.label}"
        case MaterialsCard(items=items, source=source):
            yield from (f"{item.name}　{item.copies}　{item.note}".rstrip() for item in items)
            yield source
        case InputCard(hint=hint, value=value):
            yield value or hint
        case AnswerCard(text=text, source=source):
            yield text
            yield source
        case ReceiptCard(number=number, rows=rows):
            yield number
            yield from (f"{row.label}　{row.value}" for row in rows)


def _state(playground: Playground) -> str:
    state = playground.state
    rows = [f"   业务：{state.service or '（未选）'}　现在问：{asked(state)}　第 {state.step} 步"]
    rows += [f"   {filled.name} = {filled.value}（{filled.via}）" for filled in state.filled]
    return "\n".join(rows)
