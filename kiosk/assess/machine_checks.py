"""Checks of files: key, dependencies, models. Blocking."""

from __future__ import annotations

import json
import re
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import distributions
from typing import Any

from packaging.version import Version

from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.models import files as models
from kiosk.store.keyfile import KeyFileError, load

#: Days after which a key should have been rotated.
_KEY_DAYS = 365


def key_age(settings: Settings) -> AssessedItem:
    path, title, clauses = settings.key_path, "密钥文件和更换", (v.CONFIDENTIALITY, v.MEASURES)
    if not path.exists():
        return AssessedItem("key", title, clauses, "not_assessed", f"没有 {path}", "大厅还没有启动过")
    problems = list[str]()
    try:
        keys = load(path)
    except KeyFileError as error:
        return AssessedItem("key", title, clauses, "fail", str(error), "按提示改好，再评一次")
    days = int((time.time() - path.stat().st_mtime) / 86_400)
    if days > _KEY_DAYS:
        problems.append(f"{days} 天没有换过（按文件的修改时间）")
    owner, folder = path.stat().st_uid, settings.data_dir.stat().st_uid
    if owner != folder:
        problems.append(f"属主是用户 {owner}，不是大厅的用户 {folder}")
    if path.parent.stat().st_mode & stat.S_IWOTH:
        problems.append(f"别人也能写 {path.parent}")
    return judged(
        "key", title, clauses, problems, f"{len(keys.keys)} 把密钥，{days} 天前改过，只有本人能读（600）",
        "在密钥文件末尾加一行新编号的密钥，重启；旧的留着，旧内容还要靠它打开。改完另外备份",
    )  # fmt: skip


def dependencies(settings: Settings) -> AssessedItem:
    """Compared with offline advisories in OSV's format, one JSON file each, in `data_dir/advisories`, if any "
    "are there."""
    folder, title, clauses = settings.data_dir / "advisories", "依赖的已知漏洞", (v.INTRUSION,)
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        why = f"没有离线漏洞库（{folder} 里放 OSV 格式的 JSON），本次没有评"
        return AssessedItem("dependencies", title, clauses, "not_assessed", "没有可比对的数据", why)
    installed = {_plain(one.metadata["Name"]): one.version for one in distributions() if one.metadata["Name"]}
    problems, unread = list[str](), 0
    for file in files:
        try:
            problems += list(_affected(json.loads(file.read_text(encoding="utf-8")), installed))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            unread += 1
    if unread:
        problems.append(f"{unread} 个漏洞文件读不出来")
    newest = max(file.stat().st_mtime for file in files)
    return judged(
        "dependencies", title, clauses, problems,
        f"{len(installed)} 个包对 {len(files)} 条漏洞（最新的是 {datetime.fromtimestamp(newest):%Y-%m-%d}）",
        "升级到公告里写的版本，跑完测试再上线",
    )  # fmt: skip


def _affected(advisory: dict[str, Any], installed: dict[str, str]) -> Iterator[str]:
    """Raises KeyError, ValueError and the like for what is no advisory."""
    name_of = advisory["id"]
    for one in advisory["affected"]:
        name, ranges, versions = _plain(one["package"]["name"]), one.get("ranges", []), one.get("versions", [])
        if not ranges and not versions:
            raise ValueError(f"{name_of} names neither versions nor ranges")
        if name not in installed:
            continue
        if installed[name] in versions or any(_within(Version(installed[name]), each) for each in ranges):
            yield f"{name} {installed[name]}：{name_of}"


def _within(version: Version, told: dict[str, Any]) -> bool:
    """OSV's events in order: each `introduced` begins what is affected; `fixed` ends it before that version,
    `last_affected` after it. Ranges of commits tell nothing of a version.
    """
    if told["type"] not in ("ECOSYSTEM", "SEMVER"):
        return False
    inside = False
    for event in told["events"]:
        if (begin := event.get("introduced")) is not None:
            inside = inside or begin == "0" or version >= Version(begin)
        elif (end := event.get("fixed")) is not None:
            inside = inside and version < Version(end)
        elif (last := event.get("last_affected")) is not None:
            inside = inside and version <= Version(last)
    return inside


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def model_files(settings: Settings) -> AssessedItem:
    """Hashes every byte: seconds."""
    title, clauses = "模型文件的完整性", (v.INTEGRITY,)
    try:
        found = models.verify(engines.needed_models(settings), settings.models_dir)
    except models.ModelDownloadError as error:
        return AssessedItem("models", title, clauses, "fail", str(error), "kiosk models verify，按提示重新取")
    here = [one for one in found if one.state != "missing"]
    if not here:
        told = "这台机器上没有模型文件"
        return AssessedItem("models", title, clauses, "not_assessed", told, f"看过 {settings.models_dir}")
    bad = [one for one in found if one.state in ("incomplete", "missing")]
    problems = [f"{one.model.name} 缺少或者改过：{'、'.join(one.missing[:3]) or '整个都没有'}" for one in bad]
    problems += [f"{one.model.name} 是手工放的，没有哈希可比" for one in here if one.state == "unverified"]
    return judged(
        "models",
        title,
        clauses,
        problems,
        f"{len(here)} 个模型，每个字节的哈希都对",
        "kiosk models verify，按提示重新取",
    )
