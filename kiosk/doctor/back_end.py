"""The back end: whether something listens, and whether each interface that the scripts call is there."""

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
from kiosk.upstream.connect import gateway_of
from kiosk.upstream.gateway import BackendError, BackendGateway

#: Seconds that one interface has to answer.
_WITHIN_S = 2.0
#: Interfaces asked at once: a small server keeps only a few connections waiting.
_AT_ONCE = 4
_NO_PATH, _NO_ACCESS = frozenset({404, 410}), frozenset({401, 403})


def check_back_end(settings: Settings) -> Iterable[CheckResult]:
    """Sends each interface an OPTIONS request, which files nothing."""
    try:
        dialect = load_dialect(settings.backend.mapping)
        gateway = gateway_of(settings)
    except ScriptErrors as error:
        yield CheckResult("back end", "missing", f"backend.mapping: {error.errors[0]}", "kiosk services lint")
        return
    except SecretError as error:
        yield CheckResult("back end", "missing", str(error), "set it where the hall is started")
        return
    where = settings.backend.proxy or dialect.base or settings.backend.url
    found = listens("back end", where, "start it; to try without one: kiosk serve --with-demo-backend")
    if found.state != "ok":
        yield found
        return
    try:
        uses = interfaces(load_library(settings.services_dir).every, proof_means(settings))
    except ScriptErrors:
        yield found  # `check_services` tells what is wrong
        return
    wrong = asyncio.run(_asked(gateway, dialect, uses))
    yield found if wrong else replace(found, detail=f"{found.detail}; its {len(uses)} interfaces are there")
    if len(wrong) == len(uses) and len({one.detail for one in wrong}) == 1:
        yield replace(wrong[0], what="back end interfaces")
    else:
        yield from wrong


async def _asked(gateway: BackendGateway, dialect: BackendDialect, uses: Iterable[InterfaceUse]) -> list[CheckResult]:
    """What is wrong with each."""
    apis = [use.api for use in uses]
    apis += [rule.outcome for api in apis if (rule := dialect.rule(api)).outcome]
    try:
        places = asyncio.Semaphore(_AT_ONCE)
        results = await asyncio.gather(*(_one(gateway, api, places) for api in dict.fromkeys(apis)))
    finally:
        await gateway.close()
    return [result for result in results if result is not None]


async def _one(gateway: BackendGateway, api: str, places: asyncio.Semaphore) -> CheckResult | None:
    what = f"back end {api}"
    try:
        async with places:
            status = await gateway.probe(api, _WITHIN_S)
    except BackendError as error:
        return CheckResult(what, "note", f"no answer ({error})", "look at the back end, the proxy and the certificates")
    if status in _NO_PATH:
        return CheckResult(what, "note", f"its address is not there ({status})", "correct 路径 in backend.mapping")
    if status in _NO_ACCESS:
        return CheckResult(what, "note", f"the hall may not call it ({status})", "correct 认证 in backend.mapping")
    if status >= 500 and status != 501:
        return CheckResult(what, "note", f"it fails ({status})", "look at the back end's log")
    return None
