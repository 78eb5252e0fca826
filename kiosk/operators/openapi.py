"""The OpenAPI 3.1 description of the console's API, made of its routes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from kiosk.operators.permissions import Entry, Permission
from kiosk.operators.routes import PREFIX, Route
from kiosk.operators.sessions import CSRF

_REF = "#/components/schemas/{name}"
_ERROR = {"$ref": "#/components/schemas/Error"}
_ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
        }
    },
}
#: What any route may answer, by status.
_ALWAYS = {400: ("bad_query", "bad_body"), 503: ("record",)}
_OF_BODIES = {408: ("slow_body",), 413: ("too_long",), 415: ("not_json",)}
_OF_SESSIONS = {401: ("signed_out",), 403: ("forbidden", "must_change_password", "must_enrol_totp")}


def openapi(routes: Iterable[Route]) -> dict[str, Any]:
    routes = tuple(routes)
    types = [kind for route in routes for kind in (route.body, route.answer) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    by_type = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "大厅数字人控制台 · Console of the hall's clerk",
            "version": "1",
            "description": "The operators' listener alone. Sign in by POST /sign-in; every method but GET needs the "
            f"header {CSRF} with `csrf` of GET /me. Errors: {{error: {{code, message}}}}.",
        },
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": _ERROR_SCHEMA},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "console-session"},
                "csrf": {"type": "apiKey", "in": "header", "name": CSRF},
            },
        },
    }


def _operation(route: Route, by_type: dict[str, Any]) -> dict[str, Any]:
    words = re.sub(r"[^a-z0-9]+", "_", route.path.lower()).strip("_")
    found: dict[str, Any] = {
        "operationId": f"{route.method.lower()}_{words}",
        "tags": [route.path.split("/")[1]],
        "summary": route.summary,
        "description": _needs(route),
        "parameters": [*_holes(route), *_query(route)],
        "responses": _responses(route, by_type),
        "security": [] if route.permission is Entry.ANYONE else [_security(route)],
        "x-permission": route.permission.value,
    }
    if route.body is not None:
        content = {"application/json": {"schema": by_type[repr(route.body)]}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _needs(route: Route) -> str:
    if isinstance(route.permission, Permission):
        return f"Needs the permission {route.permission}."
    return "For anyone." if route.permission is Entry.ANYONE else "For anyone who is signed in."


def _security(route: Route) -> dict[str, list[str]]:
    return {"session": []} if route.method == "GET" else {"session": [], "csrf": []}


def _holes(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    (schema,), components = msgspec.json.schema_components([route.query], ref_template=_REF)
    own = components[schema["$ref"].rpartition("/")[2]]
    required = own.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _inlined(kind, components)}
        for name, kind in own["properties"].items()
    ]


def _inlined(schema: Any, components: dict[str, Any]) -> Any:
    """A query's own types, such as its choices, stand in place."""
    if isinstance(schema, list):
        return [_inlined(one, components) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(components[schema["$ref"].rpartition("/")[2]], components)
    return {name: _inlined(value, components) for name, value in schema.items()}


def _responses(route: Route, by_type: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if route.websocket:
        found["101"] = {"description": "WebSocket"}
    elif route.media:
        found["200"] = {"description": "OK", "content": {media: {} for media in (route.media, *route.other_media)}}
    elif route.answer is not None:
        found["200"] = {"description": "OK", "content": {"application/json": {"schema": by_type[repr(route.answer)]}}}
    else:
        found["204"] = {"description": "Done"}
    codes: dict[int, list[str]] = {}
    none: dict[int, tuple[str, ...]] = {}
    for more in (
        _ALWAYS,
        none if route.method == "GET" else _OF_BODIES,
        none if route.permission is Entry.ANYONE else _OF_SESSIONS,
        {403: ("csrf", "origin")} if route.method != "GET" else none,
        {404: ("not_found",)} if "{" in route.path else none,
        route.errors or none,
    ):
        for status, told in more.items():
            codes.setdefault(status, []).extend(told)
    for status, names in sorted(codes.items()):
        content = {"application/json": {"schema": _ERROR}}
        found[str(status)] = {"description": ", ".join(dict.fromkeys(names)), "content": content}
    return found
