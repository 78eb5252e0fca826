"""Eighty questions with known answers over a made record: no number is wrong; what cannot be answered is told."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from kiosk.operators.numbers.answering import NumberAnswer, answer
from kiosk.operators.numbers.measures import MEASURES, TITLES
from kiosk.operators.numbers.query import NumberQuery, Unanswerable
from kiosk.operators.numbers.reading import read_question
from kiosk.operators.numbers.routes import BY, PERIODS
from support.numbers_record import NOW
from support.numbers_seed import VOCABULARY, seeded
from tests.kiosk.operators.numbers.first_questions import FIRST_QUESTIONS, Expected, Number, Refused, Rows, Top
from tests.kiosk.operators.numbers.more_questions import MORE_QUESTIONS

QUESTIONS = (*FIRST_QUESTIONS, *MORE_QUESTIONS)


@pytest.fixture(scope="module")
def record() -> Iterator[Connection]:
    with seeded() as connection:
        yield connection


@pytest.mark.parametrize(("question", "expected"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_a_question(record: Connection, question: str, expected: Expected) -> None:
    told = answer(record, question, VOCABULARY, NOW)
    if isinstance(expected, Refused):
        assert isinstance(told, Unanswerable)
        assert all(word in told.message for word in expected.words)
        return
    assert isinstance(told, NumberAnswer), told
    assert told.counted
    match expected:
        case Number(value):
            assert told.value == value
            assert not told.rows
        case Rows(rows):
            assert {row.label: row.value for row in told.rows if row.value} == {n: v for n, v in rows.items() if v}
        case Top(rows):
            assert {row.label: row.value for row in told.rows[: told.top]} == rows


@pytest.mark.parametrize("odd", ["张三", "没", "老年", "男"])
def test_a_word_that_is_not_understood_is_never_passed_over(record: Connection, odd: str) -> None:
    asked = [question for question, expected in QUESTIONS if not isinstance(expected, Refused)]
    told = [answer(record, odd + question, VOCABULARY, NOW) for question in asked]
    told += [answer(record, question + odd, VOCABULARY, NOW) for question in asked]
    assert all(isinstance(one, Unanswerable) for one in told)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("上周三个业务办结最多", "星期"),
        ("", "写一个问题"),
        ("办" * 200, "太长"),
        ("昨天9点到11点办结多少", "上午还是下午"),
    ],
)
def test_what_may_be_read_in_two_ways_is_asked_back(record: Connection, question: str, said: str) -> None:
    told = answer(record, question, VOCABULARY, NOW)
    assert isinstance(told, Unanswerable)
    assert said in told.message


@pytest.mark.parametrize(
    ("question", "low", "high"),
    [
        ("上周一共办结多少", "2026-11-23", "2026-11-30"),
        ("上周五一共办结多少", "2026-11-27", "2026-11-28"),
        ("上个月一共办结多少", "2026-11-01", "2026-12-01"),
        ("十一月一共办结多少", "2026-11-01", "2026-12-01"),
        ("这个星期一共办结多少", "2026-11-30", "2026-12-07"),
        ("10月1号到7号这七天办结多少", "2026-10-01", "2026-10-08"),
        ("前三天办结多少", "2026-11-28", "2026-12-01"),
    ],
)
def test_a_word_after_a_time_is_no_day_of_it(question: str, low: str, high: str) -> None:
    query = read_question(question, VOCABULARY, NOW)
    assert isinstance(query, NumberQuery), query
    assert (query.period.low.date().isoformat(), query.period.high.date().isoformat()) == (low, high)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("上周三件办结", "也可能是个数"),
        ("上个月三次转人工", "也可能是个数"),
        ("国庆那几天办结多少", "每年不一样"),
        ("10月1号到7号这三天办结多少", "这三天"),
        ("11月前三天办结多少", "没看懂"),
        ("上周转人工里电话占多少", "转人工率"),
        ("百分之多少的转人工是电话", "转人工率"),
        ("上周没办完的占多少", "不会算没办完数占多少"),
        ("为什么上周转人工多", "和什么比"),
        ("上周转人工多", "和什么比"),
        ("哪个转人工多", "在什么里面选"),
        ("上周几个业务转人工", "没看懂"),
    ],
)
def test_what_would_be_another_number_is_refused(question: str, said: str) -> None:
    told = read_question(question, VOCABULARY, NOW)
    assert isinstance(told, Unanswerable)
    assert said in told.message


def test_the_answer_says_what_was_counted_and_what_was_assumed(record: Connection) -> None:
    told = answer(record, "哪台机器转人工最多", VOCABULARY, NOW)
    assert isinstance(told, NumberAnswer)
    assert told.counted[0].startswith("数的是：转人工数")
    assert "没说时间" in told.notes[0]
    later = answer(record, "这个月办结多少", VOCABULARY, NOW)
    assert isinstance(later, NumberAnswer)
    assert any("没过完" in note for note in later.notes)
    early = answer(record, "今年办结多少", VOCABULARY, NOW)
    assert isinstance(early, NumberAnswer)
    assert any("最早的记录是 2026-10-01" in note for note in early.notes)


def test_whatever_is_asked_gets_an_answer_or_a_reason(record: Connection) -> None:
    chance = random.Random(14)
    parts = [question[at : at + 3] for question, _ in QUESTIONS for at in range(len(question))]
    parts += ["十十", "第十十版", "9999年", "0000年", "99月", "前零个", "2月30日", "\0", "25点", "最好", "比", "到"]
    for _ in range(1500):
        question = "".join(chance.choices(parts, k=chance.randint(1, 6)))
        told = answer(record, question, VOCABULARY, NOW)
        assert isinstance(told, NumberAnswer) or told.message, question


@pytest.mark.parametrize("period", PERIODS)
def test_whatever_the_chooser_composes_is_read_as_it_was_chosen(period: str) -> None:
    plain = read_question(f"{period}会话数", VOCABULARY, NOW)
    assert isinstance(plain, NumberQuery)
    assert not plain.period.assumed
    for measure in MEASURES.values():
        divisions = [name for name in TITLES if measure.divided_by(name)] if period == PERIODS[-1] else []
        for division in (None, *divisions):
            question = f"{period}{BY[division] if division else ''}的{measure.title}"
            query = read_question(question, VOCABULARY, NOW)
            assert isinstance(query, NumberQuery), (question, query)
            assert (query.measure, query.group, query.period) == (measure.name, division, plain.period), question


def test_there_are_eighty_questions_and_each_is_asked_once() -> None:
    assert len({question for question, _ in QUESTIONS}) == 80
