"""`gazetteer.csv`: as Excel and clerks write it, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import ScriptErrors, load_library, read_services
from dialogue.errors import Problems
from dialogue.gazetteer import Place, load_gazetteer
from dialogue.sources import loaded_from

LIST = "名称,上级,别名\n和平路,城关街道,\n\n王家村,张镇,王庄、老王家\n"
PLACES = (Place("和平路", "城关街道"), Place("王家村", "张镇", ("王庄", "老王家")))


def read(data: bytes) -> tuple[tuple[Place, ...], list[str]]:
    problems = Problems("gazetteer.csv")
    found = load_gazetteer(data, problems)
    return found.places, [f"{error.line}: {error.message}" for error in problems.errors]


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.encode("gb18030"),
        LIST.replace("\n", "\r\n").encode(),
        LIST.replace(",", "\t").encode("utf-16"),
        LIST.replace("名称,上级,别名", " 名称 , 上级,别名").encode(),
    ],
)
def test_as_programs_save_it(data: bytes) -> None:
    assert read(data) == (PLACES, [])


def test_columns_in_another_order_or_missing() -> None:
    assert read("上级,名称\n张镇,王家村\n".encode()) == ((Place("王家村", "张镇"),), [])
    assert read("名称\n王家村\n".encode()) == ((Place("王家村"),), [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: 第一行没有“名称”"),
        ("和平路,城关街道\n", "1: 第一行没有“名称”"),
        ("名称,邮编\n和平路,1\n", "1: 不认识的列“邮编”"),
        ("名称,上级\n和平路,城关街道\n路,城关街道\n", "3: 地名“路”看不懂"),
        ("名称,上级\n和平路,城关街道\n和平路,城关街道\n", "3: “城关街道和平路”前面已经有了"),
        ("名称,别名\n和平路,和\n", "2: 地名“和”看不懂"),
        ("名称\n" + "长" * 21 + "\n", "2: 地名“" + "长" * 21 + "”看不懂"),
        ("名称\n和平路【】\n", "2: 地名“和平路【】”看不懂"),
        ('名称\n"和平路\n', "2: 这一行不是表格的一行（unexpected end of data）"),
    ],
)
def test_each_mistake_has_its_line(text: str, told: str) -> None:
    assert told in read(text.encode())[1]


def test_bytes_of_no_kind() -> None:
    assert read(b"\x00\x01\x02")[1]
    assert read(b"\xff\xff\xff")[1]


def test_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialogue.gazetteer.csv_file._MOST", 2)
    assert read("名称\n甲村\n乙村\n丙村\n".encode())[1] == ["4: 地名超过 2 个"]


def test_a_hall_loads_it_watches_it_and_refuses_a_wrong_one(services: Path) -> None:
    path = services / "gazetteer.csv"
    before = len(loaded_from(services))
    path.write_text(LIST, encoding="utf-8")
    assert len(loaded_from(services)) == before + 1
    slots = [slot for script in load_library(services).scripts for slot in script.slots]
    assert slots
    assert all(slot.gazetteer.places == PLACES for slot in slots)
    path.write_text("名称\n路\n", encoding="utf-8")
    assert [error.line for error in read_services(services).errors] == [2]
    with pytest.raises(ScriptErrors, match=r"gazetteer\.csv:2"):
        load_library(services)
