"""What is learnt from sample utterances is learnt when a library is loaded, once for all versions that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dialogue import Library, load_library
from dialogue.samples import SampleRanker
from dialogue.understand.errand import errands
from dialogue.understand.intent import read_intent
from dialogue.understand.likely_option import likely_option
from dialogue.understand.match import Matcher
from dialogue.understand.yes_no_model import likely_answer

SERVICES = Path(__file__).parents[2] / "services"


@pytest.fixture(scope="module")
def library() -> Library:
    library = load_library(SERVICES)
    library.learn()
    return library


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of samples of each fit."""
    found: list[int] = []
    fit = SampleRanker.__init__

    def counted(self: SampleRanker, samples: Sequence[tuple[str, str]]) -> None:
        found.append(len(samples))
        fit(self, samples)

    monkeypatch.setattr(SampleRanker, "__init__", counted)
    return found


def test_no_citizen_waits_for_a_fit(library: Library, fits: list[int]) -> None:
    library.wishes.rank("想把卡停了")
    for script in library.every:
        for slot in script.slots:
            likely_option(slot, "那就这个吧")
            if slot.kind == "yesno":
                likely_answer(slot, "那就这样吧")
    assert not fits


def test_a_version_with_the_same_samples_learns_nothing_again(library: Library, fits: list[int]) -> None:
    other = load_library(SERVICES)
    other.learn()
    assert not fits
    assert other.wishes.rank("想把卡停了") == library.wishes.rank("想把卡停了")


def test_a_version_with_another_wording_learns_it(library: Library, fits: list[int]) -> None:
    script = library.scripts[0]
    changed = replace(library, scripts=(replace(script, says=(*script.says, "月亮上的手续")), *library.scripts[1:]))
    changed.learn()
    assert len(fits) == 1
    assert changed.wishes.rank("月亮上的手续")[0].name == script.name != library.wishes.rank("月亮上的手续")[0].name


def test_what_is_derived_of_the_services_wordings_serves_all_versions_with_these(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = load_library(SERVICES).matcher
    assert other is not library.matcher
    assert other == library.matcher
    assert hash(other) == hash(library.matcher)
    assert Matcher({"甲": ("乙",)}) != Matcher({"甲": ("丙",)})
    read_intent(library.matcher, "想把卡停了")
    made: list[object] = []
    monkeypatch.setattr(Matcher, "_add", lambda self, *_: made.append(self))
    read_intent(other, "想把卡停了")
    assert not made
    assert errands(other) is errands(library.matcher)
