"""The settings of a hall: read, checked, typed."""

from kiosk.config.settings import (
    Asr,
    Backend,
    ConfigError,
    Limits,
    Listener,
    Operators,
    Settings,
    Turns,
    load_settings,
    usual_file,
)

__all__ = [
    "Asr",
    "Backend",
    "ConfigError",
    "Limits",
    "Listener",
    "Operators",
    "Settings",
    "Turns",
    "load_settings",
    "usual_file",
]
