"""What an input answers: the showing whose id it carries, and nothing that could not be read or heard yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.acts import Card, ChoicesCard, ConfirmCard, Expect, Option, Row
from kiosk.session.open_question import NO_QUESTION, Aim, OpenQuestion
from kiosk.wire.messages import NEXT_S, SETTLE_S

YES, NO = Option("确认提交", "是"), Option("要修改", "否")


def confirm(value: str = "1") -> ConfirmCard:
    return ConfirmCard("confirm", "请核对信息", (Row("手机号", value),), YES, NO)


MENU = ChoicesCard("services", "请选择要办的业务", (Option("挂失", "挂失"),))


class Asked:
    """A screen's question, put at time 0."""

    def __init__(self, *cards: Card, commits: bool = True, screen: bool = True) -> None:
        self.question = OpenQuestion(screen=screen)
        self.number = 0
        self.put(0.0, *cards, commits=commits)

    def put(self, now: float, *cards: Card, commits: bool = True) -> None:
        self.number += 1
        self.question.put(cards, Expect("yesno" if commits else "service", ask=self.number, commits=commits), now)
        self.question.sent(now)

    def touch(self, now: float, id: str | None = "", card: str | None = None) -> Aim | None:
        return self.question.touched(self.question.id if id == "" else id, card, now)


@pytest.mark.parametrize(("age", "counts"), [(0.0, False), (SETTLE_S - 0.01, False), (SETTLE_S, True), (60.0, True)])
def test_a_confirmation_is_unread_for_a_moment(age: float, counts: bool) -> None:
    assert (Asked(confirm()).touch(age) is not None) is counts
    for aim in (Asked(confirm()).question.said(age), Asked(confirm()).question.typed(None, age)):
        assert (aim == Aim(1)) is counts


@pytest.mark.parametrize("held_up", [0.0, 3.0])
def test_cards_that_were_held_up_are_new_when_they_go_out(held_up: float) -> None:
    """The receipt waits until its case is on the disk, and the question under it with it."""
    question = OpenQuestion(screen=True)
    question.put((confirm(),), Expect("yesno", ask=1, commits=True), 0.0)
    assert question.touched(question.id, None, held_up + 5.0) is None, "nothing has been shown yet"
    assert question.said(held_up + 5.0).early
    question.sent(held_up)
    assert question.touched(question.id, None, held_up + SETTLE_S - 0.01) is None
    question.sent(held_up + SETTLE_S)  # the same cards again
    assert question.touched(question.id, None, held_up + SETTLE_S) == Aim(1)


def test_a_menu_can_be_touched_at_once() -> None:
    assert Asked(MENU, commits=False).touch(0.0) == Aim(1)


@pytest.mark.parametrize("commits", [True, False])
def test_a_touch_that_names_another_showing_or_another_card_does_nothing(commits: bool) -> None:
    asked = Asked(confirm(), commits=commits)
    assert asked.touch(5.0, id="0-1") is None
    assert asked.touch(5.0, card="consent") is None
    assert asked.touch(5.0, card="confirm") == Aim(1)


def test_without_an_id_nothing_is_committed_to_but_a_menu_still_works() -> None:
    assert Asked(confirm()).touch(5.0, id=None) is None
    assert Asked(MENU, commits=False).touch(5.0, id=None) == Aim(1)


@pytest.mark.parametrize("apart", [0.02, 0.3, 0.9, NEXT_S - 0.01])
def test_the_second_of_a_double_tap_answers_no_confirmation(apart: float) -> None:
    asked = Asked(MENU, commits=False)
    assert asked.touch(5.0) == Aim(1)
    asked.put(5.0, confirm())
    assert asked.touch(5.0 + apart) is None
    assert asked.touch(5.0 + NEXT_S) == Aim(2)


def test_a_picture_is_no_press() -> None:
    asked = Asked(MENU, commits=False)
    assert asked.question.pictured(None, "services", 5.0) == Aim(1)
    asked.put(5.05, confirm())
    assert asked.touch(5.05 + SETTLE_S - 0.01) is None
    assert asked.touch(5.05 + SETTLE_S) == Aim(2)


def test_one_showing_takes_one_touch() -> None:
    asked = Asked(confirm())
    assert asked.touch(5.0) == Aim(1)
    assert asked.touch(9.0) is None, "it is being decided upon"
    asked.question.decided()
    assert asked.touch(9.0) == Aim(1), "and it came to nothing"


def test_the_same_question_put_again_unchanged_is_the_same_showing() -> None:
    asked = Asked(confirm())
    before = asked.question.id
    asked.put(5.0, confirm())
    assert asked.question.id == before
    assert asked.touch(5.1) == Aim(2), "it has been on the screen all the time"
    asked.put(6.0, confirm("2"))
    assert asked.question.id != before
    assert asked.touch(6.5) is None, "these values have not been read"


def test_a_page_that_comes_back_reads_it_anew() -> None:
    asked = Asked(confirm())
    before = asked.question.id
    asked.question.again(asked.question.showing, 10.0)
    assert asked.touch(10.5, id=before) is None
    assert asked.touch(10.5) is None
    assert asked.touch(10.9) == Aim(1)


def test_while_the_back_end_is_asked_nothing_is_answered() -> None:
    asked = Asked(MENU, commits=False)
    asked.question.close()
    assert asked.touch(5.0, id=None) is None
    assert asked.question.said(5.0) == Aim(NO_QUESTION)
    asked.put(6.0, MENU, commits=False)
    assert asked.question.said(5.5).late, "speech that began before the question was put"
    assert asked.question.said(6.0).late
    assert asked.question.said(6.1) == Aim(2)
    assert asked.question.typed("gone", 7.0).late


def test_before_the_first_question_words_answer_whatever_it_will_be() -> None:
    assert OpenQuestion(screen=True).said(1.0) == Aim()
    assert OpenQuestion(screen=True, asked=True).said(1.0).late, "but not when a conversation is taken up"


def test_where_there_is_no_screen_all_of_it_must_have_been_heard() -> None:
    asked = Asked(confirm(), screen=False)
    assert asked.question.said(30.0).early
    assert asked.touch(30.0) is None
    asked.question.heard_out(31.0)
    assert asked.question.said(30.0).early
    assert not asked.question.said(31.0).early
    assert asked.touch(31.0) == Aim(1)


def test_where_there_is_no_screen_a_key_needs_no_id_and_counts_once_all_of_it_was_heard() -> None:
    asked = Asked(screen=False)
    assert asked.question.keyed(None, "1", 30.0) is None
    asked.question.heard_out(31.0)
    assert asked.question.keyed(None, "1", 30.9) is None
    assert asked.question.keyed(None, "1", 31.0) == Aim(1)
    assert asked.question.keyed(None, "1", 31.1) is None, "it is being decided upon"


@pytest.mark.parametrize("keys", ["0", "0#"])
def test_where_there_is_no_screen_0_is_for_staff_at_any_time(keys: str) -> None:
    asked = Asked(screen=False)
    assert asked.question.keyed(None, keys, 0.1) == Aim(NO_QUESTION), "not heard yet"
    asked.question.close()
    assert asked.question.keyed(None, keys, 1.0) == Aim(NO_QUESTION), "the back end is asked"
    assert asked.question.keyed(None, "1", 1.0) is None
    assert Asked(confirm()).question.keyed(None, keys, 5.0) is None, "a screen has a button for it"


def test_0_again_after_a_count_is_not_for_staff() -> None:
    question = OpenQuestion(screen=False)
    question.put((), Expect("count", ask=1), 0.0)
    assert question.keyed(None, "0", 1.0) == Aim(1)
    assert question.keyed(None, "0", 1.1) is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from([confirm("1"), confirm("2"), MENU])),
        st.tuples(st.just("close"), st.none()),
        st.tuples(st.just("again"), st.none()),
        st.tuples(st.just("decided"), st.none()),
        st.tuples(st.just("touch"), st.integers(-4, 0)),
    ).flatmap(lambda step: st.tuples(st.just(step), st.floats(0.0, 2.0))),
    max_size=25,
)


@given(STEPS)
def test_only_the_open_showing_is_answered_once_and_never_unread(steps: list[tuple[tuple[str, object], float]]) -> None:
    """Against a plain account of what was shown when; touches carry ids of any showing there ever was."""
    question, now, number = OpenQuestion(screen=True), 0.0, 0
    ids: list[str | None] = [None]
    shown: dict[str, float] = {}  # id -> since when on screen
    for (what, with_), later in steps:
        now += later
        match what:
            case "put":
                number += 1
                commits = with_ != MENU
                question.put((with_,), Expect("yesno", ask=number, commits=commits), now)  # type: ignore[arg-type]
                question.sent(now)
            case "close":
                question.close()
            case "again":
                question.again(question.showing, now)
            case "decided":
                question.decided()
            case "touch":
                id = ids[max(0, len(ids) - 1 + int(with_))]  # type: ignore[call-overload]
                showing = question.showing
                aim = question.touched(id, None, now)
                if aim is not None:
                    assert showing is not None
                    assert aim.ask == number
                    assert id in (None, showing.id)
                    assert not showing.expect.commits or (id == showing.id and now >= shown[showing.id] + SETTLE_S)
                    assert question.touched(id, None, now) is None
        if question.id is not None and question.id not in shown:
            assert question.id not in ids, "an id is never used again"
            shown[question.id] = now
            ids.append(question.id)
