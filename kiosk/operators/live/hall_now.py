"""What the wall shows of a hall beside its conversations: kiosks, the queue, calls for staff, each from its source."""

from __future__ import annotations

from typing import Any

from kiosk.fleet import Fleet
from kiosk.fleet.overview import overview
from kiosk.hall import Hall

#: A kiosk's page sends a ping every 4 s; after so many seconds without one it counts as down.
DOWN_S = 10


def hall_now(hall: Hall, fleet: Fleet, now: float) -> dict[str, Any]:
    """JSON. `now`: s on the event loop's clock."""
    now_ms, (waiting, longest_s) = hall.store.now_ms(), hall.sessions.room.queue
    told = hall.devices.states()
    kiosks = [
        _kiosk(one) | {"reported": {state.device: state.state for state in told[one["name"]].devices}}
        if one["name"] in told
        else _kiosk(one) | {"reported": {}}
        for one in overview(fleet, build_of=(), now_ms=now_ms, now=now)
        if one["stage"] != "revoked"
    ]
    return {
        "kiosks": kiosks,
        "queue": {"waiting": waiting, "longest_s": round(longest_s)},
        "calls": [{**call.shown(now_ms), "conversation": call.conversation} for call in hall.staff.open_calls()],
        "on_duty": hall.staff.on_duty,
    }


def _kiosk(one: dict[str, Any]) -> dict[str, Any]:
    """`down`: enrolled and not heard. The seconds since are left out: they would change with each look."""
    silent_s = one["silent_s"]
    down = one["enrolled"] and (one["stage"] == "away" or (silent_s is not None and silent_s >= DOWN_S))
    names = ("name", "place", "window", "enrolled", "stage", "serving", "devices", "alarm")
    return {name: one.get(name) for name in names} | {"down": down, "seen": one["seen"] if down else None}
