"""Simulated devices, for a demonstration and for tests: they fail as real ones do when a person tells them to."""

from kiosk.devices.simulated.kiosk import SimulatedKiosk

__all__ = ["SimulatedKiosk"]
