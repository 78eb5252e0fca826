"""All checks of the self-assessment, in the order of the report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date

from dialogue import Library, ScriptErrors, load_library
from kiosk.assess import guard, leakage, listening, machine_checks, marks, overhearing, record_checks, weak_secrets
from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem
from kiosk.config import Settings
from kiosk.hall.version_files import unpacked_folder
from kiosk.store import Store

#: What is being looked at, for progress.
OnCheck = Callable[[str], None]


async def assess(settings: Settings, store: Store, on_check: OnCheck) -> list[AssessedItem]:
    """Beside a running hall; reads alone. Raises `StoreError`."""
    found = list[AssessedItem]()
    for name, check in (
        ("监听和传输加密", listening.listeners),
        ("口令", weak_secrets.secrets),
        ("密钥", machine_checks.key_age),
        ("依赖", machine_checks.dependencies),
        ("模型文件", machine_checks.model_files),
    ):
        on_check(name)
        found.append(await asyncio.to_thread(check, settings))
    on_check("账号和角色")
    found.append(await record_checks.roles(store))
    on_check("审批")
    found.append(await record_checks.approvals(store, settings))
    on_check("审计")
    found.append(await record_checks.audit_trail(store))
    on_check("到期删除")
    found.append(await record_checks.retention(store, settings))
    on_check("脚本检查")
    found.append(await record_checks.published(store, settings))
    on_check("生成合成标识")
    found.append(marks.marks(settings.hall.name))
    found.append(overhearing.overhearing(settings))
    library = await _library(settings, store)
    if library is None:
        told, fix = "脚本读不出来", "先改好脚本（kiosk services lint），再评"
        found.append(AssessedItem("leakage", leakage.TITLE, leakage.CLAUSES, "not_assessed", told, fix))
        return [*found, AssessedItem("guard", guard.TITLE, (v.OWN,), "not_assessed", told, fix)]
    on_check("会话之间")
    found.append(await leakage.leakage(settings, library))
    on_check("拒答")
    found.append(await asyncio.to_thread(guard.guard, library, date.today()))
    return found


async def _library(settings: Settings, store: Store) -> Library | None:
    """Of what is live; of the folder where the hall follows it."""
    live = (await store.versions.standing()).live
    try:
        if settings.services.source == "published" and live is not None:
            with unpacked_folder(await store.versions.bundle(live)) as folder:
                return await asyncio.to_thread(load_library, folder)
        return await asyncio.to_thread(load_library, settings.services_dir)
    except ScriptErrors:
        return None
