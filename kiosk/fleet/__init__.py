"""The kiosks of a hall: who may connect, their settings, which are connected, and what makes a machine one of them."""

from kiosk.fleet.fleet import Fleet, FleetRefusedError
from kiosk.fleet.line import KioskPage

__all__ = ["Fleet", "FleetRefusedError", "KioskPage"]
