"""Labels: what is not known is `other`, so that no client can make series without end."""

from __future__ import annotations

from kiosk.telemetry.labels import NONE, OTHER, KnownLabels


def test_what_is_not_known_is_other() -> None:
    labels = KnownLabels({"a"})
    assert [labels.of(value) for value in ("a", "b", "")] == ["a", OTHER, NONE]
    labels.know(["b"])
    assert labels.of("b") == "b"


def test_spare_places_are_taken_once() -> None:
    labels = KnownLabels({"a"}, spare=2)
    made = {labels.of(f"made-up-{number}") for number in range(1000)}
    assert made == {"made-up-0", "made-up-1", OTHER}
    assert labels.of("made-up-1") == "made-up-1"
    assert labels.of("a") == "a"
