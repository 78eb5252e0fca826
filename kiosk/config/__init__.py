"""The settings of a hall: read, checked, typed."""

from kiosk.config.feedback import FeedbackSettings
from kiosk.config.fleet import FleetSettings
from kiosk.config.identity import IdentitySettings
from kiosk.config.live import LiveSettings
from kiosk.config.settings import (
    AsrSettings,
    BackendSettings,
    ConfigError,
    DeviceSettings,
    LimitSettings,
    ListenerSettings,
    MessageSettings,
    OperatorsSettings,
    PhoneSettings,
    Settings,
    StaffSettings,
    TurnSettings,
    load_settings,
    usual_file,
)

__all__ = [
    "AsrSettings",
    "BackendSettings",
    "ConfigError",
    "DeviceSettings",
    "FeedbackSettings",
    "FleetSettings",
    "IdentitySettings",
    "LimitSettings",
    "ListenerSettings",
    "LiveSettings",
    "MessageSettings",
    "OperatorsSettings",
    "PhoneSettings",
    "Settings",
    "StaffSettings",
    "TurnSettings",
    "load_settings",
    "usual_file",
]
