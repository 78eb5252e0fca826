"""The commands of `kiosk`, one a file."""
