"""The budget of recognition: ordinary conversations never meet it, and an endless talker cannot pass it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from asr import SegmenterSettings
from kiosk.session.recognition_budget import (
    CONVERSATION,
    DICTATION,
    EXTRA_S,
    LATEST_S,
    RecognitionAllowance,
    RecognitionBudget,
)

LONGEST_S = 25.0  # of an utterance


@dataclass(frozen=True)
class Said:
    """An utterance of `seconds` with pauses for thought `thinks` seconds apart, and the silence after it."""

    seconds: float
    thinks: float
    every_s: float  # between two captions, at the least
    silence: float

    def asked(self) -> list[tuple[float, str]]:
        """What is to be recognised, by the seconds of the utterance that have been spoken."""
        captions, at = [], self.every_s
        while at < self.seconds:
            captions.append((at, "caption"))
            at += max(self.every_s, at * SegmenterSettings().update_growth)
        pauses = [(n * self.thinks, "speculation") for n in range(1, int(self.seconds / self.thinks) + 1)]
        return sorted([*captions, *pauses, (self.seconds, "speculation")])


@st.composite
def ordinary(draw: st.DrawFn) -> Said:
    """At most 15 s, a pause every 1.5 s at most; then the citizen listens as long, and 2 s at least."""
    seconds = draw(st.floats(0.3, 15.0))
    return Said(
        seconds,
        draw(st.floats(1.5, 15.0)),
        draw(st.sampled_from([0.64, 0.32])),
        draw(st.floats(max(2.0, seconds), max(2.0, seconds) + 10)),
    )


@given(st.lists(ordinary(), min_size=1, max_size=4))
def test_an_ordinary_conversation_is_never_denied_anything(conversation: list[Said]) -> None:
    budget, now = RecognitionBudget(), 1000.0
    for said in conversation * 30:  # nor does it run down slowly
        budget.started(now)
        for at, what in said.asked():
            granted = getattr(budget, what)(at, now + at)
            assert granted, f"{what} after {at:.1f} s of {said}"
        budget.ended(now + said.seconds)
        now += said.seconds + said.silence


@given(
    st.sampled_from([CONVERSATION, DICTATION]),
    st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(0.1, LONGEST_S), st.sampled_from(["caption", "speculation"]))),
    st.floats(0.0, 0.99),
)
def test_a_talker_who_never_pauses_gets_a_bounded_share(
    allowance: RecognitionAllowance, asked: list[tuple[float, float, str]], gap: float
) -> None:
    budget, now, spent = RecognitionBudget(allowance), 1000.0, 0.0
    budget.started(now)
    for after, seconds, what in asked:
        now += after
        if getattr(budget, what)(seconds, now):
            spent += seconds + EXTRA_S
        budget.ended(now)  # the utterance was cut, and he goes on
        now += gap
        budget.started(now)
    assert spent <= allowance.burst + allowance.speaking * (now - 1000.0) + 1e-6


@given(st.lists(st.floats(0.1, LONGEST_S), max_size=200), st.floats(0.1, LONGEST_S))
def test_a_debt_is_paid_by_a_few_seconds_of_silence(finals: list[float], next_one: float) -> None:
    budget, now = RecognitionBudget(), 1000.0
    for seconds in finals:
        budget.started(now)
        now += seconds
        budget.final(seconds, now)
        budget.ended(now)
    now += 1.0 + (CONVERSATION.debt + LONGEST_S + EXTRA_S) / CONVERSATION.silent
    assert budget.speculation(next_one, now)


@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.floats(0.1, LONGEST_S)), max_size=100))
def test_who_used_more_is_due_later_but_not_without_end(finals: list[tuple[float, float]]) -> None:
    budget, now = RecognitionBudget(), 1000.0
    assert budget.lateness_s(now) == 0.0
    for after, seconds in finals:
        now += after
        before = budget.lateness_s(now)
        budget.final(seconds, now)
        assert before <= budget.lateness_s(now) <= LATEST_S


def test_captions_leave_speculations_their_tokens() -> None:
    budget = RecognitionBudget(RecognitionAllowance(burst=30.0, reserve=20.0))
    assert not budget.caption(9.0, 0.0), "it would leave 19"
    assert budget.caption(8.0, 0.0)
    assert budget.speculation(18.0, 0.0)
    assert not budget.speculation(0.1, 0.0)


def test_a_short_pause_earns_no_more_than_speech_does() -> None:
    budget = RecognitionBudget(RecognitionAllowance(burst=100.0, speaking=2.0, silent=20.0, pause_s=1.0))
    budget.started(0.0)
    assert budget.speculation(98.0, 0.0)
    budget.ended(0.0)
    assert not budget.speculation(0.5, 1.0), "2 tokens, of 2.5"
    assert budget.speculation(9.5, 1.475), "and half a second of silence is 9.5 more"
