"""Two versions compared as their files are read from a folder."""

from __future__ import annotations

from dialogue import read_services
from kiosk.hall.version_files import unpacked_folder
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.difference import DifferenceLine, differences, files_changed


def compared(one: Bundle, other: Bundle) -> tuple[DifferenceLine, ...]:
    """In words. Blocking."""
    with unpacked_folder(one) as before, unpacked_folder(other) as after:
        found = differences(read_services(before), read_services(after))
    return (*found, *files_changed(one, other))
