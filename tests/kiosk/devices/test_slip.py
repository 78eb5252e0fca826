"""What is printed: all of the sheet, within the paper, with the AI mark."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.devices.driver import DeviceError
from kiosk.devices.font import SlipFont
from kiosk.devices.messages import Sheet, SheetRow
from kiosk.devices.slip import as_png, draw_slip, wrapped

SHEET = Sheet(
    "市民中心政务服务大厅", "社保卡挂失受理回执", (SheetRow("业务", "社保卡挂失"), SheetRow("姓名", "李*英")),
    "本凭条由 AI 数字人协助打印", "受理号", "SB20261201-0007", "2026-12-01 09:30", "",
    "业务：社保卡挂失\n受理号：SB1", "扫码查进度",
)  # fmt: skip


@pytest.fixture(scope="module")
def font() -> SlipFont:
    try:
        return SlipFont()
    except DeviceError as error:
        pytest.skip(f"{error}")


@pytest.mark.parametrize("width", [384, 576])
def test_a_slip_is_as_wide_as_the_paper_and_every_part_makes_it_longer(font: SlipFont, width: int) -> None:
    whole = draw_slip(SHEET, width, font)
    assert (whole.width, whole.mode) == (width, "1")
    for part in ("number", "qr", "rows", "time"):
        less = Sheet(**{name: getattr(SHEET, name) for name in Sheet.__slots__} | {part: () if part == "rows" else ""})
        assert draw_slip(less, width, font).height < whole.height, part


def test_nothing_is_drawn_over_the_edge(font: SlipFont) -> None:
    long = Sheet("厅" * 80, "题" * 60, (SheetRow("很长的名称" * 9, "很长的值" * 60),), "注", number="9" * 60)
    drawn = draw_slip(long, 384, font).convert("L")
    edges = [drawn.crop((0, 0, 8, drawn.height)), drawn.crop((376, 0, 384, drawn.height))]
    assert all(edge.getextrema() == (255, 255) for edge in edges)


def test_chinese_is_drawn_and_not_boxes(font: SlipFont) -> None:
    """A font without a character draws the same box for each."""
    pictures = {draw_slip(Sheet(one, "", (), ""), 576, font).tobytes() for one in "社保卡挂失回执龘䶮"}
    assert len(pictures) == 9


def test_a_sheet_longer_than_any_slip_is_cut_off(font: SlipFont) -> None:
    endless = Sheet("", "", tuple(SheetRow("行", "值" * 2000) for _ in range(30)), "注")
    assert draw_slip(endless, 384, font).height <= 12_000


def test_the_picture_carries_the_mark_of_ai_generated_content(font: SlipFont) -> None:
    png = as_png(draw_slip(SHEET, 576, font), "市民<中心>&", "job-1")
    picture = Image.open(io.BytesIO(png))
    packet = picture.info["XML:com.adobe.xmp"]
    (mark,) = ElementTree.fromstring(re.sub(r"<\?xpacket[^>]*\?>", "", packet)).iter(
        "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
    )
    told = json.loads(mark.text or "")
    assert (told["Label"], told["ContentProducer"], told["ProduceID"]) == ("1", "市民<中心>&", "job-1")
    assert re.fullmatch("[0-9a-f]{64}", told["ReservedCode1"])


def test_a_font_that_is_none_is_told_with_the_fix(tmp_path: Path) -> None:
    file = tmp_path / "font.ttf"
    file.write_text("no font")
    with pytest.raises(DeviceError, match=r"devices\.printer\.font"):
        SlipFont(file)


@settings(max_examples=200)
@given(st.text("ab中文，\n ", max_size=60), st.integers(1, 12))
def test_lines_are_broken_where_they_are_full_and_nothing_is_lost(text: str, room: int) -> None:
    lines = wrapped(text, room, len)
    assert "".join(lines) == text.replace("\n", "")
    assert all(len(line) <= max(1, room) for line in lines)
