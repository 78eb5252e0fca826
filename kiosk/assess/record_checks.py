"""Checks of the record: who approved what, what is published, what is overdue, the audit trail, accounts and roles."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogue.lint import QUICK
from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import Settings
from kiosk.hall.folder_report import report_on
from kiosk.hall.version_files import unpacked_folder
from kiosk.operators.permissions import SECOND_FACTOR, TITLES, Role, wrong_roles
from kiosk.publishing.lifecycle import authors_of, same_person
from kiosk.store import Store
from kiosk.store.engine import sqlite_file
from kiosk.store.recording_file import DONE, PART

#: Days that a purge may be late: it runs every six hours, while the hall runs.
_LATE_DAYS = 2


async def approvals(store: Store, settings: Settings) -> AssessedItem:
    """In the whole history, not only of what is live."""
    standing = await store.versions.standing()
    versions, problems = standing.versions, list[str]()
    if settings.services.approval != "two_persons":
        problems.append("services.approval 是 one：一个人就能发布")
    history = await store.versions.history()
    approved = [row for row in history if row.event == "approve"]
    seen = {row.version for row in approved}
    if standing.live is not None and standing.live not in seen:
        problems.append(f"在用的版本 {standing.live} 没有人审批过")
    without = sorted({row.version for row in history if row.event == "publish"} - seen - {standing.live})
    if without:
        problems.append(f"没有审批就发布过版本 {'、'.join(map(str, without[:5]))}")
    for row in approved:
        authors = authors_of(versions[row.version].author)
        if any(same_person(author, row.who) for author in authors):
            problems.append(f"版本 {row.version} 是作者自己审批的")
    title, clauses = "脚本由另一个人审批", (v.ACCESS,)
    if not history and not problems:
        return AssessedItem("approvals", title, clauses, "not_assessed", "还没有版本，审批过 0 次", "发布以后再评")
    return judged(
        "approvals", title, clauses, problems, f"审批过 {len(approved)} 次，发布过的都审批过，没有作者批自己的",
        "services.approval 写 two_persons；自己批过的版本请另一个人重看，有问题就退回",
    )  # fmt: skip


async def published(store: Store, settings: Settings) -> AssessedItem:
    title, clauses = "在用的脚本没有检查错误", (v.OWN,)
    live = (await store.versions.standing()).live
    if settings.services.source == "published" and live is None:
        return AssessedItem("published", title, clauses, "not_assessed", "还没有发布过版本", "发布以后再评")
    if settings.services.source == "published" and live is not None:
        what, bundle = f"版本 {live}", await store.versions.bundle(live)
        with unpacked_folder(bundle) as folder:
            errors = await asyncio.to_thread(_errors, folder, settings)
    else:
        what, errors = (
            f"文件夹 {settings.services_dir}",
            await asyncio.to_thread(_errors, settings.services_dir, settings),
        )
    return judged("published", title, clauses, errors, f"{what}：没有错误", "kiosk services lint，改好再发布")


def _errors(folder: Path, settings: Settings) -> list[str]:
    return [f"{Path(one.file).name}：{one.message}" for one in report_on(folder, settings, QUICK).errors]


async def retention(store: Store, settings: Settings) -> AssessedItem:
    problems, days = list[str](), settings.store.keep_days
    if not days:
        problems.append("store.keep_days 是 0：记录永远不删")
    else:
        trusted = store.believed if store.believed.timestamp() else datetime.now(UTC)  # no hall has run yet
        left = await store.overdue(trusted - timedelta(days=days + _LATE_DAYS))
        problems += [f"{table} 有 {rows} 行过了 {days} 天还在" for table, rows in left.items()]
    now_ms = store.now_ms()
    oldest = now_ms - (settings.phone.record_days + _LATE_DAYS) * 86_400_000
    late = [path for end in (DONE, PART) for path in settings.recordings_dir.glob(f"*-*{end}") if _began(path) < oldest]
    if late:
        problems.append(f"{len(late)} 个录音过了 {settings.phone.record_days} 天还在")
    begin = now_ms / 1000 - days * 86_400
    places = {settings.data_dir, *([file.resolve().parent] if (file := sqlite_file(settings.database_url)) else [])}
    found = [path for place in places for path in place.glob("replaced-*")]
    aside = [path for path in found if await asyncio.to_thread(_oldest_s, path) < begin]
    if aside and days:
        problems.append(f"恢复时换下的旧记录还在：{'、'.join(path.name for path in aside[:3])}")
    return judged(
        "retention", "到期的个人信息已经删除", (v.KEPT, v.RESIDUAL), problems,
        f"记录留 {days} 天、录音留 {settings.phone.record_days} 天，没有超期的",
        "设好 store.keep_days，让大厅运行着（每六小时删一次）；旧记录的文件夹手工删",
    )  # fmt: skip


def _oldest_s(folder: Path) -> float:
    """Seconds since 1970 of the oldest conversation or recording in it; of the folder itself where nothing tells."""
    times = [folder.stat().st_mtime, *(_began(path) / 1000 for path in folder.glob("recordings/*-*") if _began(path))]
    for database in folder.glob("*.db"):
        try:
            with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as record:
                (oldest,) = record.execute("SELECT min(began_ms) FROM conversations").fetchone()
        except sqlite3.Error:
            return 0.0  # nobody can tell what is in it
        if oldest is not None:
            times.append(oldest / 1000)
    return min(times)


def _began(path: Path) -> int:
    began = path.stem.partition("-")[0]
    return int(began) if began.isdecimal() else 0


async def audit_trail(store: Store) -> AssessedItem:
    found = await store.check_audit(None)
    return judged(
        "audit", "审计记录没有被改过", (v.AUDIT,), list(found.problems),
        f"{found.head.number} 条，首尾相接、印章都对；最后一条 {found.head.number}:{found.head.hash[:16]}…",
        "马上保留现场，和日志里记下的号、哈希比对（kiosk audit verify --noted），查是谁动了数据库",
    )  # fmt: skip


async def roles(store: Store) -> AssessedItem:
    title, clauses = "三权分立和双因素", (v.ACCESS, v.IDENTITY)
    accounts = [one for one in await store.accounts.all() if one.disabled_ms is None]
    if not accounts:
        return AssessedItem("roles", title, clauses, "not_assessed", "控制台还没有账号", "建了账号再评")
    problems, held = list[str](), set[Role]()
    for one in accounts:
        mine = [Role(role) for role in one.roles]
        held |= set(mine)
        if wrong_roles(mine) is not None:
            problems.append(f"{one.account} 兼任了不能兼任的角色（{'、'.join(TITLES[role] for role in mine)}）")
        if not SECOND_FACTOR.isdisjoint(mine) and not one.totp:
            problems.append(f"{one.account} 没有第二因素")
    problems += [f"没有{TITLES[role]}账号" for role in (Role.ADMINISTRATOR, Role.AUDITOR) if role not in held]
    return judged(
        "roles", title, clauses, problems, f"{len(accounts)} 个账号：管理、审计、业务分开，该有第二因素的都有",
        "在控制台的账号页改角色、登记第二因素；审计账号用 kiosk operators create-auditor",
    )  # fmt: skip
