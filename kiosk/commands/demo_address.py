"""`python -m kiosk.commands.demo_address`: where `make run` has its demo back end, as the settings say.

Messages and ratings go there too. With mistakes in the settings it is the usual address: the hall tells the mistakes.
"""

from __future__ import annotations

import os

from kiosk.config import BackendSettings, ConfigError, load_settings, usual_file


def demo_address() -> str:
    """Without a slash at its end."""
    try:
        url = load_settings(usual_file(), os.environ).backend.url
    except ConfigError:
        url = BackendSettings().url
    return url.rstrip("/")


if __name__ == "__main__":
    print(demo_address())
