"""What every answer of both listeners carries: what a browser may do with it, and nothing about what serves it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

#: The page is scripts, styles, pictures and worklets of our own, and one WebSocket to where it came from.
_CONTENT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_UNUSED = (
    "accelerometer", "browsing-topics", "camera", "clipboard-read", "display-capture", "geolocation",
    "gyroscope", "hid", "magnetometer", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip

#: Cross-origin isolation (the first two) gives the page a SharedArrayBuffer, and so a counter of played samples.
HEADERS: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": _CONTENT,
    "Permissions-Policy": ", ".join(["microphone=(self)", "autoplay=(self)", *(f"{name}=()" for name in _UNUSED)]),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Server": "kiosk",  # without it aiohttp tells its own version and Python's
}


async def secure(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """For `app.on_response_prepare`: also reaches answers of the router, of static files and of WebSockets."""
    response.headers.update(HEADERS)
