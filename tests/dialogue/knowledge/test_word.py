"""Word files are read as they look with all changes accepted. Real files, made here; the odd parts in XML."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.knowledge.word import WordText, read_word
from dialogue.knowledge.word_numbering import chinese, letters, roman

NS = nsdecls("w", "wp", "a", "r") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
MARK = 'w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


DELETED = f"<w:del {MARK}><w:r><w:delText>整段</w:delText></w:r></w:del>"


def box(inner: str) -> str:
    return f"<w:txbxContent>{inner}</w:txbxContent>"


def element(xml: str) -> Any:
    name = re.match(r"<[\w:]+", xml)
    assert name
    return parse_xml(f"{name[0]} {NS}{xml[name.end() :]}")


def document(*blocks: str, heading: bool = True) -> docx.document.Document:
    made = docx.Document()
    if heading:
        made.add_heading("几天能好", 2)
    end = made.element.body[-1]
    for block in blocks:
        end.addprevious(element(block))
    return made


def read(made: docx.document.Document) -> tuple[WordText, list[str]]:
    file = io.BytesIO()
    made.save(file)
    problems = Problems("k.docx")
    return read_word(file.getvalue(), problems), [str(error) for error in problems.errors]


def seen(*blocks: str) -> list[str]:
    found, errors = read(document(*blocks))
    assert errors == []
    assert found.lines[0].text == "几天能好"
    return [line.text for line in found.lines[1:]]


INLINE = [
    (run("可以") + f"<w:ins {MARK}>{run('不')}</w:ins>" + run("来。"), ["可以不来。"]),
    (run("收") + f'<w:del {MARK}><w:r><w:delText>二</w:delText></w:r></w:del>' + run("十元。"), ["收十元。"]),
    (f"<w:moveFrom {MARK}>{run('旧')}</w:moveFrom><w:moveTo {MARK}>{run('新')}</w:moveTo>", ["新"]),
    (f"<w:ins {MARK}><w:del {MARK}><w:r><w:delText>加了又删</w:delText></w:r></w:del></w:ins>" + run("留"), ["留"]),
    (f"<w:sdt><w:sdtContent>{run('控件里')}</w:sdtContent></w:sdt>" + run("外"), ["控件里外"]),
    ('<w:fldSimple w:instr="DATE">' + run("2026年") + "</w:fldSimple>" + run("起"), ["2026年起"]),
    (
        field("begin") + "<w:r><w:instrText> REF x </w:instrText></w:r>" + run("代码")
        + field("separate") + run("第三条") + field("end") + run("规定"),
        ["第三条规定"],
    ),
    (
        field("begin") + field("begin") + field("separate") + run("内") + field("end")
        + field("separate") + run("外") + field("end"),
        ["外"],
    ),
    (run("暗语", "<w:vanish/>") + run("明", '<w:vanish w:val="0"/>'), ["明"]),
    ('<w:hyperlink w:anchor="x">' + run("办事指南") + "</w:hyperlink>" + run("里有"), ["办事指南里有"]),
    ("<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:tab/><w:t>尾</w:t></w:r>", ["第一行", "第二行 尾"]),
    ("<w:r><w:t>010</w:t><w:noBreakHyphen/><w:t>12345</w:t></w:r>", ["010-12345"]),
    (
        "<w:r><w:ruby><w:rt><w:r><w:t>dān</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>单</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        + run("位"),
        ["单位"],
    ),
    (
        "<w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>"
        + box(para(run("框里"))) + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        + box(para(run("框里"))) + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        ["正文", "框里"],
    ),
    ("<w:r><w:pict><v:textbox>" + box(para(run("旧框"))) + "</v:textbox></w:pict></w:r>", ["旧框"]),
    ("<w:smartTag>" + run("北京") + "</w:smartTag><w:customXml>" + run("市") + "</w:customXml>", ["北京市"]),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "lines"), INLINE)
def test_as_the_reader_sees_it(inner: str, lines: list[str]) -> None:
    assert seen(para(inner)) == lines
    found, errors = read(document(table(para(inner))))
    assert errors == []
    told = [text for row in found.tables[0] for text in row.cells[0].split("\n") if text] if found.tables else []
    assert told + [line.text for line in found.lines[1:]] == lines


def table(*cells: str, row: str = "") -> str:
    made = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{row}{made}</w:tr></w:tbl>"


BLOCKS: list[tuple[str, list[str]]] = [
    (f"<w:sdt><w:sdtContent>{para(run('控件段'))}</w:sdtContent></w:sdt>", ["控件段"]),
    (para(run("从这里"), f"<w:rPr><w:del {MARK}/></w:rPr>"), ["从这里到这里"]),
    (
        para(f"<w:del {MARK}><w:r><w:delText>整段</w:delText></w:r></w:del>", f"<w:rPr><w:del {MARK}/></w:rPr>"),
        ["到这里"],
    ),
    (para(run("目录一"), '<w:pStyle w:val="TOC1"/>'), ["到这里"]),
]


@pytest.mark.parametrize(("block", "lines"), BLOCKS)
def test_whole_paragraphs(block: str, lines: list[str]) -> None:
    made = document(block, para(run("到这里")))
    made.styles.add_style("toc 1", 1).element.set(docx.oxml.ns.qn("w:styleId"), "TOC1")
    found, errors = read(made)
    assert errors == []
    assert [line.text for line in found.lines[1:]][: len(lines)] == lines


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        (run("收十元", "<w:strike/>"), "删除线"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "特殊符号"),
        ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "公式"),
        (
            f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处')}</w:sdtContent></w:sdt>",
            "没有填写",
        ),
        ("<w:r><w:object/></w:r>", "嵌入的对象"),
        (f"<w:unheardOf>{run('什么')}</w:unheardOf>", "读不出来的内容（unheardOf）"),
    ],
)
def test_what_cannot_be_told_by_voice_is_refused_with_its_place(inner: str, told: str) -> None:
    _, errors = read(document(para(run("甲")), para(inner)))
    assert len(errors) == 1
    assert errors[0].startswith("k.docx:3: 第 3 段")
    assert told in errors[0]


def test_a_deleted_mark_with_nothing_after_it_loses_no_word() -> None:
    last = para(run("最后一段"), f"<w:rPr><w:del {MARK}/></w:rPr>")
    assert seen(last) == ["最后一段"]
    found, _ = read(document(last, table(para(run("格")))))
    assert [line.text for line in found.lines[1:]] == ["最后一段"]
    assert [row.cells for row in found.tables[0]] == [("格",)]


def test_hidden_by_its_style() -> None:
    made = document()
    style = made.styles.add_style("内部", 2)
    style.font.hidden = True
    paragraph = made.add_paragraph("明")
    paragraph.add_run("暗", style="内部")
    found, _ = read(made)
    assert [line.text for line in found.lines[1:]] == ["明"]


def test_headings_by_style_and_by_outline() -> None:
    made = document(heading=False)
    own = made.styles.add_style("我的标题", 1)
    own.base_style = made.styles["Heading 2"]
    made.add_paragraph("按样式", style="我的标题")
    made.add_paragraph("正文")
    made.element.body[-1].addprevious(element(para(run("按大纲"), '<w:outlineLvl w:val="2"/>')))
    found, _ = read(made)
    assert [(line.text, line.level) for line in found.lines] == [("按样式", 2), ("正文", 0), ("按大纲", 3)]


def with_numbers(made: docx.document.Document, levels: str) -> None:
    root = made.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {NS} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def level(at: int, form: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'


def numbered(text: str, at: int = 0, more: str = "") -> str:
    return para(run(text), f'{more}<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="77"/></w:numPr>')


def test_automatic_numbers_are_read() -> None:
    made = document(
        *(numbered(text, at) for text, at in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 0), ("戊", 1), ("己", 2)])
    )
    with_numbers(made, level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.") + level(2, "bullet", "·"))
    found, errors = read(made)
    assert errors == []
    assert [line.text for line in found.lines[1:]] == ["一、甲", "1. 乙", "2. 丙", "二、丁", "1. 戊", "己"]


def test_the_number_of_a_clause_is_part_of_its_heading() -> None:
    made = document(*(numbered(text, more='<w:pStyle w:val="Heading2"/>') for text in ("甲", "乙")), heading=False)
    with_numbers(made, level(0, "chineseCounting", "第%1条"))
    found, _ = read(made)
    assert [(line.text, line.level) for line in found.lines] == [("第一条 甲", 2), ("第二条 乙", 2)]
    made = document(numbered("几天能好", more='<w:pStyle w:val="Heading2"/>'), heading=False)
    with_numbers(made, level(0, "decimal", "%1."))
    assert read(made)[0].lines[0].text == "几天能好"


def test_numbers_in_words() -> None:
    assert [chinese(number) for number in (1, 10, 11, 20, 105, 110, 1010, 2026)] == [
        "一", "十", "十一", "二十", "一百零五", "一百一十", "一千零一十", "二千零二十六",
    ]  # fmt: skip
    assert (roman(1994), letters(27)) == ("MCMXCIV", "AA")


def test_footnotes_stand_where_they_are_called() -> None:
    made = document(para(run("收十元") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。")))
    note = para("<w:r><w:footnoteRef/></w:r>" + run("老人免收"))
    xml = f'<w:footnotes {NS}><w:footnote w:id="2">{note}</w:footnote></w:footnotes>'
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        xml.encode(),
        made.part.package,
    )
    made.part.relate_to(part, docx.opc.constants.RELATIONSHIP_TYPE.FOOTNOTES)
    found, errors = read(made)
    assert errors == []
    assert found.lines[1].text == "收十元（注：老人免收）。"


def filled(made: docx.document.Document, rows: list[list[str]]) -> Table:
    new = made.add_table(len(rows), len(rows[0]))
    for row, texts in zip(new.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return new


def test_merged_cells_and_nested_tables() -> None:
    made = document(heading=False)
    grid = filled(made, [["问法", "答案", "出处"], ["甲", "同", "一"], ["乙", "", "二"], ["丙", "宽", ""]])
    grid.cell(1, 1).merge(grid.cell(2, 1))
    grid.cell(3, 1).merge(grid.cell(3, 2))
    inner = grid.cell(3, 1).add_table(2, 2)
    for cell, text in zip(
        [cell for row in inner.rows for cell in row.cells], ["证件", "费用", "首次", "免费"], strict=True
    ):
        cell.text = text
    found, errors = read(made)
    assert errors == []
    assert [row.cells for row in found.tables[0]] == [
        ("问法", "答案", "出处"), ("甲", "同", "一"), ("乙", "同", "二"), ("丙", "宽\n证件，费用\n首次，免费", ""),
    ]  # fmt: skip


def test_rows_that_are_gone() -> None:
    for gone in (f"<w:del {MARK}/>", "<w:hidden/>"):
        made = document(table(para(run("旧")), row=f"<w:trPr>{gone}</w:trPr>"))
        assert read(made)[0].tables == [[]]
    kept = document(table(para(run("新")), row=f"<w:trPr><w:ins {MARK}/></w:trPr>"))
    assert [row.cells for row in read(kept)[0].tables[0]] == [("新",)]


WORDS = st.text("居住证不办理的三月", min_size=1, max_size=4)
WAYS: dict[str, tuple[Callable[[str], str], bool]] = {
    "plain": (run, True),
    "inserted": (lambda text: f"<w:ins {MARK}>{run(text)}</w:ins>", True),
    "deleted": (lambda text: f"<w:del {MARK}><w:r><w:delText>{text}</w:delText></w:r></w:del>", False),
    "hidden": (lambda text: run(text, "<w:vanish/>"), False),
    "control": (lambda text: f"<w:sdt><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>", True),
    "link": (lambda text: f'<w:hyperlink w:anchor="x">{run(text)}</w:hyperlink>', True),
    "field": (lambda text: f'<w:fldSimple w:instr="x">{run(text)}</w:fldSimple>', True),
    "code": (lambda text: f"<w:r><w:instrText>{text}</w:instrText></w:r>", False),
}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(WORDS, st.sampled_from(sorted(WAYS))), min_size=1, max_size=8))
def test_what_is_seen_is_read_and_nothing_else(pieces: list[tuple[str, str]]) -> None:
    inner = "".join(WAYS[way][0](text) for text, way in pieces)
    wanted = "".join(text for text, way in pieces if WAYS[way][1])
    assert "".join(seen(para(inner))) == wanted
