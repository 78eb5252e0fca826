"""Explains in one sentence why a package registry's client failed, from its output, and what to do.

Standard library only: the set-up script uses it before anything is installed.
"""

from __future__ import annotations

_AWAY = (
    "name resolution", "newconnectionerror", "connection refused", "timed out", "network is unreachable", "max retries",
    "enotfound", "eai_again", "econnrefused", "econnreset", "etimedout", "proxyerror", "socket hang up",
)  # fmt: skip
_ABSENT = ("no matching distribution", "could not find a version", "e404", "etarget")
_HASHES = ("do not match the hashes", "eintegrity")


def explain(output: str, what: str, tool: str, again: str) -> str:
    """One sentence, no line breaks. `what`: what `tool` (pip, npm) was to fetch; `again`: the command to repeat."""
    low = output.lower()
    if "no module named pip" in low:
        return f"This Python has no pip to get {what} with; run `python -m ensurepip`, then `{again}`."
    if "no space left" in low or "enospc" in low:
        return f"The disk filled up while {what} was coming; free some space and run `{again}`."
    if "certificate" in low:
        return f"The registry's certificate is not trusted for {what}; give {tool} your site's CA, then run `{again}`."
    if any(sign in low for sign in _HASHES):
        return (
            f"What the registry served for {what} is not what is pinned, so it is not used; "
            f"check the mirror that `{tool} config list` shows, then run `{again}`."
        )
    if "eusage" in low and "in sync" in low:
        return (
            f"package-lock.json does not agree with package.json, so {what} cannot be had; in web/, delete "
            f"node_modules and package-lock.json, run `npm install`, then `{again}`."
        )
    if any(sign in low for sign in _AWAY):
        return (
            f"The registry could not be reached for {what}; check the network and the mirror that "
            f"`{tool} config list` shows, then run `{again}`."
        )
    if any(sign in low for sign in _ABSENT):
        return (
            f"The registry that {tool} uses here does not have {what}; point {tool} at a complete mirror "
            f"(`{tool} config list` shows the present one), then run `{again}`."
        )
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    said = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "nothing")
    return f"{tool} could not get {what}; it said: {said[:300]}. Mend that and run `{again}`."
