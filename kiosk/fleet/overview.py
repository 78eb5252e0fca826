"""The list of a hall's kiosks, as operators are shown it: who is connected, since when not, and what is amiss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from kiosk.fleet.fleet import Fleet
from kiosk.fleet.line import KioskLine
from kiosk.store.kiosks import StoredKiosk

KioskStage = Literal["connected", "away", "invited", "unused", "revoked"]


def overview(fleet: Fleet, *, build_of: Sequence[str], now_ms: int, now: float) -> list[dict[str, Any]]:
    """JSON, one object a kiosk, by name; then pages without a token. `build_of`: the scripts of the page that is served
    now. `now`: s on the event loop's clock.
    """
    kiosks = [_kiosk(one, fleet.line_of(one.id), build_of, now_ms, now) for one in fleet.stored]
    for told, one in zip(kiosks, fleet.stored, strict=True):
        if told["stage"] == "away" and (left := fleet.left_at(one.id)) is not None:  # the record knows it later
            told |= {"seen": _iso(now_ms - round((now - left) * 1000)), "silent_s": round(now - left)}
        if (alarm := fleet.alarm_of(one.id)) is not None:
            told["alarm"] = {"address": alarm.address, "seconds_ago": round(now - alarm.at)}
    guests = [_guest(line, build_of, now_ms, now) for line in fleet.guests]
    return kiosks + guests


def of_record(kiosks: Sequence[StoredKiosk], now_ms: int) -> list[dict[str, Any]]:
    """The same without a running hall: nothing is connected."""
    return [_kiosk(one, None, (), now_ms, 0.0) for one in kiosks]


def _kiosk(
    one: StoredKiosk, line: KioskLine | None, build_of: Sequence[str], now_ms: int, now: float
) -> dict[str, Any]:
    about = {
        "name": one.name,
        "enrolled": one.enrolled,
        "stage": _stage(one, line, now_ms),
        "place": one.place,
        "window": one.window,
        "volume": one.volume,
        "elderly": one.elderly,
        "seen": None if one.seen_ms is None else _iso(one.seen_ms),
        "silent_s": None if one.seen_ms is None else max(0, (now_ms - one.seen_ms) // 1000),
        "address": one.address,
    }
    return about | (_connected(line, build_of, now_ms, now) if line is not None else _UNKNOWN)


def _guest(line: KioskLine, build_of: Sequence[str], now_ms: int, now: float) -> dict[str, Any]:
    about = {"name": line.name, "enrolled": False, "stage": "connected", "place": "", "window": ""}
    return about | {"volume": 100, "elderly": False} | _connected(line, build_of, now_ms, now)


_UNKNOWN: dict[str, Any] = {"serving": False, "page": "", "current": None, "devices": {}, "alarm": None}


def _connected(line: KioskLine, build_of: Sequence[str], now_ms: int, now: float) -> dict[str, Any]:
    silent_s = max(0.0, now - line.screen.heard_at)
    return _UNKNOWN | {
        "seen": _iso(now_ms - round(silent_s * 1000)),
        "silent_s": round(silent_s),
        "address": line.address,
        "serving": not line.screen.attract,
        "page": line.page,
        "current": line.page in build_of if line.page and build_of else None,
        "devices": dict(line.states),
    }


def _stage(one: StoredKiosk, line: KioskLine | None, now_ms: int) -> KioskStage:
    if one.revoked_ms is not None:
        return "revoked"
    if line is not None:
        return "connected"
    if one.enrolled:
        return "away"
    return "invited" if (one.code_until_ms or 0) > now_ms else "unused"


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().isoformat(timespec="seconds")
