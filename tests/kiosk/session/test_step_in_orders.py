"""`StepIn` alone, with a mouth that is only noted: in any order one voice, and no word lost or said twice."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kiosk.hall.live.seats import LOST_S, Seat, SeatTable
from kiosk.session.step_in import WAITING, StepIn, Words

SEATS = (Seat("zhang", "张老师"), Seat("li", "李老师"))


class Mouth:
    """What is said, in order, and what is shown."""

    def __init__(self) -> None:
        self.said: list[Words] = []
        self.citizen_speaks = False
        self.banner = ""
        self.missed: list[Words] = []

    def silence(self) -> list[Words]:
        missed, self.missed = self.missed, []
        return missed

    def speak(self, words: Sequence[Words]) -> None:
        self.said += words

    def drop_turn(self) -> None: ...

    def cover(self, text: str) -> None:
        self.banner = text

    def last_words(self) -> list[Words]:
        return [Words("请问？")]


def machine_says(step_in: StepIn, mouth: Mouth, text: str) -> None:
    """As the clerk does."""
    if not step_in.hold(Words(text)):
        mouth.speak([Words(text)])


def test_a_thousand_orders_of_two_seats_a_citizen_and_a_machine() -> None:
    for seed in range(1000):
        rng, mouth, seats, now = random.Random(seed), Mouth(), SeatTable(idle_s=180), 0.0
        step_in = StepIn(mouth)
        typed: list[str] = []
        machine: list[str] = []
        waits = 0
        for number in range(60):
            now += rng.choice((0.1, 1.0, 6.0, 25.0))
            for conversation, why in seats.due(now):
                seats.release(conversation)
                step_in.end(why)
            seat, before = rng.choice(SEATS), len(mouth.said)
            match rng.randrange(7):
                case 0 if seats.owner("c") is None:
                    seats.take("c", seat, now)
                    step_in.begin(seat.name)
                case 1 if seats.seen("c", seat.account, now, acted=True):
                    if step_in.say(f"人{number}"):
                        typed.append(f"人{number}")
                    else:
                        assert waits >= WAITING
                case 2 if seats.owns("c", seat.account):
                    seats.release("c")
                    step_in.end("handed_back")
                case 3:
                    machine.append(f"机{number}")
                    machine_says(step_in, mouth, f"机{number}")
                case 4:
                    mouth.citizen_speaks = not mouth.citizen_speaks
                    step_in.turn_moved()
                case 5 if seats.owns("c", seat.account):
                    other = SEATS[1 - SEATS.index(seat)]
                    assert seats.hand_over("c", seat.account, other, now)
                    step_in.begin(other.name)
                case _:
                    seats.seen("c", seat.account, now)
            new = [words.text for words in mouth.said[before:]]
            waits = len(typed) - sum(words.staff for words in mouth.said)
            assert step_in.active == (seats.owner("c") is not None) == bool(mouth.banner)
            if step_in.active:
                assert not [text for text in new if text.startswith("机")], f"seed {seed}: two voices"
                assert waits <= WAITING
            else:
                assert waits == 0, f"seed {seed}: what was typed is said before the machine goes on"
        step_in.end("lost")
        said = [words.text for words in mouth.said]
        assert [text for text in said if text.startswith("人")] == typed, f"seed {seed}"
        assert [text for text in said if text.startswith("机")] == machine, f"seed {seed}"


def test_the_question_is_put_again_only_where_the_machine_had_nothing_else_to_say() -> None:
    mouth = Mouth()
    step_in = StepIn(mouth)
    step_in.begin("")
    step_in.end("handed_back")
    assert [words.text for words in mouth.said][-1] == "请问？"
    step_in.begin("")
    step_in.hold(Words("办好了。"))
    step_in.end("lost")
    assert [words.text for words in mouth.said][-1] == "办好了。"
    step_in.end("lost")
    assert [words.text for words in mouth.said][-1] == "办好了。", "once"


def test_at_the_end_of_the_conversation_nothing_more_is_said() -> None:
    mouth = Mouth()
    step_in = StepIn(mouth)
    step_in.begin("")
    mouth.citizen_speaks = True
    step_in.say("等一下。")
    step_in.hold(Words("办好了。"))
    step_in.stop()
    mouth.citizen_speaks = False
    step_in.turn_moved()
    assert not any(words.text in ("等一下。", "办好了。") for words in mouth.said)
    assert (step_in.active, mouth.banner) == (False, "")


def test_seats_and_voice_agree_about_who_is_gone() -> None:
    seats = SeatTable(idle_s=180)
    seats.take("c", SEATS[0], 0)
    assert seats.deadline == LOST_S
