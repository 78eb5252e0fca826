"""Whether to go on with a call that was cut off, key by key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.channels.phone.resume_dialogue import FIXED, TRIES, ResumeDialogue


def after(keys: str, right: str = "372X") -> ResumeDialogue:
    dialogue = ResumeDialogue(lambda entry: entry == right)
    for key in keys:
        if not dialogue.over:
            dialogue.press(key)
    return dialogue


@pytest.mark.parametrize(
    ("keys", "over", "resumes"),
    [
        ("372*", True, True),
        ("37", False, False),
        ("#", True, False),
        ("37#", True, False),
        ("1111372*", True, True),
        ("11112222372*", True, True),
        ("111122223333372*", True, False),
    ],
)
def test_three_tries_and_a_way_out(keys: str, over: bool, resumes: bool) -> None:
    dialogue = after(keys)
    assert (dialogue.over, dialogue.resumes) == (over, resumes)


def test_the_tries_of_earlier_calls_count() -> None:
    dialogue = ResumeDialogue(lambda _: False, tries=2)
    for key in "1111":
        dialogue.press(key)
    assert (dialogue.over, dialogue.tries) == (False, 1)
    for key in "1111":
        dialogue.press(key)
    assert (dialogue.over, dialogue.resumes) == (True, False)


def test_silence_counts_as_a_try_and_drops_half_an_entry() -> None:
    dialogue = after("37")
    dialogue.silence()
    for key in "372*":
        dialogue.press(key)
    assert dialogue.resumes
    quiet = after("")
    assert [quiet.silence() for _ in range(TRIES)] == [True] * TRIES
    assert (quiet.over, quiet.resumes) == (True, False)


@given(
    st.lists(st.sampled_from([*"0123456789*#", "silence"]), max_size=60), st.text("0123456789X", min_size=4, max_size=4)
)
def test_it_says_nothing_but_its_two_sentences_and_resumes_on_the_right_entry_alone(
    keys: list[str], right: str
) -> None:
    asked = list[str]()

    def is_right(entry: str) -> bool:
        asked.append(entry)
        return entry == right

    dialogue, said = ResumeDialogue(is_right), set[str]()
    for key in keys:
        said.update(dialogue.prompts)
        if dialogue.over:
            break
        _ = dialogue.silence() if key == "silence" else dialogue.press(key)
    assert said <= set(FIXED)
    assert len(asked) <= TRIES
    assert dialogue.resumes == (asked[-1:] == [right])
