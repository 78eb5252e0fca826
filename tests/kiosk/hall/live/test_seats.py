"""Two members of staff, in any order: the conversation has one owner at a time, and is given back when he is gone."""

from __future__ import annotations

import random

from kiosk.hall.live.seats import LOST_S, Seat, SeatTable

ZHANG, LI = Seat("zhang", "张老师"), Seat("li", "李老师")


def table() -> SeatTable:
    return SeatTable(idle_s=180)


def test_the_second_gets_who_has_it() -> None:
    seats = table()
    assert seats.take("c", ZHANG, 0) == ZHANG
    assert seats.take("c", LI, 1) == ZHANG
    assert not seats.seen("c", "li", 2)
    assert not seats.hand_over("c", "li", LI, 2)
    assert seats.hand_over("c", "zhang", LI, 2)
    assert seats.owner("c") == LI
    assert seats.take("d", ZHANG, 3) == ZHANG, "another conversation is another matter"


def test_an_owner_without_a_sign_is_lost_and_one_who_does_nothing_is_idle() -> None:
    seats = table()
    seats.take("c", ZHANG, 0)
    assert seats.deadline == LOST_S
    assert seats.due(LOST_S - 0.1) == []
    assert seats.due(LOST_S) == [("c", "lost")]
    for now in range(0, 180, 5):
        assert seats.seen("c", "zhang", now)
    assert seats.due(179) == []
    assert seats.due(180) == [("c", "idle")]
    assert seats.seen("c", "zhang", 180, acted=True)
    assert seats.due(181) == []
    seats.release("c")
    assert seats.deadline is None
    assert len(seats) == 0


def test_a_thousand_interleavings_have_one_owner_each() -> None:
    for seed in range(1000):
        rng, seats, owner, now = random.Random(seed), table(), None, 0.0
        for _ in range(40):
            now += rng.choice((0.5, 3.0, 12.0, 25.0))
            for conversation, _why in seats.due(now):
                seats.release(conversation)
                owner = None
            seat, other = rng.choice(((ZHANG, LI), (LI, ZHANG)))
            match rng.randrange(5):
                case 0:
                    owner = owner or seat
                    assert seats.take("c", seat, now) == owner
                case 1:
                    assert seats.seen("c", seat.account, now, acted=True) == (owner == seat)
                case 2:
                    mine = owner == seat
                    assert seats.hand_over("c", seat.account, other, now) == mine
                    owner = other if mine else owner
                case 3 if owner == seat:
                    assert seats.release("c") == seat
                    owner = None
                case _:
                    assert seats.owns("c", seat.account) == (owner == seat)
            assert seats.owner("c") == owner
        seats.release("c")
        assert (len(seats), seats.deadline) == (0, None), f"seed {seed}"
