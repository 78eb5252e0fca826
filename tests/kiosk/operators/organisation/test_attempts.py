"""Sign-ins under way: who loses one when there are too many."""

from __future__ import annotations

from typing import Any, cast

from aiohttp.test_utils import make_mocked_request

from kiosk.config.oidc import OidcSettings
from kiosk.operators.organisation.attempts import MOST, MOST_OF_ONE, Arrived, Organisation, Refused
from kiosk.upstream.oidc.provider import IdentityProvider

NOW = 1_700_000_000_000


def organisation() -> Organisation:
    settings = OidcSettings(issuer="https://id.example", client_id="hall", console_url="https://hall.example/console")
    return Organisation(IdentityProvider(settings), lambda: NOW)


def begin(of: Organisation, address: str) -> str:
    return of.begin(cast(Any, make_mocked_request("POST", "/")), address)[0]


def test_an_office_behind_one_address_begins_three_hundred_and_loses_its_own_oldest() -> None:
    of, other = organisation(), "10.0.0.2"
    kept = begin(of, other)
    first, *rest = [begin(of, "10.0.0.1") for _ in range(MOST_OF_ONE + 1)]
    assert not of.began(first)
    assert all(map(of.began, [kept, *rest]))


def test_refusals_go_first_and_who_has_proven_himself_last() -> None:
    of = organisation()
    known = of.keep(Arrived("id", "person", False, None, NOW), "10.0.0.1")
    begun = begin(of, "10.0.0.1")
    refused = of.keep(Refused("nein", NOW), "10.0.0.1")
    for _ in range(MOST_OF_ONE - 2):
        begin(of, "10.0.0.1")
    assert of.take_refusal(refused) == ""
    assert of.began(begun)
    for _ in range(MOST_OF_ONE):
        begin(of, "10.0.0.1")
    assert not of.began(begun)
    assert of.arrived(known) is not None


def test_of_too_many_in_all_the_address_with_most_loses() -> None:
    of = organisation()
    honest = begin(of, "honest")
    known = of.keep(Arrived("id", "person", False, None, NOW), "honest")
    for number in range(MOST + 500):
        begin(of, f"attacker {number % 40}")
    assert of.began(honest)
    assert of.arrived(known) is not None
