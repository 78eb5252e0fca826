"""A rating as the record and the platform get it: once, in order, and of the person nothing."""

from __future__ import annotations

import json
from dataclasses import replace

from dialogue.acts import Rated
from kiosk.config import FeedbackSettings, Settings
from kiosk.config.feedback import RATING_FIELDS
from kiosk.hall.ratings import RatingDesk

RATED = Rated("社保卡挂失/1", "社保卡挂失", "2026-11-22", 1, "SB1", "等得太久", "13800138000")
SENDING = replace(Settings(), feedback=FeedbackSettings(url="https://rating.example"))


def test_the_platform_is_told_of_the_service_and_not_of_the_person() -> None:
    made = RatingDesk(SENDING).entries((RATED,), "c1", "kiosk-1", "screen", 1_795_000_000_000, "3号窗口")
    (delivery,) = made.deliveries
    body = json.loads(delivery.body)
    assert tuple(body) == RATING_FIELDS
    assert (body["number"], body["score"], body["level"], body["comment"]) == ("SB1", 1, "非常不满意", "等得太久")
    assert (body["kiosk"], body["window"], body["channel"]) == ("kiosk-1", "3号窗口", "screen")
    assert "13800138000" not in delivery.body
    assert "c1" not in body.values()


def test_the_same_rating_has_the_same_id_and_each_its_own_time() -> None:
    desk = RatingDesk(SENDING)
    two = (RATED, replace(RATED, name="居住证办理/1"))
    first, again = (desk.entries(two, "c1", "k", "screen", 5) for _ in range(2))
    assert [one.id for one in first.ratings] == [one.id for one in again.ratings]
    times = [one.at_ms for made in (first, again) for one in made.ratings]
    assert times == sorted(set(times))


def test_a_number_to_call_is_kept_for_poor_ones_alone() -> None:
    made = RatingDesk(SENDING).entries((RATED, replace(RATED, name="b/1", score=4)), "c1", "k", "phone", 5)
    assert [one.phone for one in made.ratings] == ["13800138000", ""]


def test_without_a_platform_it_is_kept_all_the_same() -> None:
    made = RatingDesk().entries((RATED,), "c1", "k", "phone", 5)
    assert (len(made.ratings), made.deliveries) == (1, ())
