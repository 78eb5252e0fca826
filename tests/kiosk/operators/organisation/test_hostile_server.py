"""What comes back from the organisation's server, or pretends to: each lie is refused, told in Chinese and noted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import web
from joserfc.jwk import OctKey, RSAKey

from kiosk.operators.lock_out import ADDRESS_TRIES
from kiosk.operators.organisation.refusals import REFUSALS
from kiosk.operators.permissions import Role
from support.organisation import PATH, organisation
from support.sign_in_server import CLIENT, SECRET, SignInServer

OTHER = RSAKey.generate_key(2048, {"kid": "first"})


def encoded(part: dict[str, Any]) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


def unsigned(claims: dict[str, Any]) -> str:
    return b".".join([*map(encoded, ({"alg": "none", "typ": "JWT"}, claims)), b""]).decode()


def by_the_secret(server: SignInServer, claims: dict[str, Any]) -> str:
    """HS256, the key being the client's secret."""
    return server.sign(claims, OctKey.import_key(SECRET), alg="HS256")


def by_the_public_key(server: SignInServer, claims: dict[str, Any]) -> str:
    """HS256, the key being the published key's own text."""
    signed = b".".join(map(encoded, ({"alg": "HS256", "kid": "first"}, claims)))
    mark = hmac.digest(server.key.as_pem(private=False), signed, hashlib.sha256)
    return (signed + b"." + base64.urlsafe_b64encode(mark).rstrip(b"=")).decode()


def tampered(server: SignInServer, claims: dict[str, Any]) -> str:
    head, _, signature = server.sign(claims).split(".")
    _, body, _ = server.sign({**claims, "sub": "the-boss"}).split(".")
    return f"{head}.{body}.{signature}"


TOKENS: dict[str, tuple[str, Callable[[SignInServer, dict[str, Any]], str]]] = {
    "alg none": ("unsigned", lambda server, claims: unsigned(claims)),
    "signed by the secret": ("unsigned", by_the_secret),
    "signed by the public key as a secret": ("unsigned", by_the_public_key),
    "signed by another key of this name": ("unsigned", lambda server, claims: server.sign(claims, OTHER)),
    "signed by a key that is not published": ("unsigned", lambda server, claims: server.sign(claims, kid="second")),
    "changed after it was signed": ("unsigned", tampered),
    "no token at all": ("unsigned", lambda server, claims: "not.a.token"),
    "of another server": ("issuer", lambda server, claims: server.sign(claims | {"iss": "https://evil.example"})),
    "for another program": ("audience", lambda server, claims: server.sign(claims | {"aud": "canteen"})),
    "for several, and the other's": (
        "audience", lambda server, claims: server.sign(claims | {"aud": [CLIENT, "canteen"], "azp": "canteen"})
    ),
    "of another sign-in": ("nonce", lambda server, claims: server.sign(claims | {"nonce": "another"})),
    "without nonce": ("answer", lambda server, claims: server.sign({k: claims[k] for k in claims if k != "nonce"})),
    "without sub": ("answer", lambda server, claims: server.sign({k: claims[k] for k in claims if k != "sub"})),
    "expired": ("expired", lambda server, claims: server.sign(claims | {"exp": claims["iat"] - 61})),
    "not valid yet": ("expired", lambda server, claims: server.sign(claims | {"nbf": claims["iat"] + 120})),
    "made in the future": ("expired", lambda server, claims: server.sign(claims | {"iat": claims["iat"] + 120})),
    "not said when": ("undated", lambda server, claims: server.sign({**claims, "auth_time": None})),
    "proven long ago": ("stale", lambda server, claims: server.sign(claims | {"auth_time": claims["iat"] - 3600})),
    "times as text": ("answer", lambda server, claims: server.sign(claims | {"exp": "soon"})),
    "of another access token": ("answer", lambda server, claims: server.sign(claims | {"at_hash": "xxxx"})),
    "a name that is no text": ("answer", lambda server, claims: server.sign(claims | {"sub": ["person-0001"]})),
    "a name with a line in it": ("claim", lambda server, claims: server.sign(claims | {"sub": "person\n0001"})),
}  # fmt: skip


@pytest.mark.parametrize("lie", TOKENS)
async def test_a_token_that_proves_nothing(tmp_path: Path, lie: str) -> None:
    kind, made = TOKENS[lie]
    async with organisation(tmp_path) as stand:
        stand.server.signed = lambda claims: made(stand.server, claims)
        browser = await stand.console.browser()
        assert await stand.through(browser) == ("refused", REFUSALS[kind])  # type: ignore[index]
        assert (await stand.finish(browser))[1]["error"]["code"] == "not_begun"
        assert (await browser.get("/me"))[0] == 401
        (row,) = await stand.noted("organisation sign-in failed")
        assert row.detail.startswith(f"{kind}; ")
        assert "eyJ" not in row.detail, "no token in the audit trail"


@pytest.mark.parametrize("change", [{"exp": -59}, {"nbf": 59}, {"iat": 59}, {"auth_time": -59}])
async def test_clocks_may_differ_by_a_minute(tmp_path: Path, change: dict[str, int]) -> None:
    async with organisation(tmp_path) as stand:
        ((name, by),) = change.items()
        stand.server.claims = lambda claims: claims.update({name: claims["iat"] + by})
        assert await stand.through(await stand.console.browser()) == ("known", "")


async def test_keys_are_rotated_and_withdrawn(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        first = stand.server.key
        await stand.signed_in(await stand.console.browser())
        stand.server.published, stand.server.key = [first], RSAKey.generate_key(2048, {"kid": "second"})
        await stand.signed_in(await stand.console.browser())
        stand.server.published = []
        stand.server.signed = lambda claims: stand.server.sign(claims, first, kid="first")
        assert (await stand.through(await stand.console.browser()))[1] == REFUSALS["unsigned"]


def state_of(back: str) -> str:
    return parse_qs(urlsplit(back).query)["state"][0]


async def test_an_answer_is_good_once_and_in_the_browser_that_asked(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        mine, other = await stand.console.browser(), await stand.console.browser()
        back = await stand.come_back(mine, await stand.begin(mine))
        assert await stand.arrive(other, back) == ("none", ""), "in another browser"
        await stand.begin(other)
        assert await stand.arrive(other, back) == ("refused", REFUSALS["state"]), "in one that began its own"
        assert await stand.arrive(mine, back) == ("known", "")
        assert await stand.arrive(mine, back) == ("refused", REFUSALS["state"]), "the same again"
        assert (await stand.finish(mine))[1]["error"]["code"] == "not_begun"
        rows = await stand.noted("organisation sign-in failed")
        assert [row.detail.partition(";")[0] for row in rows] == ["state"], "of one address and minute"
        assert len(stand.server.asked) == 1, "no code of a wrong answer was sent to the server"


async def test_a_code_that_was_used_is_refused_by_the_server(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        first, second = await stand.console.browser(), await stand.console.browser()
        back = await stand.come_back(first, await stand.begin(first))
        assert await stand.arrive(first, back) == ("known", "")
        used = parse_qs(urlsplit(back).query)["code"][0]
        state = state_of(await stand.come_back(second, await stand.begin(second)))
        again = f"{stand.console.base}/console/signed-in?{urlencode({'code': used, 'state': state})}"
        assert await stand.arrive(second, again) == ("refused", REFUSALS["used"])


async def test_a_stolen_code_is_worth_nothing_without_the_verifier(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        victim, thief = await stand.console.browser(), await stand.console.browser()
        stolen = parse_qs(urlsplit(await stand.come_back(victim, await stand.begin(victim))).query)["code"][0]
        state = state_of(await stand.come_back(thief, await stand.begin(thief)))
        back = f"{stand.console.base}/console/signed-in?{urlencode({'code': stolen, 'state': state})}"
        assert await stand.arrive(thief, back) == ("refused", REFUSALS["used"])


async def test_too_old(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        back = await stand.come_back(browser, await stand.begin(browser))
        stand.console.clock.pass_time(minutes=11)
        assert await stand.arrive(browser, back) == ("refused", REFUSALS["state"])
        assert await stand.through(browser) == ("known", "")
        stand.console.clock.pass_time(minutes=11)
        assert (await stand.finish(browser))[1]["error"]["code"] == "not_begun"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "access_denied", "code": None}, "refused"),
        ({"code": None}, "answer"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"state": "x"}, "state"),
        ({"state": "é"}, "state"),
        ({"state": None}, "state"),
    ],
)
async def test_what_the_browser_brings_back(tmp_path: Path, answer: dict[str, Any], kind: str) -> None:
    async with organisation(tmp_path) as stand:

        def change(told: dict[str, str]) -> None:
            told.update(answer)
            for name in [name for name, value in told.items() if value is None]:
                del told[name]

        stand.server.answered = change
        assert await stand.through(await stand.console.browser()) == ("refused", REFUSALS[kind])  # type: ignore[index]
        assert (await stand.noted("organisation sign-in failed"))[0].detail.startswith(f"{kind};")


async def test_a_server_that_always_names_itself_is_held_to_it(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        stand.server.metadata = lambda told: told.update(authorization_response_iss_parameter_supported=True)
        assert await stand.through(await stand.console.browser()) == ("refused", REFUSALS["issuer"])
        stand.server.answered = lambda answer: answer.update(iss=stand.server.issuer)
        assert await stand.through(await stand.console.browser()) == ("known", "")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"token_endpoint": "http://evil.example/token"}, "answer"),
        ({"jwks_uri": "file:///etc/passwd"}, "answer"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "answer"),
        ({"token_endpoint": 7}, "answer"),
    ],
)
async def test_a_description_that_leads_elsewhere(tmp_path: Path, change: dict[str, Any], kind: str) -> None:
    async with organisation(tmp_path) as stand:
        stand.server.metadata = lambda told: told.update(change)
        browser = await stand.console.browser()
        status, told = await browser.post(PATH)
        assert (status, told["error"]["code"]) == (502, "provider")
        assert told["error"]["message"].startswith(REFUSALS[kind])  # type: ignore[index]
        assert (await stand.noted("organisation sign-in failed"))[0].detail.startswith(f"{kind};")


async def test_a_dead_server(tmp_path: Path) -> None:
    async with organisation(tmp_path, issuer="http://127.0.0.1:9") as stand:
        status, told = await (await stand.console.browser()).post(PATH)
        assert (status, told["error"]["message"].startswith(REFUSALS["away"])) == (502, True)
        assert (await stand.console.of[Role.EDITOR].get("/me"))[0] == 200, "the rest of the console goes on"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (lambda: web.Response(status=503), "away"),
        (lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}), "answer"),
        (lambda: web.Response(text="<html>", content_type="text/html"), "answer"),
        (lambda: web.Response(body=b"[" * 5000), "answer"),
        (lambda: web.Response(body=b"x" * 300_000), "answer"),
        (lambda: web.json_response({"id_token": 7}), "answer"),
        (lambda: web.json_response({"error": "invalid_client"}, status=401), "client"),
    ],
)
async def test_a_token_endpoint_that_answers_otherwise(
    tmp_path: Path, made: Callable[[], web.Response], kind: str
) -> None:
    async with organisation(tmp_path) as stand:

        async def answered(_: web.Request) -> web.Response:
            return made()

        stand.server.token = answered
        assert await stand.through(await stand.console.browser()) == ("refused", REFUSALS[kind])  # type: ignore[index]


@pytest.mark.parametrize(
    "keys", [{}, {"keys": []}, {"keys": [{"kty": "RSA"}]}, {"keys": [7]}, {"keys": "x"}, {"keys": [{"kty": "oct"}]}]
)
async def test_keys_that_are_none(tmp_path: Path, keys: dict[str, Any]) -> None:
    async with organisation(tmp_path) as stand:

        async def answered(_: web.Request) -> web.Response:
            return web.json_response(keys)

        stand.server.keys = answered
        assert await stand.through(await stand.console.browser()) == ("refused", REFUSALS["unsigned"])


async def test_forged_answers_make_their_address_wait(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        forged = f"{stand.console.base}/console/signed-in?code=x&state=y"
        for _ in range(ADDRESS_TRIES):
            await stand.begin(browser)
            assert await stand.arrive(browser, forged) == ("refused", REFUSALS["state"])
        assert "错得太多" in (await stand.arrive(browser, forged))[1]
        assert (await browser.post(PATH))[1]["error"]["code"] == "too_often"
        assert len(await stand.noted("organisation sign-in failed")) == 1


async def test_what_comes_without_having_begun_leaves_nothing_and_counts_for_nothing(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        stranger, honest = await stand.console.browser(), await stand.console.browser()
        back = await stand.come_back(honest, await stand.begin(honest))
        picture = {"Sec-Fetch-Dest": "image", "Sec-Fetch-Site": "cross-site"}
        for browser, headers in [(stranger, {}), (stranger, picture), (honest, picture)]:
            for _ in range(ADDRESS_TRIES + 2):
                forged = f"{stand.console.base}/console/signed-in?state=x"
                async with browser.http.get(forged, headers=headers, allow_redirects=False) as answer:
                    assert (answer.status, answer.cookies) == (303, {})
        assert await stand.arrive(honest, back) == ("known", "")
        assert (await stand.finish(honest))[0] == 200
        assert len(await stand.noted("organisation sign-in failed")) == 1


async def test_a_forged_answer_counts_once_for_each_sign_in_that_was_begun(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        await stand.begin(browser)
        for _ in range(ADDRESS_TRIES + 2):  # a page of another site that has the browser go there
            assert (await stand.arrive(browser, f"{stand.console.base}/console/signed-in?state=x"))[0] == "refused"
        assert await stand.through(browser) == ("known", "")
