"""Who may connect to the bridge. Sans-I/O.

It listens on the loopback address alone, and any web page in the machine's browser can reach that. So the request must
name this machine as its host (another site could point its own name here: DNS rebinding), and come from a page of the
hall (`Origin`, which a browser always sends with a WebSocket). The token comes after that, in the first message.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from kiosk.config import ListenerSettings, Settings

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_USUAL = {"http": 80, "https": 443}


def pages_of(settings: Settings) -> frozenset[str]:
    """The origins of the pages that may connect."""
    named = [page for page in re.split(r"[,\s]+", settings.devices.pages) if page]
    return frozenset(origin for page in named or _own(settings.public) if (origin := plain_origin(page)))


def plain_origin(address: str) -> str:
    """`scheme://host:port` in lower case, always with its port; "" for what is no origin."""
    try:
        parts = urlsplit(address.strip().lower())
        port = parts.port or _USUAL.get(parts.scheme, 0)
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in _USUAL or not host or not port:
        return ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def wrong_bridge_host(host: str, port: int) -> str | None:
    """None, or why a request with this `Host` header is refused."""
    if host.lower() in {f"{name}:{port}" for name in _LOOPBACK}:
        return None
    return f"expected Host to be 127.0.0.1:{port}; got {host[:100]!r}"


def wrong_page(origin: str | None, pages: frozenset[str]) -> str | None:
    """None, or why a WebSocket of this `Origin` is refused, and which setting lets it in."""
    if origin is not None and plain_origin(origin) in pages:
        return None
    came = "none" if origin is None else repr(origin[:100])
    return (
        f"expected Origin to be one of {', '.join(sorted(pages))}; got {came}: set devices.pages to the page's address"
    )


def _own(public: ListenerSettings) -> tuple[str, ...]:
    scheme = "https" if public.tls_cert else "http"
    return tuple(f"{scheme}://{name}:{public.port}" for name in _LOOPBACK)
