"""What lies on the disk: the page, the services, the data folder, the journal and the record."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from pathlib import Path

from dialogue import Library, ScriptErrors, load_library
from dialogue.script.calendar import HallCalendar
from dialogue.script.model import Query, Submit, Take
from kiosk.config import Settings
from kiosk.doctor.result import CheckResult
from kiosk.store import StoreError, canary, inspection
from kiosk.store.inspection import RecordLook
from kiosk.store.journal import set_aside
from kiosk.store.opening import database_may_hold
from kiosk.store.outage import DAMAGED_ADVICE
from kiosk.store.sealed_files import sealed_files

#: Free space (bytes) for rendered speech, the record and a margin.
_FREE = 1 << 30


def check_page(settings: Settings) -> Iterable[CheckResult]:
    if (Path(str(files("kiosk"))) / "static" / "index.html").is_file():
        yield CheckResult("page", "ok", "built")
    else:
        yield CheckResult("page", "missing", "not built", "make web")


def check_services(settings: Settings) -> Iterable[CheckResult]:
    try:
        library = load_library(settings.services_dir)
    except (ScriptErrors, OSError) as error:
        yield CheckResult("services", "missing", str(error), f"fix the scripts in {settings.services_dir}")
    else:
        names = "、".join(script.name for script in library.scripts)
        yield CheckResult("services", "ok", f"{names}; {len(library.passages)} passages of knowledge")
        yield from _timeouts(library, settings.backend.timeout_s)
        yield from _phones(library, settings.hall.public_url)
        yield from _holidays(library.calendar, date.today())


def _holidays(calendar: HallCalendar, today: date) -> Iterable[CheckResult]:
    """Years over which due times of tickets are counted without their public holidays."""
    years = [today.year] if today.year not in calendar.years else []
    years += [today.year + 1] if calendar.lacks_next_year(today) else []
    if years:
        detail = f"the public holidays of {', '.join(map(str, years))} are not entered: due times count weekends alone"
        yield CheckResult("services.calendar", "note", detail, "enter 休息日 and 调休上班 of the year in calendar.yaml")


def _timeouts(library: Library, most_s: float) -> Iterable[CheckResult]:
    """Steps whose 超时 is longer than `backend.timeout_s`, which cuts them short."""
    cut = {
        (step.timeout_s, f"{script.name} {step.queue if isinstance(step, Take) else step.api} {step.timeout_s:g} s")
        for script in library.scripts
        for step in script.steps
        if isinstance(step, (Query, Submit, Take)) and step.timeout_s is not None and step.timeout_s > most_s
    }
    if cut:
        detail = f"{most_s:g} s cuts short what scripts set: {'; '.join(sorted(text for _, text in cut))}"
        fix = f"set backend.timeout_s to {max(seconds for seconds, _ in cut):g}, or shorten 超时 in these scripts"
        yield CheckResult("backend.timeout_s", "note", detail, fix)


def _phones(library: Library, public_url: str) -> Iterable[CheckResult]:
    """Steps that only a citizen's phone can do, where no phone can reach the server."""
    only = [
        f"{script.name} {slot.name}"
        for script in library.scripts
        for slot in script.slots
        if slot.capture and slot.capture.devices == {"phone"}
    ]
    if only and not public_url:
        detail = f"no phone can send a picture, and these steps take no other: {'; '.join(only)}"
        fix = "set hall.public_url to the address by which phones reach this server, or write 拍照 instead of 上传"
        yield CheckResult("hall.public_url", "note", detail, fix)


def check_data(settings: Settings) -> Iterable[CheckResult]:
    place = next(path for path in (settings.data_dir, *settings.data_dir.parents) if os.path.exists(path))
    if trouble := unwritable(place):
        detail = f"{settings.data_dir} cannot be made or written: {trouble}"
        yield CheckResult("data", "missing", detail, "set data_dir to a folder that can be written")
        return
    free = shutil.disk_usage(place).free
    fix = "free some space, or set data_dir to another disk" if free < _FREE else ""
    yield CheckResult("data", "note" if fix else "ok", f"{settings.data_dir}, {free / 1e9:.1f} GB free", fix)
    key = settings.key_path
    if not key.exists():
        if sealed_files(settings):
            yield CheckResult("key", "missing", str(canary.missing(key, f"{settings.data_dir}")))
        elif settings.store.url or not (settings.data_dir / "hall.db").exists():
            yield CheckResult("key", "ok", f"will be made at the first start: {key}")
    elif stat.S_IMODE(key.stat().st_mode) & 0o077:
        yield CheckResult("key", "missing", f"{key} can be read by others", f"chmod 600 {key}")
    else:
        yield CheckResult("key", "ok", f"{key}; keep a copy: without it the record cannot be read")


def unwritable(place: Path) -> str:
    """Why no file can be created in `place`; empty if one can. Leaves nothing behind."""
    if not place.is_dir():
        return f"{place} is a file, not a folder"
    try:
        with tempfile.TemporaryFile(dir=place):
            return ""
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return ""  # reported below, with the space left
        return f"no file can be made in {place} ({error.strerror})"


def check_journal(settings: Settings) -> Iterable[CheckResult]:
    copies = set_aside(settings.journal_path)
    if copies:
        yield CheckResult("journal", "note", f"was damaged: {', '.join(copy.name for copy in copies)}", DAMAGED_ADVICE)


def check_record(settings: Settings) -> Iterable[CheckResult]:
    """Whether the key file is the record's, and the clock what the record expects. Of SQLite in data_dir; one on
    PostgreSQL is `check_record_server`'s.
    """
    try:
        there = database_may_hold(settings)
    except StoreError as error:
        yield CheckResult("record", "missing", str(error))
        return
    if settings.store.url or not there:
        return
    yield from told_of_record(inspection.look(settings.data_dir / "hall.db", settings.key_path))


def told_of_record(look: RecordLook) -> Iterable[CheckResult]:
    if look.trouble:
        yield CheckResult("record", "missing", look.trouble)
        return
    if look.days_off:
        way = "ahead of" if look.days_off > 0 else "behind"
        detail = f"{abs(look.days_off):.0f} days {way} the time last recorded: nothing is deleted until it is believed"
        yield CheckResult("clock", "note", detail, "set it right (timedatectl); a right one is believed after a week")
    elif look.recorded:
        yield CheckResult("record", "ok", f"{look.recorded} conversations, {look.cases} cases")
