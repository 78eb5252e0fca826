"""Versions of the shipped scripts that tell themselves apart in what the clerk asks, and a record that has them.

Every question of the two services that the bench's citizens want begins with its version's words (第三七版，…).
"""

from __future__ import annotations

import re

from kiosk.config import Settings
from kiosk.hall.version_files import read_folder
from kiosk.operators.permissions import SECOND_FACTOR, Role
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.rules import PublishingRequest
from kiosk.store import Store
from kiosk.store.audit import AuditNote
from support.console import HASHER, PASSWORD, TOTP

#: The scripts behind `bench.kill_citizen.WISHES`.
_SCRIPTS = ("sbk-loss.yaml", "hotline.yaml")
_QUESTION = re.compile(r"((?:首次|再问|确认): )(?=[^\s{\[])")
MARK = re.compile("第[〇一二三四五六七八九]{2}版")


def mark_of(version: int) -> str:
    """`version`: 0 to 99."""
    return f"第{''.join('〇一二三四五六七八九'[int(sign)] for sign in f'{version:02d}')}版"


def marked(folder: Bundle, version: int) -> Bundle:
    files = dict(folder.files)
    for name in _SCRIPTS:
        text, times = _QUESTION.subn(rf"\g<1>{mark_of(version)}，", files[name].decode("utf-8"))
        assert times > 3, f"{name} has questions no more: see bench/published_scripts.py"
        files[name] = text.encode()
    return Bundle(files)


async def prepare(settings: Settings, versions: int) -> list[str]:
    """An empty record gets version 1, which is live, and others made from it, approved; and an editor and an approver
    with `support.console.PASSWORD`. The hash of each version, in order.
    """
    shipped, store = read_folder(settings.services_dir), await Store.open(settings)
    try:
        hashes = []
        for number in range(1, versions + 1):
            facts = await store.versions.add(
                marked(shipped, number), "编辑", mark_of(number), 1 if number > 1 else None
            )
            approval = PublishingRequest("approve", facts.number, "审批", "看过")
            await store.versions.change(approval, two_persons=True)
            hashes.append(facts.hash)
            if number == 1:
                await store.versions.change(PublishingRequest("publish", 1, "审批", "看过"), two_persons=True)
        for role in (Role.EDITOR, Role.APPROVER):
            hashed, note = HASHER.hash(PASSWORD), AuditNote("account made", "bench")
            await store.accounts.add(f"id-{role}", role, role, (role,), hashed, note)
            changes = {"one_time": 0, "totp": TOTP if role in SECOND_FACTOR else ""}
            await store.accounts.change(f"id-{role}", changes, None)
        return hashes
    finally:
        await store.close()
