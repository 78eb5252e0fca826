"""The outputs of the log beside the process's own stream."""

from __future__ import annotations

import os
import socket
import ssl

from kiosk.telemetry.otlp import OtlpSender
from kiosk.telemetry.shipping import ShippingHandler
from kiosk.telemetry.syslog import SyslogSender


def open_outputs(
    syslog: str, facility: str, otlp: str, token: str, hall: str, tls: ssl.SSLContext | None
) -> tuple[ShippingHandler, ...]:
    """Those whose address is set. Their threads run from now on; an address that does not answer is no error here."""
    found = list[ShippingHandler]()
    if syslog:
        found.append(ShippingHandler("syslog", SyslogSender(syslog, facility)))
    if otlp:
        resource = {
            "service.name": "hall-clerk",
            "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
            "hall.name": hall,
        }
        found.append(ShippingHandler("otlp", OtlpSender(otlp, token, resource, tls)))
    return tuple(found)
