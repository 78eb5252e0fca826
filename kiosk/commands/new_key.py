"""`kiosk serve --new-key`: what a lost key takes with it is said and agreed to before a new one is made."""

from __future__ import annotations

import asyncio
import sys

import typer

from kiosk.config import Settings
from kiosk.store.data_lock import sole_user_of
from kiosk.store.engine import sqlite_file
from kiosk.store.new_key import LostValues, lost_values, make_new_key

_NAMES = {
    "conversations": "会话 conversations",
    "cases": "受理 cases",
    "pictures": "图片 pictures",
    "deliveries": "短信等 deliveries",
    "tickets": "回电登记 call-back tickets",
}


def give_up_the_lost_key(settings: Settings) -> None:
    """Asks on a terminal; without one the option is the answer. Raises `KeyFileError` where the key is not lost."""
    with sole_user_of(settings.data_dir, sqlite_file(settings.database_url)):
        for line in told(asyncio.run(lost_values(settings))):
            typer.echo(line, err=True)
        if sys.stdin.isatty():
            typer.confirm("确实找不回来了，用新密钥？ Is it really lost; make a new key?", abort=True, err=True)
        asyncio.run(make_new_key(settings))
    typer.echo(
        f"新密钥在 {settings.key_path}，请马上备份；以后启动不要再写 --new-key。 "
        f"The new key is in {settings.key_path}: copy it to a safe place now, and start without --new-key from now on.",
        err=True,
    )


def told(lost: LostValues) -> list[str]:
    """What can never be read again, in both languages."""
    rows = [f"{_NAMES[table]}: {count}" for table, count in lost.rows.items() if count]
    if lost.recordings:
        rows.append(f"录音 recorded calls: {lost.recordings}")
    if lost.journal:
        rows.append("还没写进记录的受理 entries of the journal that the record does not have")
    return [
        lost.why,
        "没有原来的密钥，下面这些里的个人信息永远读不出来了（时间和业务名还在，到期照常删除）： "
        "Without the old key the personal values of these can never be read again (times and services stay, and are "
        "deleted when their time comes):",
        *(f"  {row}" for row in rows),
    ]
