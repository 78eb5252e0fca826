"""Who is called when a citizen needs a human: whether anybody is, and whether each destination can be reached."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.client.operators_side import read_json
from kiosk.config import Settings
from kiosk.doctor.network import listens
from kiosk.doctor.result import CheckResult

_SECRET = 16


def check_listening(settings: Settings) -> Iterable[CheckResult]:
    """Whether members of staff may hear citizens, who have to know."""
    if settings.live.sound == "off":
        yield CheckResult("listening by ear", "ok", "off: seats read what is said, with numbers masked")
        return
    detail = "seats may hear citizens, numbers among it; the greeting says so, and nothing else does"
    yield CheckResult("listening by ear", "note", detail, "put it up where citizens read it, or live.sound: off")


def check_staff(settings: Settings) -> Iterable[CheckResult]:
    staff = settings.staff
    running = read_json(settings, "/readyz")
    if not staff.destinations:
        detail = f"nobody is called unless a bell page is open; else citizens are sent to {staff.desk}"
        yield CheckResult("staff", "note", detail, "open /bell of the operators' listener, or set staff.first.url")
    for name, one in staff.destinations.items():
        what = f"staff.{name}"
        fix = f"start it, or correct {what}.url; until then its messages wait in the outbox"
        yield listens(what, one.url, fix)
        if one.secret and len(one.secret) < _SECRET:
            detail = f"the secret's {len(one.secret)} characters can be guessed"
            yield CheckResult(what, "note", detail, "a random one: openssl rand -hex 16")
        if one.format == "json" and not one.secret and not one.token:
            detail = "its messages are not signed: whoever reaches it can send such ones"
            yield CheckResult(what, "note", detail, f"set {what}.secret")
    told = running.get("staff", {}) if isinstance(running, dict) else {}
    for name in told.get("failing", ()):
        detail = "the running hall's last messages to it did not arrive"
        yield CheckResult(f"staff.{name}", "note", detail, "kiosk's log says why: a delivery was given up, or waits")
