"""Explains in one sentence why a download from the hub failed, and what to do. What has come is kept in every case."""

from __future__ import annotations

import errno

import httpx2
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, OfflineModeIsEnabled

#: What to do where a hub or mirror does not serve.
ANOTHER = "set HF_ENDPOINT to a mirror that can be reached (in China for instance https://hf-mirror.com)"


def explain(error: Exception, what: str, endpoint: str, again: str) -> str:
    """`what`: a file or a repository; `endpoint`: the hub or mirror that was asked; `again`: the command to repeat."""
    if isinstance(error, OfflineModeIsEnabled):
        return f"HF_HUB_OFFLINE is set, so {what} cannot be fetched; unset it and run `{again}`."
    if isinstance(error, HfHubHTTPError):
        return _answered(error, error.response.status_code, what, endpoint, again)
    if isinstance(error, httpx2.HTTPStatusError):
        return _answered(error, error.response.status_code, what, endpoint, again)
    if isinstance(error, httpx2.ProxyError):
        return f"The proxy refused {endpoint} for {what}; check HTTPS_PROXY and NO_PROXY, then run `{again}`."
    if isinstance(error, (httpx2.HTTPError, httpx2.InvalidURL)):
        if "certificate" in str(error).lower():
            return (
                f"The certificate of {endpoint} is not trusted for {what}; set SSL_CERT_FILE to a file with your "
                f"site's CA, then run `{again}`."
            )
        return (
            f"{endpoint} could not be reached for {what}, or broke off ({type(error).__name__}); check the network, or "
            f"{ANOTHER}, then run `{again}`: it goes on where it stopped."
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk filled up while {what} was coming; free some space and run `{again}`: it goes on from there."
    if isinstance(error, OSError) and error.errno is not None:
        where = f" ({error.filename})" if error.filename else ""
        return f"{what} cannot be written: {error.strerror}{where}; mend that and run `{again}`."
    wrong = f"{endpoint} sent {what} with another length than it declares"
    return f"{wrong}; run `{again}`, and if that comes again, {ANOTHER}."


def _answered(error: Exception, status: int, what: str, endpoint: str, again: str) -> str:
    if isinstance(error, GatedRepoError):
        return f"{endpoint} gives {what} only to accounts that were let in; {ANOTHER}, then run `{again}`."
    if status in (401, 403):
        return f"{endpoint} refuses {what} (HTTP {status}); {ANOTHER}, then run `{again}`."
    if status == 404:
        return f"{endpoint} does not have {what}; {ANOTHER}, or unset it to ask the hub itself, then run `{again}`."
    if status == 429 or status >= 500:
        return f"{endpoint} is busy or out of order (HTTP {status}) for {what}; run `{again}` later, or {ANOTHER}."
    return f"{endpoint} answered HTTP {status} for {what}; {ANOTHER}, then run `{again}`."
