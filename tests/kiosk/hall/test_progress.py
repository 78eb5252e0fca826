"""The address that a receipt leads to."""

from __future__ import annotations

import pytest

from kiosk.config.settings import HallSettings
from kiosk.hall.progress import ProgressLinks


class Signer:
    def progress_token(self, conversation: str, service: str, number: str, days: int) -> str:
        return f"{conversation}.{service}.{number}.{days}"


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (HallSettings(), ""),
        (
            HallSettings(public_url="https://hall.example/", progress_days=7),
            "https://hall.example/progress/c1.挂失.A/1.7",
        ),
        (HallSettings(progress_url="https://own.example/q?no={number}"), "https://own.example/q?no=A%2F1"),
        (
            HallSettings(public_url="https://hall.example", progress_url="https://own.example/{number}"),
            "https://own.example/A%2F1",
        ),
    ],
)
def test_by_the_settings(settings: HallSettings, address: str) -> None:
    links = ProgressLinks(settings, Signer())
    assert links.address("c1", "挂失", "A/1") == address
    assert links.address_of("c1", "挂失\nA/1") == address


def test_without_a_case_there_is_none() -> None:
    links = ProgressLinks(HallSettings(public_url="https://hall.example"), Signer())
    assert links.address_of("c1", "") == links.address("c1", "挂失", "") == ""
