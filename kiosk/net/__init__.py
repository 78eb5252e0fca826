"""Sockets below the channels: listeners, limits per address, host and origin checks, TLS."""
