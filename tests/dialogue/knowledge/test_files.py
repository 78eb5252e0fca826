"""Knowledge from files that clerks have: read as meant, or refused in plain words. Real files, made here."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.knowledge import Passage, load_folder, load_passages
from dialogue.knowledge.files import LARGEST_TEXT

TABLE = "问法,答案,出处,条款,生效,失效,业务,编号\n"
ROW = "补卡多少钱；补卡收费吗,补卡收十元。,《办法》,第三条,2026-01-01,2027-01-01,社保卡挂失,sbk-1\n"
MARKDOWN = """---
来源: 《居住证暂行条例》
业务: 居住证办理
---
# 居住证

## 第十九条 居住证要多少钱
编号：jzz-19
问法：居住证收费吗；居住证免费吗
口播：首次免费。
生效：2016-01-01

首次申领居住证，免收工本费。

- 换领、补领要交工本费。

## 居住证多久能好
来源：本大厅办事指南
第九条规定的时限内制发。
"""


def read(tmp_path: Path, name: str, data: bytes | str) -> tuple[tuple[Passage, ...], list[str]]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    problems = Problems(name)
    return load_passages(path, problems), [str(error) for error in sorted(problems.errors)]


def excel(rows: list[list[object]], title: str = "问答") -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("空的")
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("来源：《居民身份证法》")
    document.add_heading("身份证", 1)
    document.add_heading("第十二条 身份证几天能好", 2)
    document.add_paragraph("六十日内发放。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["问法", "答案", "补证多少钱", "四十元。"], strict=True
    ):
        cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("between", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, between: str) -> None:
    text = (TABLE + ROW).replace(",", between)
    (found,), errors = read(tmp_path, "k.csv", text.encode(encoding))
    assert errors == []
    assert found == Passage(
        "k.csv:2", ("补卡多少钱", "补卡收费吗"), "补卡收十元。", "《办法》", "第三条", date(2026, 1, 1),
        date(2027, 1, 1), "sbk-1", "社保卡挂失",
    )  # fmt: skip


def test_excel(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["社保卡问答（内部资料）"],
        ["编号", "问题", "答案", "来源", "生效", None],
        ["sbk-1", "补卡多少钱\n补卡收费吗", "十元。", "《办法》", date(2026, 1, 1), None],
        [None, None, None, None, None, None],
        [12345, "热线", 12345, "公告", "2026年1月2日", None],
    ]
    found, errors = read(tmp_path, "k.xlsx", excel(rows))
    assert errors == []
    assert [(p.id, p.name, p.questions, p.answer, p.source, p.since) for p in found] == [
        ("k.xlsx/问答:3", "sbk-1", ("补卡多少钱", "补卡收费吗"), "十元。", "《办法》", date(2026, 1, 1)),
        ("k.xlsx/问答:5", "12345", ("热线",), "12345", "公告", date(2026, 1, 2)),
    ]


def test_markdown(tmp_path: Path) -> None:
    found, errors = read(tmp_path, "k.md", MARKDOWN)
    assert errors == []
    first, second = found
    assert first.questions == ("居住证要多少钱", "居住证收费吗", "居住证免费吗")
    assert first.answer == "首次申领居住证，免收工本费。\n换领、补领要交工本费。"
    assert (first.name, first.citation, first.service) == ("jzz-19", "《居住证暂行条例》 第十九条", "居住证办理")
    assert (first.speech, first.topics, first.since) == ("首次免费。", ("居住证",), date(2016, 1, 1))
    assert (second.citation, second.id) == ("本大厅办事指南 第九条", "k.md:17")


def test_word(tmp_path: Path) -> None:
    found, errors = read(tmp_path, "k.docx", word())
    assert errors == []
    assert [(p.questions, p.answer, p.citation) for p in found] == [
        (("身份证几天能好",), "六十日内发放。", "《居民身份证法》 第十二条"),
        (("补证多少钱",), "四十元。", "《居民身份证法》"),
    ]


BOMB = b"0" * 150_000_000
WRONG: list[tuple[str, bytes | str, str]] = [
    ("k.csv", "问题,答桉,出处\n甲,乙,丙\n", "少了“答案”这一列"),
    ("k.csv", "标题,内容\n甲,乙\n", "一条知识也没有"),
    ("k.csv", TABLE + "甲,,《办法》,,,,,\n", "2: 这一行的“答案”是空的"),
    ("k.csv", TABLE + "甲,乙,,,,,,\n", "2: 这一条没有出处"),
    ("k.csv", TABLE + "甲,乙,丙,,明天,,,\n", "2: 日期“明天”不对"),
    ("k.csv", TABLE + "甲,乙,丙,,2026-03-01,2026-01-01,,\n", "“失效”比“生效”还早"),
    ("k.csv", TABLE + "甲,乙,丙,,,,,a b\n", "编号“a b”不对"),
    ("k.csv", TABLE + "甲,张三的身份证是11010519491231002X。,丙,,,,,\n", "2: 这里有一个身份证号"),
    ("k.csv", TABLE + "甲,110105194912310021。,丙,,,,,\n", "2: 这里有一个身份证号"),
    ("k.csv", TABLE + "甲,找老王13800138000。,丙,,,,,\n", "2: 这里有一个手机号"),
    ("k.csv", TABLE + "甲,一,二,《办法》,三,,,业务,sbk-1\n", "这一行比列名多出内容"),
    ("k.csv", b"\x00\x01\x02", "不是文字文件"),
    ("k.csv", b"\xff\xff\xff\xff", "编码认不出来"),
    ("k.md", "## 居住证多少钱\n免费。\n", "1: 这一条没有出处"),
    ("k.md", "来源：公告\n一段话。\n", "2: 这段话上面没有标题"),
    ("k.md", "---\n来原: 公告\n---\n## 甲\n乙\n", "2: 文件开头不认识“来原”"),
    ("k.md", "来源：公告\n## 甲\n编号：a\n编号：b\n乙\n", "4: “编号”写了两次"),
    ("k.xlsx", b"PK\x03\x04 cut short", "文件坏了，打不开"),
    ("k.xlsx", excel([["问法", "答案"], ["甲", "乙"]])[:2000], "文件坏了，打不开"),
    ("k.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加了密码，或者是旧格式"),
    ("k.xlsx", zipped(xl__vbaProject_bin=b"x", a_xml=b"<a/>"), "文件里带宏"),
    ("k.xlsx", zipped(xl__sheet_xml=BOMB), "大得不正常"),
    ("k.docx", zipped(word__document_xml=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "DOCTYPE"),
    ("k.docx", zipped(a_xml=b"<a/>"), "文件坏了，打不开"),
    ("k.docx", b"", "文件坏了，打不开"),
    ("k.xlsm", b"", "旧格式，或者可能带宏"),
    ("k.pdf", b"%PDF", "不认识“.pdf”这种文件"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "told"), WRONG, ids=[f"{name} {told}" for name, _, told in WRONG])
def test_wrong(tmp_path: Path, name: str, data: bytes | str, told: str) -> None:
    _, errors = read(tmp_path, name, data)
    assert any(told in error for error in errors), errors
    assert all("11010519491231002X" not in error and "13800138000" not in error for error in errors)


def test_far_too_big(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: nothing is written
    problems = Problems("k.csv")
    assert load_passages(path, problems) == ()
    assert "文件太大（200 MB）" in str(problems.errors[0])


def test_text_is_bounded_sooner_than_a_document_with_pictures(tmp_path: Path) -> None:
    for kind in ("md", "csv", "yaml"):
        path = tmp_path / f"k.{kind}"
        with path.open("wb") as file:
            file.truncate(LARGEST_TEXT + 1)
        problems = Problems(path.name)
        assert load_passages(path, problems) == ()
        assert "不要超过 5 MB" in str(problems.errors[0])


def test_more_passages_than_a_hall_has_are_refused_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialogue.knowledge.files.MOST_PASSAGES", 6)
    headed = "来源: 公告\n" + "".join(f"\n## 事项{i}\n说明。\n" for i in range(5))
    (tmp_path / "a.md").write_text(headed, encoding="utf-8")
    assert load_folder(tmp_path)[1] == ()
    (tmp_path / "b.csv").write_text("问法,答案,出处\n" + "几点,九点。,公告\n" * 9, encoding="utf-8")
    (tmp_path / "c.csv").write_text("not read any more", encoding="utf-8")
    passages, (error,), _ = load_folder(tmp_path)
    assert (Path(error.file).name, error.line) == ("b.csv", 3)
    assert "超过了 6 条" in error.message
    assert len(passages) == 5 + 7, "one file is read no further than that"


class Compared(str):
    """Counts how often it is compared."""

    count = 0

    def __eq__(self, other: object) -> bool:
        Compared.count += 1
        return str.__eq__(self, str(other))

    __hash__ = str.__hash__


def test_many_mistakes_are_collected_in_linear_time() -> None:
    """30,000 passages without a source took minutes, each mistake being looked for among all others."""
    problems = Problems("k.md")
    for line in range(2_000):
        problems.add(line, Compared("这一条没有出处"))
        problems.add(line, Compared("这一条没有出处"))
    assert len(problems.errors) == 2_000
    assert Compared.count < 20_000
    problems.forget(1)
    problems.add(5, "这一条没有出处")
    assert [error.line for error in problems.errors] == [0, 5]


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE + ROW, encoding="utf-8")
    (tmp_path / "b.csv").write_text(TABLE + ROW, encoding="utf-8")
    (tmp_path / "~$c.docx").write_bytes(b"a lock of Word")
    (tmp_path / "README.md").write_text("# 说明\n写法见手册。\n", encoding="utf-8")
    passages, errors, _ = load_folder(tmp_path)
    assert len(passages) == 2
    assert [(Path(error.file).name, error.line) for error in errors] == [("b.csv", 2)]
    assert "编号“sbk-1”在 a.csv:2 里已经用了" in errors[0].message
    assert load_folder(tmp_path / "none") == ((), (), ())


@settings(deadline=None)
@given(data=st.binary(max_size=300), kind=st.sampled_from(["csv", "md", "yaml", "xlsx", "docx"]))
def test_no_bytes_end_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: bytes, kind: str) -> None:
    path = tmp_path_factory.mktemp("any") / f"k.{kind}"
    path.write_bytes(data)
    load_passages(path, Problems(path))


@settings(deadline=None)  # opening an office file takes its time
@given(at=st.integers(0, 6000), byte=st.integers(0, 255))
def test_no_damage_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, at: int, byte: int) -> None:
    for name, whole in (("k.xlsx", EXCEL), ("k.docx", WORD)):
        path = tmp_path_factory.mktemp("damaged") / name
        place = at % len(whole)
        path.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        load_passages(path, Problems(path))


EXCEL, WORD = excel([["问法", "答案", "出处"], ["甲", "乙", "丙"]]), word()
