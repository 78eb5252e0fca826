"""The Python client of `kiosk.v1`: a kiosk without a screen, and citizens to drive it."""

from kiosk.client.client import ClerkReply, ClientError, KioskClient

__all__ = ["ClerkReply", "ClientError", "KioskClient"]
