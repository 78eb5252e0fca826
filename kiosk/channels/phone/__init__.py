"""Telephone calls: each a session without a screen, by voice and keys. The protocols are in `kiosk.wire.phone`."""
