"""OpenTelemetry logs (OTLP/HTTP, JSON encoding), by the standard library.

The OpenTelemetry SDK would bring a thread and queue of its own beside `shipping`, protobuf, and a logs interface whose
modules are still named as private (`opentelemetry._logs`); the JSON encoding is a stable part of the protocol.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from kiosk.telemetry.shipping import LogLine

#: Seconds that a request may take.
_WITHIN_S = 10.0
#: Statuses after which the protocol wants the request repeated.
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
#: Bytes of an answer that are read.
_ANSWER = 65_536
_SEVERITIES = ((logging.CRITICAL, 21, "FATAL"), (logging.ERROR, 17, "ERROR"), (logging.WARNING, 13, "WARN"),
               (logging.INFO, 9, "INFO"), (0, 5, "DEBUG"))  # fmt: skip


class OtlpSender:
    """`url`: whole, such as http://collector:4318/v1/logs. `token`: bearer token. `resource`: about this process."""

    def __init__(self, url: str, token: str, resource: dict[str, str], tls: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._tls = parts.hostname or "", parts.port, tls
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._resource = {"attributes": [_attribute(name, value) for name, value in resource.items()]}
        self._connection: http.client.HTTPConnection | None = None

    def send(self, lines: Sequence[LogLine]) -> int:
        body = json.dumps(self.request(lines), ensure_ascii=False).encode()
        try:
            connection = self._connection or self._connect()
            self._connection = connection
            connection.request("POST", self._path, body, self._headers)
            response = connection.getresponse()
            answer = response.read(_ANSWER)
        except http.client.HTTPException as error:
            self.close()
            raise ConnectionError(type(error).__name__) from error
        except OSError:
            self.close()
            raise
        if response.status in _AGAIN:
            self.close()
            raise ConnectionError(f"status {response.status}")
        return _rejected(answer) if response.status < 300 else len(lines)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def request(self, lines: Sequence[LogLine]) -> dict[str, Any]:
        """`ExportLogsServiceRequest`."""
        scope = {"scope": {"name": "kiosk"}, "logRecords": [_record(line) for line in lines]}
        return {"resourceLogs": [{"resource": self._resource, "scopeLogs": [scope]}]}

    def _connect(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=_WITHIN_S, context=self._tls)
        return http.client.HTTPConnection(self._host, self._port, timeout=_WITHIN_S)


def _record(line: LogLine) -> dict[str, Any]:
    fields = json.loads(line.text)
    event = fields.pop("event", "")
    for name in ("timestamp", "level"):
        fields.pop(name, None)
    _, number, text = next(one for one in _SEVERITIES if line.level >= one[0])
    return {
        "timeUnixNano": str(round(line.at * 1e9)),
        "severityNumber": number,
        "severityText": text,
        "body": {"stringValue": str(event)},
        "attributes": [_attribute(name, value) for name, value in fields.items() if value is not None],
    }


def _attribute(name: str, value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        told: dict[str, Any] = {"boolValue": value}
    elif isinstance(value, int):
        told = {"intValue": str(value)}  # 64 bits are text in the JSON encoding
    elif isinstance(value, float):
        told = {"doubleValue": value}
    else:
        told = {"stringValue": str(value)}
    return {"key": name, "value": told}


def _rejected(answer: bytes) -> int:
    """Of a success in part."""
    try:
        return int(json.loads(answer)["partialSuccess"]["rejectedLogRecords"])
    except (ValueError, KeyError, TypeError):
        return 0
