"""Reads the body and the query of a request by the types that its route declares, strictly."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import msgspec.inspect
from aiohttp import web

from kiosk.operators.routes import RequestQuery, RequestRefusedError, Route

#: Seconds in which a body has come whole.
BODY_S = 10.0
_DEEP = "expected JSON; this is nested too deeply to be read"


async def read_body(request: web.Request, route: Route) -> Any:
    """Raises `RequestRefusedError`: 400 with the place and what was expected there, 408, 413, 415."""
    assert route.body is not None
    if request.content_type != "application/json":  # a page of another site cannot send this type without asking
        raise RequestRefusedError(415, "not_json", "expected Content-Type: application/json")
    data = await _whole(request, route.body_bytes)
    try:
        body = msgspec.json.decode(data, type=route.body)
        json.loads(data, object_pairs_hook=_once)
    except msgspec.ValidationError as error:
        raise RequestRefusedError(400, "bad_body", str(error)) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise RequestRefusedError(400, "bad_body", f"expected JSON; {error}") from None
    except RecursionError:
        raise RequestRefusedError(400, "bad_body", _DEEP) from None
    return body


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Refuses a name that stands twice in one object: parsers differ in which of the values counts."""
    names = set[str]()
    for name, _ in pairs:
        if name in names:
            raise RequestRefusedError(400, "bad_body", f"expected {name[:40]!r} once in its object")
        names.add(name)


async def no_body(request: web.Request, route: Route) -> None:
    """Raises `RequestRefusedError` where a route that takes no body is sent one."""
    if request.method != "GET" and await _whole(request, 2) not in (b"", b"{}"):
        raise RequestRefusedError(400, "bad_body", "expected no body, or {}")


async def _whole(request: web.Request, longest: int) -> bytes:
    if (request.content_length or 0) > longest:
        raise _too_long(longest)
    data = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            while chunk := await request.content.readany():
                data += chunk
                if len(data) > longest:
                    raise _too_long(longest)
    except TimeoutError:
        raise RequestRefusedError(408, "slow_body", f"expected the whole body within {BODY_S:g} s") from None
    return bytes(data)


def _too_long(longest: int) -> RequestRefusedError:
    return RequestRefusedError(413, "too_long", f"expected a body of at most {longest} bytes")


def read_query(request: web.Request, query: type[RequestQuery] | None) -> Any:
    """None where the route takes none. Raises `RequestRefusedError`."""
    given = request.query
    if query is None:
        if given:
            raise RequestRefusedError(400, "bad_query", f"expected nothing behind ?, got {next(iter(given))[:40]!r}")
        return None
    lists = _list_fields(query)
    found: dict[str, Any] = {}
    for name in given:
        values = given.getall(name)
        if name in lists:
            found[name] = values
        elif len(values) > 1:
            raise RequestRefusedError(400, "bad_query", f"expected {name[:40]!r} once, got it {len(values)} times")
        else:
            found[name] = values[0]
    try:
        return msgspec.convert(found, query, strict=False)
    except msgspec.ValidationError as error:
        raise RequestRefusedError(400, "bad_query", str(error)) from None


def _list_fields(query: type[RequestQuery]) -> frozenset[str]:
    described = msgspec.inspect.type_info(query)
    assert isinstance(described, msgspec.inspect.StructType)
    lists = (msgspec.inspect.ListType, msgspec.inspect.VarTupleType)
    return frozenset(field.encode_name for field in described.fields if isinstance(field.type, lists))
