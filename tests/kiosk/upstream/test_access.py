"""Who calls: an OAuth2 token that is fetched once, kept, and renewed once on a 401; and nothing is sent without one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from kiosk.demo import server as demo_backend
from kiosk.demo.access_check import CredentialsCheck
from kiosk.dialect.model import BackendDialect, ClientCredentials, SecretSource, SignatureAuth, TokenAuth
from kiosk.dialect.outgoing import Outgoing
from kiosk.dialect.secrets import SecretError
from kiosk.upstream.access import CredentialsAccess
from kiosk.upstream.gateway import BackendError, BackendGateway

AUTH = ClientCredentials("http://token", "hall", SecretSource("env", "SECRET"), "kiosk")
ASKED = Outgoing("POST", "http://gw", b"")


class TokenServer:
    """Answers with what it is given, in order; the last again and again."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self.answers, self.asked = list(answers), 0
        self.forms: list[bytes] = []

    async def post(self, url: str, form: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self.asked += 1
        self.forms.append(form)
        await asyncio.sleep(0)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class SteadyClock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def token(name: str, **more: int) -> tuple[int, bytes]:
    rest = "".join(f', "{key}": {value}' for key, value in more.items())
    return 200, f'{{"access_token": "{name}"{rest}}}'.encode()


async def test_many_calls_at_once_fetch_one_token_and_keep_it() -> None:
    server, clock = TokenServer(token("t1", expires_in=100), token("t2")), SteadyClock()
    access = CredentialsAccess(AUTH, "s", server.post, clock)
    found = await asyncio.gather(*(access.headers(ASKED, "") for _ in range(20)))
    assert {headers["Authorization"] for headers in found} == {"Bearer t1"}
    assert server.asked == 1
    assert server.forms[0] == b"grant_type=client_credentials&scope=kiosk"
    clock.at = 71.0  # half a minute before it expires
    assert (await access.headers(ASKED, ""))["Authorization"] == "Bearer t2"


async def test_a_token_that_is_refused_is_renewed_once_for_all() -> None:
    server = TokenServer(token("t1"), token("t2"))
    access = CredentialsAccess(AUTH, "s", server.post)
    used = await access.headers(ASKED, "")
    for _ in range(2):  # two calls met the 401
        assert access.renewed(used)
        assert (await access.headers(ASKED, ""))["Authorization"] == "Bearer t2"
    assert server.asked == 2


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"{}"),
        (200, b"no"),
        (400, b'{"access_token": "t"}'),
        (200, b"[]"),
        (200, '{"access_token": "令牌"}'.encode()),
        (200, b'{"access_token": "a\\nb"}'),
        (200, b'{"access_token": ""}'),
    ],
)
async def test_without_a_token_nothing_is_sent(answer: tuple[int, bytes]) -> None:
    access = CredentialsAccess(AUTH, "s", TokenServer(answer).post)
    with pytest.raises(BackendError, match="no token") as caught:
        await access.headers(ASKED, "")
    assert (caught.value.kind, caught.value.may_have_arrived) == ("unreachable", False)


async def test_a_revoked_token_costs_a_submission_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[CredentialsCheck] = []

    def noted(auth: ClientCredentials, token: str, env: Mapping[str, str]) -> CredentialsCheck:
        checks.append(CredentialsCheck(auth, env["SECRET"]))
        return checks[0]

    monkeypatch.setattr(demo_backend, "check_for", noted)
    env = {"SECRET": "s"}
    app = demo_backend.make_app(None, dialect=BackendDialect(auth=AUTH), env=env)
    async with demo_backend.running_at("127.0.0.1", 0, app) as address:
        theirs = BackendDialect(auth=ClientCredentials(f"{address}/", "hall", AUTH.secret))
        checks[0].path = "/"
        client = BackendGateway(address, dialect=theirs, env=env, pause_s=0.001)
        params = {"队列": "不动产登记", "业务": "不动产登记查询"}
        first = await client.call("queue.take", params, key="c1")
        checks[0].forget()
        assert await client.call("queue.take", params, key="c1") == first
        assert checks[0].issued == 2
        await client.close()


@pytest.mark.parametrize(
    "auth",
    [TokenAuth(secret=SecretSource("env", "X")), AUTH, SignatureAuth("SM3", SecretSource("env", "X"), "{密钥}", "S")],
)
def test_a_secret_that_is_missing_is_told_at_the_start(auth: TokenAuth | ClientCredentials | SignatureAuth) -> None:
    with pytest.raises(SecretError, match="is not set"):
        BackendGateway("http://gw", dialect=BackendDialect(auth=auth), env={})
