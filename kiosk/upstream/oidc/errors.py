"""What can go wrong in a sign-in by the organisation's server."""

from __future__ import annotations

from typing import Literal

#: `away`: no answer. `answer`: something else came than the standard says. `issuer`: another server. `refused`: the
#: server let nobody in. `used`: a code that is used up or too old. `client`: the server does not know this hall.
#: `unsigned`: no valid signature. `expired`: not now. `audience`: for another program. `nonce`: of another sign-in.
#: `stale`: who it is was not proven anew. `undated`: the server does not say when it was proven.
ProviderErrorKind = Literal[
    "away",
    "answer",
    "issuer",
    "refused",
    "used",
    "client",
    "unsigned",
    "expired",
    "audience",
    "nonce",
    "stale",
    "undated",
]


class ProviderError(Exception):
    """`kind`: for the person at the page; the text, in English and without secrets, for the audit trail and the log."""

    def __init__(self, kind: ProviderErrorKind, detail: str) -> None:
        super().__init__(detail)
        self.kind: ProviderErrorKind = kind
