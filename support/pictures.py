"""Pictures for tests: a photo of a paper, and a signature."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def photo(size: tuple[int, int] = (1200, 900), shade: int = 90) -> bytes:
    """A JPEG file with some detail in it. Another `shade`, another picture."""
    image = Image.effect_mandelbrot(size, (-2.0, -1.5, 1.0, 1.5), 60).convert("RGB")
    ImageDraw.Draw(image).rectangle((10, 10, size[0] // 2, size[1] // 2), fill=(shade, shade, 200))
    return _file(image, "JPEG")


def drawing() -> bytes:
    """A PNG file, as the pad makes it."""
    image = Image.new("RGB", (1200, 480), "white")
    ImageDraw.Draw(image).line([(150, 100), (600, 380), (900, 90), (1000, 300)], fill="black", width=9)
    return _file(image, "PNG")


def _file(image: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()
