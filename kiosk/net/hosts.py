"""Which host names this server answers to, and which web pages may open its sockets. Sans-I/O.

DNS rebinding: another site points its own name at this machine, so that the browser treats this server as part of that
site. The browser then sends that name as `Host`. So a request by *name* is answered only where the name is the
machine's or configured (`public.hosts`). A request by plain IP address uses no DNS and cannot be rebound.

Cross-site WebSocket hijacking: a browser lets a page of any site open a WebSocket here, and names that site in
`Origin`. Only this server's pages may: those whose origin is the scheme, host and port they call, or a configured
name by http or https. A client that is not a browser sends no `Origin`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})


class Hosts:
    """`configured`: names, each with or without a port; `own`: the machine's own names."""

    def __init__(self, configured: str = "", own: Iterable[str] = ()) -> None:
        self._configured = {_plain(name) for name in re.split(r"[,\s]+", configured) if name}
        self._own = _LOOPBACK | {name.lower().rstrip(".") for name in own if name}

    def wrong_host(self, host: str) -> str | None:
        """None, or why a request with this `Host` header is refused and which setting lets it in."""
        name, _ = _split(host)
        if name and (_is_address(name) or name in self._own or name.endswith(".localhost") or self._lists(host)):
            return None
        return (
            f"expected Host to be a name of this server; got {host[:100]!r}. "
            "If kiosks reach the server by this name, add it to public.hosts in the settings"
        )

    def wrong_origin(self, origin: str | None, host: str, *, secure: bool) -> str | None:
        """None, or why a WebSocket or a post from a page of this `Origin` is refused. `secure`: the request came by
        https. Behind a proxy that ends TLS it did not, though its page did: such a name has to be configured.
        """
        if origin is None:
            return None
        netloc, own = _netloc(origin), f"{'https' if secure else 'http'}://"
        if netloc and ((netloc == _plain(host) and origin.lower().startswith(own)) or self._lists(netloc)):
            return None
        return (
            f"expected no Origin, or this server's own; got {origin[:100]!r}: a web page elsewhere may not connect. "
            "If the kiosk's page is served under this name, also by a proxy that ends TLS, add it to public.hosts in "
            "the settings"
        )

    def _lists(self, host: str) -> bool:
        name, _ = _split(host)
        return name in self._configured or _plain(host) in self._configured


def own_names() -> tuple[str, ...]:
    """The machine's host name, its first label, and both in the local domain of mDNS."""
    name = socket.gethostname().lower()
    first = name.partition(".")[0]
    return (name, first, f"{first}.local")


def _netloc(origin: str) -> str:
    """Host and port of an origin; "" for `null` and everything unreadable."""
    try:
        parts = urlsplit(origin)
        return _plain(parts.netloc) if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _plain(host: str) -> str:
    """Lower case, names as they travel (IDNA), without the ports that browsers leave out."""
    name, port = _split(host)
    return name if port in ("", "80", "443") else f"{name}:{port}"


def _split(host: str) -> tuple[str, str]:
    name, port = host.strip().lower(), ""
    if found := re.fullmatch(r"(\[[0-9a-f:.]+\]|[^:\[\]]*)(?::(\d{1,5}))?", name):
        name, port = found[1], found[2] or ""
    name = name.rstrip(".")
    if not name.isascii():
        with contextlib.suppress(UnicodeError):  # not a valid name: compared as it came
            name = name.encode("idna").decode()
    return name, port


def _is_address(name: str) -> bool:
    bracketed = re.fullmatch(r"\[(.*)\]", name)
    try:
        ipaddress.ip_address(bracketed[1] if bracketed else name)
    except ValueError:
        return False
    return True
