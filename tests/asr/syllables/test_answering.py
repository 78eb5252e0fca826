"""From a transcript with its lattice to the text that the dialogue gets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from asr import Alternative, Expectation, Transcript, choose_answer, early_answer
from asr.syllables.heard_answer import Use
from asr.syllables.lattice import pack
from support.posteriors import posteriors, spoken

TODAY = date(2026, 11, 30)
PHONE = Expectation("phone")


def heard(said: str, wrote: str, *others: str, refused: str | None = None, **made: object) -> Transcript:
    made.setdefault("sure", 0.97)
    alternatives = tuple(Alternative(other, 0.2) for other in others)
    return Transcript(wrote, 0.5, 0.1, 3.0, refused, alternatives, pack(spoken(said, **made)))


def test_a_number_is_written_as_digits() -> None:
    chosen = choose_answer(heard("13473821368", "要三四七三八二要三六八"), PHONE, TODAY)
    assert chosen.text == "13473821368"
    assert chosen.confidence > 0.9
    assert chosen.answer is not None
    assert chosen.answer.use is Use.TAKE
    assert chosen.answer.agreed


def test_what_was_said_around_the_number_stays() -> None:
    chosen = choose_answer(heard("手机号是13473821368", "手机号是一三四七三八二一三六八"), PHONE, TODAY)
    assert chosen.text == "手机号是13473821368"


def test_a_digit_that_the_decoder_lost_comes_back_and_its_text_stays_an_alternative() -> None:
    eight = Expectation("number", length=8)
    chosen = choose_answer(heard("98790902", "9879092", sure=0.995), eight, TODAY)
    assert chosen.text == "98790902"
    assert chosen.alternatives[0].text == "9879092"


def test_a_plausible_number_of_the_decoder_that_was_not_said_is_doubted() -> None:
    chosen = choose_answer(heard("69218688", "66218688"), Expectation("number", length=8), TODAY)
    assert chosen.text == "69218688"
    assert chosen.answer is not None
    assert chosen.answer.use is Use.ASK


def test_a_yes_in_other_characters() -> None:
    chosen = choose_answer(heard("是的", "市的"), Expectation("yesno", ("是的", "不是")), TODAY)
    assert chosen.text == "是的"


def test_a_no_that_the_decoder_wrote_as_yes_is_faint() -> None:
    said = Transcript("是", 0.9, 0.1, 1.0, lattice=pack(posteriors(["bu", "shi"], confused={0: ("n", 0.2)}, sure=0.6)))
    chosen = choose_answer(said, Expectation("yesno"), TODAY)
    assert chosen.text == "是"
    assert chosen.confidence < 0.3


@pytest.mark.parametrize("kind", ["text", "address", "name", "date", "money"])
def test_free_text_and_amounts_are_left_to_the_decoder(kind: str) -> None:
    said = heard("13473821368", "要三四七三八二要三六八")
    assert choose_answer(said, Expectation(kind), TODAY).text == said.text  # type: ignore[arg-type]


def test_without_a_lattice_all_is_as_it_was() -> None:
    said = Transcript("正是挂失", 0.5, 0.1, 2.0)
    chosen = choose_answer(said, Expectation("option", ("正式挂失",)), TODAY)
    assert chosen.text == "正式挂失"
    assert chosen.answer is None


@pytest.mark.parametrize("why", ["silent", "short", "no_speech", "phantom", "empty", "fault"])
def test_what_was_no_speech_stays_refused(why: str) -> None:
    said = heard("是的", "", refused=why)
    assert choose_answer(said, Expectation("yesno"), TODAY).text == ""


def test_a_loop_of_the_decoder_does_not_lose_the_number() -> None:
    chosen = choose_answer(heard("13473821368", "", refused="loop", sure=0.995), PHONE, TODAY)
    assert (chosen.text, chosen.refused) == ("13473821368", None)


def test_words_in_place_of_the_number_stay_words() -> None:
    said = heard("我不记得了", "我不记得了")
    assert choose_answer(said, PHONE, TODAY).text == "我不记得了"


def test_digits_in_other_characters_are_no_words_beside_the_number() -> None:
    said = heard("啊13473821368", "要三四七三已救八二要三六八")
    assert choose_answer(said, PHONE, TODAY).text == "13473821368"


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("service", "社保卡挂失", "社保卡挂失"),
        ("service", "我要办社保卡挂失", "社保卡挂失"),
        ("service", "社保卡怎么挂失", None),
        ("name", "社保卡挂失", None),
    ],
)
def test_an_answer_is_early_where_the_syllables_leave_no_doubt(kind: Any, said: str, value: str | None) -> None:
    heard = early_answer(pack(spoken(said)), Expectation(kind, ("社保卡挂失", "居住证办理")), 2.0, TODAY)
    assert (None if heard is None else heard.text) == value


@pytest.mark.parametrize(("unsure", "early"), [(0.0, True), (0.5, False), (0.8, False)])
def test_an_identity_number_is_taken_before_its_text_only_where_hardly_anything_else_was_heard(
    unsure: float, early: bool
) -> None:
    said = pack(spoken("11010519491231002叉", confused={4: ("wu", unsure)}))
    chosen = choose_answer(Transcript("", 0.0, 0.0, 5.0, lattice=said), Expectation("id"), TODAY)
    assert chosen.text == "11010519491231002X"
    assert (early_answer(said, Expectation("id"), 5.0, TODAY) is not None) is early
