"""The record on a PostgreSQL server (`store.url`): reached, of which version, migrated, its clock, its notices."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from kiosk.config import Settings
from kiosk.doctor.folders import told_of_record
from kiosk.doctor.result import CheckResult
from kiosk.store.server_look import ServerLook, look_at_server

#: The oldest for which there still are corrections.
_OLDEST = 14
#: Seconds by which the clocks of the server and of this machine may differ.
_SKEW_S = 5.0


def check_record_server(settings: Settings) -> Iterable[CheckResult]:
    if not _is_postgresql(settings.store.url):
        return
    look = asyncio.run(look_at_server(settings.store.url, settings.key_path))
    if look.trouble:
        yield CheckResult(
            "record", "missing", f"{look.where}: {look.trouble}", "docs/install.md, The record on PostgreSQL"
        )
        return
    yield _version(look)
    yield _tables(look)
    if look.record is not None:
        yield from told_of_record(look.record)
    yield _clock(look)
    if look.notices:
        yield CheckResult("record notices", "ok", "LISTEN and NOTIFY work: what one hall publishes reaches all at once")
    else:
        detail = "a NOTIFY did not reach a LISTEN: other halls learn of a new version up to a second later"
        yield CheckResult(
            "record notices", "note", detail, "connect straight to the server, or by a pooler in session mode"
        )


def _is_postgresql(url: str) -> bool:
    try:
        return bool(url) and make_url(url).get_backend_name() == "postgresql"
    except ArgumentError:
        return False


def _version(look: ServerLook) -> CheckResult:
    number = look.version.split(".")[0]
    old = number.isdigit() and int(number) < _OLDEST
    fix = f"update it to {_OLDEST} or newer: older ones get no corrections any more" if old else ""
    return CheckResult("record server", "note" if old else "ok", f"PostgreSQL {look.version} at {look.where}", fix)


def _tables(look: ServerLook) -> CheckResult:
    if look.revision == "newer":
        detail = "made by a newer version of this program, which this one cannot use"
        return CheckResult("record tables", "missing", detail, "install that version, or restore the copy made before")
    if look.revision == "current":
        return CheckResult("record tables", "ok", "of this version")
    told = "not made yet" if look.revision == "none" else "of an older version"
    if not look.may_make:
        fix = "have the user own the database: ALTER DATABASE … OWNER TO …"
        return CheckResult("record tables", "missing", f"{told}, and the user may not make any", fix)
    return CheckResult("record tables", "ok", f"{told}: the next start does it" + _copy(look))


def _copy(look: ServerLook) -> str:
    return "; make a copy before it (pg_dump)" if look.revision == "older" else ""


def _clock(look: ServerLook) -> CheckResult:
    off = abs(look.clock_s)
    if off <= _SKEW_S:
        return CheckResult("record clock", "ok", f"within {max(off, 0.1):.1f} s of this machine's")
    way = "ahead of" if look.clock_s > 0 else "behind"
    return CheckResult("record clock", "note", f"{off:.0f} s {way} this machine's", "set both by one time server (NTP)")
