"""An address in a conversation: written as the hall writes it, or asked for with buttons."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Act, Begin, Call, ChoicesCard, ConfirmCard, Said, Say, Show, Touched, Turn
from support.small_hall import TODAY

PLACES = """名称,上级,别名
和平路,城关街道,
合心村,城关街道,
和新村,东风镇,
山塘村,东风镇,
"""


class Citizen:
    def __init__(self, services: Path) -> None:
        self.machine = Machine(load_library(services))
        self.state = self.machine.new("c-1", TODAY)
        self.do(Begin())
        self.say("报修路灯", "同意")

    def do(self, turn: Turn) -> tuple[Act, ...]:
        self.state, self.acts = self.machine.step(self.state, turn)
        return self.acts

    def say(self, *lines: str) -> str:
        for line in lines:
            self.do(Said(line, 0.9))
        return "".join(act.text for act in self.acts if isinstance(act, Say))

    @property
    def buttons(self) -> list[str]:
        cards = [card for act in self.acts if isinstance(act, Show) for card in act.cards]
        return [option.value for card in cards if isinstance(card, ChoicesCard) for option in card.options]

    @property
    def place(self) -> str:
        cards = [card for act in self.acts if isinstance(act, Show) for card in act.cards]
        rows = [row for card in cards if isinstance(card, ConfirmCard) for row in card.rows]
        return next((row.value for row in rows if row.label == "地点"), "")


@pytest.fixture
def hall(services: Path) -> Path:
    (services / "gazetteer.csv").write_text(PLACES, encoding="utf-8")
    return services


def test_a_road_that_recognition_spelt_wrong_is_filed_right(hall: Path) -> None:
    citizen = Citizen(hall)
    citizen.say("在何平路十二号")
    assert citizen.place == "和平路12号"
    citizen.say("确认提交")
    call = next(act for act in citizen.acts if isinstance(act, Call))
    assert call.params == {"地点": "和平路12号"}


def test_without_a_list_it_is_filed_as_heard(services: Path) -> None:
    citizen = Citizen(services)
    citizen.say("在何平路十二号")
    assert citizen.place == "何平路12号"


def test_places_of_one_sound_are_buttons(hall: Path) -> None:
    citizen = Citizen(hall)
    assert "城关街道合心村8号，还是东风镇和新村8号" in citizen.say("何新村八号")
    assert citizen.buttons == ["城关街道合心村8号", "东风镇和新村8号", "都不是"]
    citizen.do(Touched("东风镇和新村8号"))
    assert citizen.place == "东风镇和新村8号"


@pytest.mark.parametrize(
    ("answer", "place"),
    [("第二个", "东风镇和新村8号"), ("第一个", "城关街道合心村8号"), ("东风镇何新村八号", "东风镇和新村8号")],
)
def test_the_question_is_answered_by_voice(hall: Path, answer: str, place: str) -> None:
    citizen = Citizen(hall)
    citizen.say("何新村八号", answer)
    assert citizen.place == place


def test_a_place_that_the_list_does_not_have_can_be_kept(hall: Path) -> None:
    citizen = Citizen(hall)
    citizen.say("三塘村六号")
    assert citizen.buttons == ["山塘村6号", "三塘村6号", "都不是"]
    citizen.do(Touched("三塘村6号"))
    assert citizen.place == "三塘村6号"


def test_a_place_that_is_asked_for_as_free_text_is_matched_too(hall: Path) -> None:
    script = (hall / "lamp.yaml").read_text(encoding="utf-8")
    (hall / "lamp.yaml").write_text(script.replace("类型: 地址", "类型: 自由文本"), encoding="utf-8")
    citizen = Citizen(hall)
    citizen.say("何平路十二号")
    assert citizen.place == "和平路十二号"
    citizen = Citizen(hall)
    citizen.say("何新村八号")
    assert citizen.buttons == ["城关街道合心村八号", "东风镇和新村八号", "都不是"]
    citizen.do(Touched("东风镇和新村八号"))
    assert citizen.place == "东风镇和新村八号"


def test_what_is_typed_stays_as_it_was_typed(hall: Path) -> None:
    citizen = Citizen(hall)
    citizen.do(Said("何新村8号"))
    assert citizen.place == "何新村8号"


def test_too_many_of_one_name_are_asked_for_with_the_town(services: Path) -> None:
    towns = "".join(f"王家村,{town}镇,\n" for town in "东西南北中")
    (services / "gazetteer.csv").write_text("名称,上级,别名\n" + towns, encoding="utf-8")
    citizen = Citizen(services)
    assert "请连乡镇或者街道一起说" in citizen.say("汪家村三号")
    citizen.say("南镇汪家村三号")
    assert citizen.place == "南镇王家村3号"


def test_corrections_go_through_the_list_too(hall: Path) -> None:
    citizen = Citizen(hall)
    citizen.say("在人民路五号", "不对，是何平路五号", "对")
    assert citizen.place == "和平路5号"


#: Said to 城关街道合心村8号，还是东风镇和新村8号; the names of the villages sound the same.
BARE = [
    ("东风镇", "东风镇和新村8号"), ("东风镇的", "东风镇和新村8号"), ("东风镇那个", "东风镇和新村8号"),
    ("是东风镇", "东风镇和新村8号"), ("东风", "东风镇和新村8号"), ("东风的那个", "东风镇和新村8号"),
    ("冬风镇", "东风镇和新村8号"), ("我说的是东风镇那个村", "东风镇和新村8号"), ("城关街道", "城关街道合心村8号"),
    ("城关的", "城关街道合心村8号"), ("城关", "城关街道合心村8号"), ("就是城关街道那个", "城关街道合心村8号"),
    ("成关街道", "城关街道合心村8号"), ("和新村", "东风镇和新村8号"), ("合心村", "城关街道合心村8号"),
    ("是合心村", "城关街道合心村8号"), ("东风镇和新村", "东风镇和新村8号"), ("城关街道合心村", "城关街道合心村8号"),
    ("合心村八号", "城关街道合心村8号"), ("街道那个", "城关街道合心村8号"), ("后面那个", "东风镇和新村8号"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "place"), BARE)
def test_a_bare_name_picks_the_place(hall: Path, answer: str, place: str) -> None:
    citizen = Citizen(hall)
    citizen.say("何新村八号", answer)
    assert citizen.place == place


@pytest.mark.parametrize("answer", ["村", "八号", "何新村", "是的", "河心村", "哪个都行"])
def test_what_fits_both_picks_none(hall: Path, answer: str) -> None:
    citizen = Citizen(hall)
    citizen.say("何新村八号", answer)
    assert citizen.place == ""


@pytest.mark.parametrize(
    ("answer", "place"),
    [("山塘村", "山塘村6号"), ("三塘村", "三塘村6号"), ("是山塘村", "山塘村6号"), ("山塘", "山塘村6号")],
)
def test_one_of_two_spellings_is_picked_by_its_characters(hall: Path, answer: str, place: str) -> None:
    citizen = Citizen(hall)
    citizen.say("三塘村六号", answer)
    assert citizen.place == place


def test_another_place_is_taken_as_one(hall: Path) -> None:
    citizen = Citizen(hall)
    citizen.say("何新村八号", "都不是，是和平路五号", "对")
    assert citizen.place == "和平路5号"


#: Said or typed to 城关街道合心村12号，还是东风镇和新村12号.
NUMBERED = [
    ("合心村十二号", "城关街道合心村12号"), ("合心村12号", "城关街道合心村12号"), ("东风镇和新村十二号",
    "东风镇和新村12号"),
    ("东风镇的12号", "东风镇和新村12号"), ("东风镇十二号", "东风镇和新村12号"), ("城关街道十二号",
    "城关街道合心村12号"),
    ("和新村十二号的那个", "东风镇和新村12号"), ("是合心村12号", "城关街道合心村12号"),
]  # fmt: skip


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("first", ["何新村十二号", "何新村12号"])
@pytest.mark.parametrize(("answer", "place"), NUMBERED)
def test_numbers_of_houses_match_alike_in_both_scripts(
    hall: Path, answer: str, place: str, first: str, confidence: float
) -> None:
    citizen = Citizen(hall)
    citizen.say(first)
    citizen.do(Said(answer, confidence))
    assert citizen.place == place


@pytest.mark.parametrize("answer", ["十二号", "12号", "二号", "2号", "十三号", "合心村十三号那边的12号楼是谁"])
def test_a_number_that_both_or_none_have_picks_none(hall: Path, answer: str) -> None:
    citizen = Citizen(hall)
    citizen.say("何新村十二号", answer)
    assert citizen.place == ""
