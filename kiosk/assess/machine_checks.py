"""Checks of settings and files: listeners, secrets, key, dependencies, models. Blocking."""

from __future__ import annotations

import ipaddress
import json
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import distributions
from typing import Any

from cryptography import x509

from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import ListenerSettings, OperatorsSettings, Settings
from kiosk.hall import engines
from kiosk.models import files as models
from kiosk.store.keyfile import KeyFileError, load

#: Days after which a key should have been rotated, and in which a certificate must not end.
_KEY_DAYS, _CERTIFICATE_DAYS = 365, 14
#: Characters of a secret that somebody may have made up.
_SHORT = 16
_USUAL = re.compile(r"change.?me|secret|password|passw0rd|default|example|test|demo|admin|12345|abc123|qwerty", re.I)


def listeners(settings: Settings) -> AssessedItem:
    problems = list[str]()
    for name, side in (("public", settings.public), ("operators", settings.operators)):
        problems += _listener(name, side)
    return judged(
        "listeners", "监听地址和传输加密", (v.IDENTITY, v.CONFIDENTIALITY), problems,
        f"群众端 {settings.public.host}:{settings.public.port}，运维端 {settings.operators.host}:"
        f"{settings.operators.port}；出了本机的都用 TLS，证书没有到期",
        "配置 tls_cert 和 tls_key（kiosk tls），或者把 host 改回 127.0.0.1，由反向代理加密",
    )  # fmt: skip


def _listener(name: str, side: ListenerSettings | OperatorsSettings) -> Iterator[str]:
    if side.tls_cert is None:
        if not _loopback(side.host):
            yield f"{name}.host 是 {side.host}，没有 TLS"
        return
    try:
        certificate = x509.load_pem_x509_certificate(side.tls_cert.read_bytes())
    except (OSError, ValueError):
        yield f"{name}.tls_cert 读不出来"
        return
    left = certificate.not_valid_after_utc - datetime.now(UTC)
    if left < timedelta(days=_CERTIFICATE_DAYS):
        yield f"{name} 的证书 {certificate.not_valid_after_utc:%Y-%m-%d} 到期"


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def secrets(settings: Settings) -> AssessedItem:
    found = list(_secrets(settings, ""))
    weak = [
        f"{name} 是常见的口令，或者太短"
        for name, value in found
        if _USUAL.search(value) or (len(value) < _SHORT and "://" not in value)
    ]
    return judged(
        "secrets", "默认口令和弱口令", (v.ACCESS,), weak, f"设置了 {len(found)} 个密钥、口令，没有默认的和太短的",
        "换成随机的 32 位以上，例如 openssl rand -hex 32",
    )  # fmt: skip


def _secrets(settings: Any, at: str) -> Iterator[tuple[str, str]]:
    """Each that is set, but the address of a database, which has its own password."""
    for one in fields(settings):
        value, name = getattr(settings, one.name), f"{at}{one.name}"
        if is_dataclass(value):
            yield from _secrets(value, f"{name}.")
        elif isinstance(value, dict):
            for key, inner in value.items():
                if is_dataclass(inner):
                    yield from _secrets(inner, f"{name}.{key}.")
        elif value and any(getattr(rule, "secret", False) for rule in one.metadata.values()) and name != "store.url":
            yield name, str(value)


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
    for one in advisory.get("affected", []):
        name = _plain(one["package"]["name"])
        if name in installed and installed[name] in one.get("versions", []):
            yield f"{name} {installed[name]}：{advisory['id']}"


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
    bad = [one for one in found if one.state == "incomplete"]
    problems = [f"{one.model.name} 缺少或者改过：{'、'.join(one.missing[:3])}" for one in bad]
    problems += [f"{one.model.name} 是手工放的，没有哈希可比" for one in here if one.state == "unverified"]
    return judged(
        "models",
        title,
        clauses,
        problems,
        f"{len(here)} 个模型，每个字节的哈希都对",
        "kiosk models verify，按提示重新取",
    )
