"""What a hall with default settings gives its turn machines."""

from kiosk.config import Settings
from kiosk.hall.channel_profiles import channel_profile

TURN_PROFILE = channel_profile(Settings(), "screen").turn
