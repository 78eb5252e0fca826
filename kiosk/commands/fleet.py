"""`kiosk fleet`: the kiosks of a hall, for whoever installs and looks after them."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from kiosk.client.operators_side import is_there, read_json
from kiosk.commands.make_kiosk import make_kiosk
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.table_output import print_table
from kiosk.config import Settings
from kiosk.demo.own_host import is_loopback
from kiosk.fleet.codes import new_code, spaced
from kiosk.fleet.overview import of_record
from kiosk.net.hosts import own_names
from kiosk.store import Store
from kiosk.store.kiosks import KioskRegister

T = TypeVar("T")
NAME = re.compile(r"[\w.-]{1,64}")
#: Values of `public.host` that mean every address of the machine.
_EVERYWHERE = ("0.0.0.0", "::")
#: Characters of a place, and of a window.
_PLACE, _WINDOW = 40, 10
_STAGES = {"connected": "在线", "away": "离线", "invited": "待登记", "unused": "未登记", "revoked": "已停用"}
_DEVICES = {
    "microphone": "麦克风", "speaker": "扬声器", "reader": "读卡器", "printer": "打印机", "scanner": "扫码器",
    "presence": "人体感应", "bridge": "设备程序",
}  # fmt: skip

app = typer.Typer(help="一体机。 The kiosks of this hall.", no_args_is_help=True)
app.command("make-kiosk")(make_kiosk)

NameOption = Annotated[str, typer.Option("--name", help="名字，例如 kiosk-1。 Its name, such as kiosk-1.")]
NameArgument = Annotated[str, typer.Argument(help="一体机的名字，见 list。 A kiosk's name, see list.")]
PlaceOption = Annotated[
    str | None, typer.Option("--place", help="放在哪里，例如 一楼东侧。 Where it stands; scripts say it: 【地点】.")
]
WindowOption = Annotated[str | None, typer.Option("--window", help="几号窗口，例如 3。 Its window: 【窗口】.")]
VolumeOption = Annotated[
    int | None,
    typer.Option("--volume", min=0, max=100, help="音量，百分之几。 Volume of her voice, in percent."),
]
ElderlyOption = Annotated[
    bool | None,
    typer.Option("--elderly/--no-elderly", help="每次都从适老模式开始。 Every conversation begins in elderly mode."),
]


@app.command()
def invite(
    name: NameOption,
    place: PlaceOption = None,
    window: WindowOption = None,
    volume: VolumeOption = None,
    elderly: ElderlyOption = None,
    minutes: Annotated[
        int, typer.Option(min=1, max=1440, help="登记码几分钟有效。 For how long the code is good.")
    ] = 15,
    config: ConfigOption = None,
) -> None:
    """给一台一体机一个登记码：在它的屏幕上输入，只能用一次；已经登记过的，用新码重新登记。

    Give out a one-time code, which is entered on the kiosk's screen. A kiosk that is enrolled already goes on until
    the new code is used.
    """
    _check_name(name)
    settings, code = settings_from(config), new_code()
    changes = _changes(place, window, volume, elderly)

    async def work(kiosks: KioskRegister) -> bool:
        return await kiosks.invite(name, changes, code, name_id=uuid.uuid4().hex, lasts_ms=minutes * 60_000)

    new = _with_register(settings, work)
    reached = _as_it_runs(settings)
    kind = "新的一体机 · a new kiosk" if new else "已有的一体机 · a known kiosk"
    lines = (
        f"{kind}: {name}",
        f"登记码 · code: {spaced(code)}  （{minutes} 分钟有效，只能用一次 · good once, for {minutes} min）",
        "在一体机的网页上输入，或者打开 · enter it on the kiosk's page, or open:",
        f"{_url(reached)}#code={code}",
        *_reach(reached),
    )
    Console(soft_wrap=True).print("\n".join(lines), highlight=False, markup=False)  # not wrapped: it is copied


@app.command("list")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON。 As JSON.")] = False,
    all_kiosks: Annotated[bool, typer.Option("--all", help="停用的也列出来。 Revoked ones too.")] = False,
    config: ConfigOption = None,
) -> None:
    """列出一体机：在不在线、什么时候见过、网页版本、麦克风和别的设备；大厅没有运行，就只有记录里的。

    List the kiosks, from a running hall or, where none runs, from the record alone.
    """
    settings = settings_from(config)
    told = read_json(settings, "/fleet")
    running = isinstance(told, dict) and isinstance(told.get("kiosks"), list)
    kiosks: list[dict[str, Any]] = told["kiosks"] if running else _of_record(settings)
    kiosks = [one for one in kiosks if all_kiosks or one["stage"] != "revoked"]
    if as_json:
        typer.echo(json.dumps({"running": running, "kiosks": kiosks}, ensure_ascii=False, indent=1))
        return
    print_table(_table(kiosks))
    if not running and is_there(settings):
        typer.echo(
            "大厅没有及时答复，过一会儿再试；上面是记录里的。 The hall did not answer in time: try again.", err=True
        )
    elif not running:
        typer.echo("大厅没有运行，在线情况不知道。 No hall runs: what is connected is not known.", err=True)


@app.command()
def revoke(name: NameArgument, config: ConfigOption = None) -> None:
    """停用一台一体机：它的登记马上作废，几秒钟内断开；要再用，重新 invite。

    Its token opens nothing any more, and a running connection ends within seconds. Invite it again to use it again.
    """
    if not _with_register(settings_from(config), lambda kiosks: kiosks.revoke(name)):
        _missing(name)
    typer.echo(f"{name} 已停用。 Revoked.")


@app.command()
def rename(
    name: NameArgument,
    new_name: Annotated[str, typer.Argument(help="新名字。 The new name.")],
    config: ConfigOption = None,
) -> None:
    """改名字；正在办事的，办完这一次才改。

    A kiosk that serves a citizen has its new name from the next one on.
    """
    _check_name(new_name)
    _change(settings_from(config), name, {"name": new_name})
    typer.echo(f"{name} → {new_name}")


@app.command("set")
def change(
    name: NameArgument,
    place: PlaceOption = None,
    window: WindowOption = None,
    volume: VolumeOption = None,
    elderly: ElderlyOption = None,
    config: ConfigOption = None,
) -> None:
    """改一台一体机的地点、窗口、音量、适老；正在办事的，办完这一次才生效。

    Change its settings. They are in force within seconds; where a citizen is served, from the next one on.
    """
    changes = _changes(place, window, volume, elderly)
    if not changes:
        raise typer.BadParameter("写上要改的。 Give what to change, such as --place 一楼东侧.")
    _change(settings_from(config), name, changes)
    typer.echo(f"{name} 已改。 Changed.")


def _changes(place: str | None, window: str | None, volume: int | None, elderly: bool | None) -> dict[str, Any]:
    given = {"place": _text(place, _PLACE, "--place"), "window": _text(window, _WINDOW, "--window"), "volume": volume,
             "elderly": None if elderly is None else int(elderly)}  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _text(given: str | None, longest: int, option: str) -> str | None:
    """What is spoken: without 【】 and characters that cannot be seen."""
    if given is None:
        return None
    text = given.strip()
    if len(text) > longest or not text.isprintable() or any(sign in text for sign in "【】"):
        raise typer.BadParameter(f"{option}: 最多 {longest} 个字，不能有【】。 Expected at most {longest} characters.")
    return text


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise typer.BadParameter(
            "名字用字母、数字、汉字、点、横线，最多 64 个。 Expected letters, digits, dots and hyphens, at most 64."
        )


def _change(settings: Settings, name: str, changes: dict[str, Any]) -> None:
    try:
        known = _with_register(settings, lambda kiosks: kiosks.change(name, changes))
    except ValueError as error:
        raise typer.BadParameter(f"已经有叫 {error} 的一体机。 Another kiosk has this name.") from None
    if not known:
        _missing(name)


def _missing(name: str) -> None:
    typer.echo(f"没有叫 {name} 的一体机，或者已经停用。 No kiosk has this name: kiosk fleet list", err=True)
    raise typer.Exit(1)


def _of_record(settings: Settings) -> list[dict[str, Any]]:
    return of_record(_with_register(settings, lambda kiosks: kiosks.all()), round(time.time() * 1000))


def _table(kiosks: list[dict[str, Any]]) -> Table:
    table = Table("名字", "状态", "地点", "窗口", "最近见到", "网页", "设备", "地址")
    for one in kiosks:
        state = _STAGES[one["stage"]]
        state = "办理中" if one["serving"] else state
        state = f"[red]{state}[/]" if one["stage"] == "away" else state
        state += "" if one["enrolled"] or one["stage"] != "connected" else "（没有登记）"
        if one.get("alarm"):
            state += f" [red]登记在 {one['alarm']['address']} 被使用[/]"
        seen = "" if one["seen"] is None else f"{datetime.fromisoformat(one['seen']):%m-%d %H:%M:%S}"
        page = {True: "最新", False: "旧的", None: ""}[one["current"]]
        devices = "，".join(f"{_DEVICES.get(name, name)} {value}" for name, value in one["devices"].items())
        table.add_row(one["name"], state, one["place"], one["window"], seen, page, devices, one["address"])
    return table


def _as_it_runs(settings: Settings) -> Settings:
    """A hall that runs may have been given another port (`kiosk serve --port`)."""
    told = read_json(settings, "/fleet")
    port = told.get("public_port") if isinstance(told, dict) else None
    return replace(settings, public=replace(settings.public, port=port)) if isinstance(port, int) else settings


def _url(settings: Settings) -> str:
    public = settings.public
    scheme = "https" if public.tls_cert else "http"
    named = public.hosts.replace(",", " ").split()
    own = own_names()[0] if public.host in _EVERYWHERE else public.host
    host = f"[{own}]" if ":" in own else own
    return f"{scheme}://{named[0] if named else f'{host}:{public.port}'}/"


def _reach(settings: Settings) -> tuple[str, ...]:
    """What to do where another machine cannot open the link, or may not."""
    public = settings.public
    if is_loopback(urlsplit(_url(settings)).hostname or ""):
        return (
            "这个网址只有大厅这台机器自己能打开。别的机器要用：设置 public.host: 0.0.0.0，重启大厅，再 invite",
            "Only the hall's own machine can open this link. For another machine set public.host: 0.0.0.0 (and "
            "public.hosts, the hall's name), restart the hall, and invite again",
        )
    if public.host in _EVERYWHERE and not public.hosts.strip():
        return (
            "一体机认不出这台机器的名字，就换成它的 IP 地址；写了 public.hosts，这里就用那个名字",
            "Where the kiosk does not know this machine's name, use its IP address; public.hosts sets the name shown",
        )
    return ()


def _with_register(settings: Settings, work: Callable[[KioskRegister], Awaitable[T]]) -> T:
    """Raises `StoreError`, `KeyFileError`."""

    async def run() -> T:
        store = await Store.open(settings)
        try:
            return await work(store.kiosks)
        finally:
            await store.close()

    return asyncio.run(run())
