"""`samples.csv`: as Excel and clerks write it, and every mistake with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import ScriptErrors, load_library, read_services
from dialogue.errors import Problems
from dialogue.samples import Samples, load_samples
from dialogue.sources import loaded_from

HEAD = "服务,槽位,取值,例句\n"
ROWS = f"""{HEAD}社保卡挂失,,,看病刷的那个卡叫人摸走了

,,,驾照到期了给我换个新的
查房,用途,入学,娃上小学要用
查房,用途,,你问这个干什么
"""


def read(data: bytes) -> tuple[Samples, list[str]]:
    problems = Problems("samples.csv")
    found = load_samples(data, problems)
    return found, [f"{error.line}: {error.message}" for error in problems.errors]


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode(),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("gb18030"),
        ROWS.replace("\n", "\r\n").encode(),
        ROWS.replace(",", "\t").encode("utf-16"),
    ],
)
def test_as_programs_save_it(data: bytes) -> None:
    found, errors = read(data)
    assert errors == []
    assert found.of_services() == (("看病刷的那个卡叫人摸走了", "社保卡挂失"), ("驾照到期了给我换个新的", ""))
    assert found.of_slot("查房", "用途") == (("娃上小学要用", "入学"), ("你问这个干什么", ""))
    assert found.of_slot("查房", "姓名") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: 第一行没有“服务”"),
        ("服务,槽位,例句\n", "1: 第一行没有“取值”"),
        ("服务,槽位,取值,例句,谁说的\n", "1: 不认识的列“谁说的”"),
        (HEAD + "甲,,,\n", "2: 例句要有 1 到 120 个字"),
        (HEAD + "甲,,,。！\n", "2: 例句要有 1 到 120 个字"),
        (HEAD + "甲,,," + "长" * 121 + "\n", "2: 例句要有 1 到 120 个字"),
        (HEAD + ",用途,入学,上学\n", "2: 有槽位“用途”，没有写服务"),
        (HEAD + "甲,,入学,上学\n", "2: 有取值“入学”，没有写槽位"),
        (HEAD + "甲,,,卡丢了\n甲,,,卡丢了。\n", "3: 这句第 2 行已经有了"),
        (HEAD + "甲,,,在这儿干了一年,想办个证\n", "2: 这一行多出一格“想办个证”"),
        (HEAD.replace("取值", "取值,例句"), "1: 有两列叫“例句”"),
        (HEAD + '"甲\n', "2: 这一行不是表格的一行（unexpected end of data）"),
    ],
)
def test_each_mistake_has_its_line(text: str, told: str) -> None:
    assert told in read(text.encode())[1]


def test_bytes_of_no_kind() -> None:
    assert read(b"\x00\x01\x02")[1]
    assert read(b"\xff\xff\xff")[1]


def test_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialogue.samples.csv_file._MOST", 1)
    assert read((HEAD + "甲,,,一句\n甲,,,两句\n").encode())[1] == ["3: 例句超过 1 行"]


def test_a_hall_loads_them_watches_them_and_refuses_wrong_ones(services: Path) -> None:
    path = services / "samples.csv"
    before = len(loaded_from(services))
    path.write_text(f"{HEAD}路灯报修,怎么坏了,不亮,黑咕隆咚的\n", encoding="utf-8")
    assert len(loaded_from(services)) == before + 1
    slot = load_library(services).scripts[0].slot("怎么坏了")
    assert slot is not None
    assert slot.samples == (("黑咕隆咚的", "不亮"),)
    wrong = "没有这项,,,一句\n路灯报修,没有这个,,一句\n路灯报修,怎么坏了,没有这值,一句\n路灯报修,地点,,一句\n"
    path.write_text(HEAD + wrong, encoding="utf-8")
    assert [error.line for error in read_services(services).errors] == [2, 3, 4, 5]
    with pytest.raises(ScriptErrors, match=r"samples\.csv:2: 没有叫“没有这项”的服务"):
        load_library(services)


def test_a_comma_within_quotes_belongs_to_the_utterance() -> None:
    found, errors = read((HEAD + '甲,,,"在这儿干了一年,想办个证"\n甲,,,卡丢了,,\n').encode())
    assert errors == []
    assert found.of_services() == (("在这儿干了一年,想办个证", "甲"), ("卡丢了", "甲"))


def test_no_more_than_can_be_fitted() -> None:
    wishes = "".join(f"甲,,,第{number}句\n" for number in range(5_000))
    answers = "".join(f"甲,用途,入学,第{number}句\n" for number in range(5_000))
    assert read((HEAD + wishes + answers).encode())[1] == []
    assert read((HEAD + wishes + "乙,,,还有一句\n").encode())[1] == ["5002: 例句超过 5000 行（各项服务）"]
    assert read((HEAD + answers + "甲,用途,入学,还有\n").encode())[1] == ["5002: 例句超过 5000 行（用途）"]
