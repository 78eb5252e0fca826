"""Every operation of the description, with requests that schemathesis makes of it: answered as described."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kiosk.operators.openapi import openapi
from kiosk.operators.permissions import GRANTS, Entry, Permission, Role
from kiosk.operators.routes import PREFIX, Route
from kiosk.operators.sessions import CSRF
from kiosk.operators.table import described_routes
from support.console import OperatorBrowser, console

ROUTES = described_routes()
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: Requests of each operation, of either kind: as described, and otherwise.
EXAMPLES = 3
#: Schemathesis gives up after 10 s; the lint of a folder takes a core for seconds, behind whatever else runs.
TIMEOUT_S = 120


def role_for(route: Route) -> Role:
    """One that may."""
    needed = route.permission
    return next(role for role in Role if not isinstance(needed, Permission) or needed in GRANTS[role])


def fuzz(base: str, document: dict[str, Any], route: Route, browser: OperatorBrowser) -> int:
    """Blocking. Returns how many requests were sent."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=base + PREFIX)
    headers = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in browser.http.cookie_jar), CSRF: browser.csrf}
    operation, sent = schema[route.path][route.method], 0
    takes_nothing = route.permission is Entry.ANYONE and not (route.body or route.query or "{" in route.path)
    for mode in [GenerationMode.POSITIVE] if takes_nothing else GenerationMode:  # nothing of it can be otherwise

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(operation.as_strategy(generation_mode=mode))
        def each(case: Any) -> None:
            nonlocal sent
            sent += 1
            case.call_and_validate(headers=headers, checks=CHECKS, timeout=TIMEOUT_S)

        each()
    return sent


async def test_no_request_breaks_it_or_is_answered_otherwise_than_described(tmp_path: Path) -> None:
    document = openapi(ROUTES)
    async with console(tmp_path) as stand:
        for route in ROUTES:
            if route.websocket or route.key == "POST /sign-out":
                continue
            browser = await stand.browser()
            role = role_for(route)
            stand.clock.pass_time(seconds=120)  # another code of the second factor, and no address waits
            status, told = await browser.sign_in(role, code=browser.code())
            assert status == 200, (route.key, told)
            assert await asyncio.to_thread(fuzz, stand.base, document, route, browser) > 0, route.key
