"""The back end and the verifying service: whether something listens, and whether the called interfaces are there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from dialogue import ScriptErrors, load_library
from dialogue.script.interfaces import InterfaceUse, interfaces
from kiosk.config import Settings
from kiosk.config.identity import proof_means
from kiosk.dialect.model import BackendDialect
from kiosk.dialect.reader import load_dialect
from kiosk.dialect.secrets import SecretError
from kiosk.doctor.network import listens
from kiosk.doctor.result import CheckResult
from kiosk.upstream.connect import CalledServer, called_servers, gateway_of
from kiosk.upstream.gateway import BackendError, BackendGateway

#: How to get a server that does not listen.
_START = {
    "back end": "start it; to try without one: kiosk serve --with-demo-backend",
    "verifying service": "start it, or correct identity.verifier.url; until then codes of apps and faces prove nobody",
}
#: Seconds that one interface has to answer.
_WITHIN_S = 2.0
#: Interfaces asked at once: a small server keeps only a few connections waiting.
_AT_ONCE = 4
_NO_PATH, _NO_ACCESS = frozenset({404, 410}), frozenset({401, 403})


def check_back_end(settings: Settings) -> Iterable[CheckResult]:
    """Sends each interface of the back end, and of the verifying service, an OPTIONS request, which files nothing."""
    try:
        uses = interfaces(load_library(settings.services_dir).every, proof_means(settings))
    except ScriptErrors:
        uses = ()  # `check_services` tells what is wrong
    for server in called_servers(settings, uses):
        yield from _check_server(server)


def _check_server(server: CalledServer) -> Iterable[CheckResult]:
    settings, name, uses = server.settings, server.name, server.uses
    try:
        dialect = load_dialect(settings.backend.mapping)
        gateway = gateway_of(settings)
    except ScriptErrors as error:
        yield CheckResult(name, "missing", f"its mapping: {error.errors[0]}", "kiosk services lint")
        return
    except SecretError as error:
        yield CheckResult(name, "missing", str(error), "set it where the hall is started")
        return
    where = settings.backend.proxy or dialect.base or settings.backend.url
    found = listens(name, where, _START[name])
    if found.state != "ok" or not uses:
        yield found
        return
    wrong = asyncio.run(_asked(name, gateway, dialect, uses))
    yield found if wrong else replace(found, detail=f"{found.detail}; it refuses none of {len(uses)} interfaces")
    if len(wrong) == len(uses) > 1 and len({one.detail for one in wrong}) == 1:
        yield replace(wrong[0], what=f"{name} interfaces")
    else:
        yield from wrong


async def _asked(
    name: str, gateway: BackendGateway, dialect: BackendDialect, uses: Iterable[InterfaceUse]
) -> list[CheckResult]:
    """What is wrong with each."""
    apis = [use.api for use in uses]
    apis += [rule.outcome for api in apis if (rule := dialect.rule(api)).outcome]
    try:
        places = asyncio.Semaphore(_AT_ONCE)
        results = await asyncio.gather(*(_one(name, gateway, api, places) for api in dict.fromkeys(apis)))
    finally:
        await gateway.close()
    return [result for result in results if result is not None]


async def _one(name: str, gateway: BackendGateway, api: str, places: asyncio.Semaphore) -> CheckResult | None:
    what = f"{name} {api}"
    try:
        async with places:
            status = await gateway.probe(api, _WITHIN_S)
    except BackendError as error:
        return CheckResult(what, "note", f"no answer ({error})", "look at the server, the proxy and the certificates")
    if status in _NO_PATH:
        return CheckResult(what, "note", f"its address is not there ({status})", "correct 路径 in its mapping")
    if status in _NO_ACCESS:
        return CheckResult(what, "note", f"the hall may not call it ({status})", "correct 认证 in its mapping")
    if status >= 500 and status != 501:
        return CheckResult(what, "note", f"it fails ({status})", "look at the server's log")
    return None
