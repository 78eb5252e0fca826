"""A printed slip as a picture: the same for every printer, and independent of the characters that a printer has.

Text mode would be quicker, but printers differ in their Chinese character sets, and rare characters of names are in
few of them. A raster picture prints on each of them what the page shows.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable

import qrcode
from PIL import Image, ImageDraw, PngImagePlugin

from kiosk.devices.font import SlipFont
from kiosk.devices.messages import Sheet
from kiosk.wire.aigc import XMP_KEY, AigcMark

#: Sizes of text, as parts of the paper's width: 80 mm have 576 dots, at 8 dots a millimetre.
_SMALL, _BODY, _TITLE, _NUMBER = 1 / 26, 1 / 22, 1 / 16, 1 / 13
#: Dots of the longest slip: a metre and a half. Overflow: the rest is cut off, the last line excepted.
_LONGEST = 12_000


class SlipDrawing:
    """Draws from above to below on paper of `width` dots, black on white."""

    def __init__(self, width: int, font: SlipFont) -> None:
        self._width, self._font = width, font
        self._margin = width // 24
        self._picture = Image.new("L", (width, _LONGEST), 255)
        self._draw = ImageDraw.Draw(self._picture)
        self._y = self._margin

    def text(self, text: str, part: float, *, centred: bool = False, indent: int = 0) -> None:
        """Paragraphs, broken where the line is full. `part`: the size, of the paper's width."""
        font = self._font.sized(max(10, round(self._width * part)))
        height = round(font.size * 1.4)
        room = self._width - 2 * self._margin - indent
        for line in wrapped(text, room, font.getlength):
            if self._y + height > _LONGEST - self._width // 4:
                return
            left = (self._width - font.getlength(line)) / 2 if centred else self._margin + indent
            self._draw.text((left, self._y), line, fill=0, font=font)
            self._y += height

    def row(self, label: str, value: str) -> None:
        """A label, and its value to the right of it."""
        font = self._font.sized(round(self._width * _BODY))
        indent = round(min(font.getlength(label + "："), self._width * 0.4))
        before = self._y
        if font.getlength(label + "：") > indent:
            self.text(label + "：", _BODY)
        else:
            self._draw.text((self._margin, before), label + "：", fill=0, font=font)
        self.text(value or "—", _BODY, indent=indent)

    def rule(self) -> None:
        self._y += self._margin // 2
        self._draw.line((self._margin, self._y, self._width - self._margin, self._y), fill=0, width=2)
        self._y += self._margin // 2

    def qr(self, text: str) -> None:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
        code.add_data(text)
        code.make(fit=True)
        modules = code.get_matrix()
        dots = max(2, round(self._width * 0.5 / len(modules)))
        left = (self._width - dots * len(modules)) // 2
        for row, line in enumerate(modules):
            for column, dark in enumerate(line):
                if dark:
                    x, y = left + column * dots, self._y + row * dots
                    self._draw.rectangle((x, y, x + dots - 1, y + dots - 1), fill=0)
        self._y += dots * len(modules)

    def finished(self) -> Image.Image:
        """As black and white dots, as long as what was drawn."""
        drawn = self._picture.crop((0, 0, self._width, self._y + self._margin))
        return drawn.point([255 if grey > 127 else 0 for grey in range(256)], "1")


def draw_slip(sheet: Sheet, width: int, font: SlipFont) -> Image.Image:
    """`width`: dots. A black and white picture."""
    drawing = SlipDrawing(width, font)
    drawing.text(sheet.hall, _SMALL, centred=True)
    drawing.text(sheet.title, _TITLE, centred=True)
    drawing.rule()
    if sheet.number:
        drawing.text(sheet.number_label, _SMALL, centred=True)
        drawing.text(sheet.number, _NUMBER, centred=True)
        drawing.rule()
    for row in sheet.rows:
        drawing.row(row.label, row.value) if row.label else drawing.text(row.value, _BODY)
    if sheet.source:
        drawing.text(sheet.source, _SMALL)
    if sheet.qr:
        drawing.qr(sheet.qr)
        drawing.text(sheet.qr_label, _SMALL, centred=True)
    drawing.rule()
    if sheet.time:
        drawing.text(sheet.time, _SMALL, centred=True)
    drawing.text(sheet.note, _SMALL, centred=True)
    return drawing.finished()


def as_png(picture: Image.Image, producer: str, job: str) -> bytes:
    """A PNG with the AI mark of GB 45438 in its metadata. `producer`: the hall; `job`: the number of the slip."""
    mark = AigcMark(producer, job, hashlib.sha256(picture.tobytes()).hexdigest())
    about = PngImagePlugin.PngInfo()
    about.add_itxt(XMP_KEY, mark.to_xmp())
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=about, dpi=(203, 203))
    return file.getvalue()


def wrapped(text: str, room: float, length: Callable[[str], float]) -> list[str]:
    """The lines of `text`, none longer than `room`; at least one character in each."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if line and length(line + character) > room:
                lines.append(line)
                line = ""
            line += character
        lines.append(line)
    return lines
