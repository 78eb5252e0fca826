"""The process's log as the section `log` says."""

from __future__ import annotations

from kiosk.config import Settings
from kiosk.config.trust_store import client_context
from kiosk.telemetry import log
from kiosk.telemetry.log_outputs import open_outputs


def set_up_log(settings: Settings) -> None:
    """Once for a process; a second call changes nothing that matters."""
    told = settings.log
    outputs = open_outputs(
        told.syslog, told.syslog_facility, told.otlp, told.otlp_token, settings.hall.name,
        client_context(told.ca_file) if told.otlp.startswith("https:") else None,
    )  # fmt: skip
    log.set_up(told.level, told.format, to=told.to, outputs=outputs)
