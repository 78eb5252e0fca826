"""One route of the console's API as data: the server is mounted from it, and its OpenAPI description made of it.

Each area of the console (accounts, live, review, …) has a module with `routes(console) -> tuple[Route, ...]`, which
only binds its handlers to `console` and reads nothing of it: the description is made without a hall. `table.py`
collects them.

A handler is called as `handler(request, account, body, query)`, with those of the last three that the route has: no
`account` where anyone may call it. It returns an answer of the type that the route declares, None for 204, or an
aiohttp response of its own (a file, a WebSocket); and raises `RequestRefusedError`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from aiohttp import web

from kiosk.operators.permissions import Entry, Permission, Role
from kiosk.store.accounts import SignInMeans

#: Where the API lies on the operators' listener.
PREFIX = "/console/api"
#: Bytes of a body, where a route does not allow more.
BODY_BYTES = 64 * 1024

RouteHandler = Callable[..., Awaitable[Any]]


class RequestBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a request brings, as JSON. Structs within it derive from this too."""


class RequestQuery(msgspec.Struct, forbid_unknown_fields=True):
    """What stands behind the `?` of a request. Every field has a default, or is required. Lists: a name repeated."""


class ApiAnswer(msgspec.Struct):
    """What is answered, as JSON. Structs within it derive from this too."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sent a request. `id`: the account's in the record; `account`: what it signs in with; `name`: as people call
    him. `session`: by which the session is listed and revoked. `means`: how it was signed in, at `since_ms` (ms since
    1970).
    """

    id: str
    account: str
    name: str
    roles: tuple[Role, ...]
    permissions: frozenset[Permission]
    session: str
    csrf: str
    address: str
    must_change_password: bool = False
    must_enrol_totp: bool = False
    has_totp: bool = False
    means: SignInMeans = "password"
    since_ms: int = 0

    @property
    def who(self) -> str:
        """For the audit trail."""
        return f"{self.name} ({self.account})"


@dataclass(frozen=True, slots=True)
class Route:
    """`path`: below `PREFIX`, with `{holes}`. `permission`: what an account needs, or the `Entry` that says otherwise.
    `body`, `query`: what is read of a request; None: anything is refused. `answer`: of a 200 as JSON; None: 204, or
    what `media` names. `media`: the content type of an answer that is no JSON; `other_media`: what it may be instead.
    `errors`: codes of `RequestRefusedError` that this handler raises, by status, for the description. `body_bytes`: the
    longest body.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    permission: Permission | Entry
    handler: RouteHandler
    summary: str
    body: type[RequestBody] | None = None
    query: type[RequestQuery] | None = None
    answer: Any = None
    media: str = ""
    other_media: tuple[str, ...] = ()
    errors: Mapping[int, tuple[str, ...]] | None = None
    body_bytes: int = BODY_BYTES

    @property
    def key(self) -> str:
        """`GET /accounts/{id}`"""
        return f"{self.method} {self.path}"

    @property
    def websocket(self) -> bool:
        return self.media == "websocket"


class RequestRefusedError(Exception):
    """A request is answered by an error: `{"error": {"code", "message"}}`. `code` is for programs; the message says
    what was expected, what came and what to do, and holds no secret.
    """

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


def not_found(what: str) -> RequestRefusedError:
    """`what`: as the operator calls it, such as 账号."""
    return RequestRefusedError(404, "not_found", f"没有这个{what}。 There is none of this id.")


def must_upgrade(request: web.Request) -> None:
    """Raises `RequestRefusedError` where the request does not ask for a WebSocket."""
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise RequestRefusedError(426, "websocket", "expected a WebSocket", {"Upgrade": "websocket"})
