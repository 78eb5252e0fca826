"""Response headers of both listeners: browser policies, and nothing about the server software."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

#: The page loads only its own scripts, styles, pictures and worklets, and opens one WebSocket to its origin, and one to
#: the devices of the machine that shows it (`kiosk devices`).
_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self' ws://127.0.0.1:*",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_USED = ("microphone", "camera", "autoplay")
_UNUSED = (
    "accelerometer", "browsing-topics", "clipboard-read", "display-capture", "geolocation",
    "gyroscope", "hid", "magnetometer", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

#: Cross-origin isolation (the first two) gives the page a SharedArrayBuffer, and so a counter of played samples.
HEADERS: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": _CONTENT,
    "Permissions-Policy": ", ".join([*(f"{name}=(self)" for name in _USED), *(f"{name}=()" for name in _UNUSED)]),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Server": "kiosk",  # without it aiohttp sends its version and Python's
}


async def secure(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """For `app.on_response_prepare`: also covers answers of the router, static files and WebSockets."""
    response.headers.update(HEADERS)
