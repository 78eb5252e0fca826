"""Makes a picture anew from an upload: decoded to pixels, turned upright, made smaller, encoded again.

So nothing of the upload but its pixels is kept: no EXIF (place, camera, time), no preview of an earlier version, no
profile, nothing behind the image. Blocking: half a second for a photo of a phone, on one core.
"""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageOps

from dialogue.acts import CaptureMode
from kiosk.pictures.picture import KEPT_BYTES, KEPT_SIDE, PREVIEW_SIDE, THUMBNAIL_SIDE, Picture, PictureError

#: Pixels at most. A JPEG is decoded at a fraction of its size (`draft`), the other formats whole.
_JPEG_PIXELS, _PIXELS = 110_000_000, 25_000_000
#: The shorter side of a photo at least: below it nothing written on a paper can be read.
_FEWEST_SIDE = 200
#: Qualities tried, best first, before the picture is made smaller.
_QUALITIES = (85, 75, 65, 50)
#: A signature: darker than this is ink (0 black, 255 white); so many pixels of it at least; the box it is fitted into.
_INK, _INK_PIXELS, _SIGNATURE_BOX = 160, 120, (600, 240)
_MARGIN = 8
#: What Pillow raises for bytes that are no image of the format they claim to be.
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError, struct.error)


def reencoded(upload: bytes, mode: CaptureMode) -> Picture:
    """The picture in a JPEG, PNG or WebP file; of several frames the first. Raises `PictureError`."""
    image = _pixels(upload)
    if mode == "signature":
        return _with_previews(mode, _signature(image))
    if min(image.size) < _FEWEST_SIDE:
        raise PictureError("too_small")
    return _with_previews(mode, _photo(image))


def restored(data: bytes, mode: CaptureMode) -> Picture:
    """The picture of a kept file. Raises `PictureError`, as for any other bytes."""
    return _with_previews(mode, data)


def _pixels(data: bytes) -> Image.Image:
    """The upright image in RGB, transparent parts white."""
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            jpeg = image.format in ("JPEG", "MPO")
            if image.width * image.height > (_JPEG_PIXELS if jpeg else _PIXELS):
                raise PictureError("too_large")
            if jpeg:
                image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            upright = ImageOps.exif_transpose(image)
            if not (upright.has_transparency_data or upright.mode in ("RGBA", "LA")):
                return upright.convert("RGB")
            white = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(white, upright.convert("RGBA")).convert("RGB")
    except Image.DecompressionBombError:
        raise PictureError("too_large") from None
    except _UNREADABLE as error:
        raise PictureError("cut_off" if "truncated" in str(error) else "wrong_type") from None


def _photo(image: Image.Image) -> bytes:
    side = KEPT_SIDE
    while True:
        smaller = _fitted(image, (side, side))
        for quality in _QUALITIES:
            if len(data := _jpeg(smaller, quality)) <= KEPT_BYTES:
                return data
        side = side * 3 // 4


def _signature(image: Image.Image) -> bytes:
    """Its ink alone, in grey on white."""
    grey = image.convert("L")
    ink = grey.point(lambda value: 255 if value < _INK else 0)
    box = ink.getbbox()
    if box is None or ink.histogram()[255] < _INK_PIXELS:
        raise PictureError("empty")
    left, top, right, bottom = box
    cut = grey.crop(
        (
            max(0, left - _MARGIN),
            max(0, top - _MARGIN),
            min(grey.width, right + _MARGIN),
            min(grey.height, bottom + _MARGIN),
        )
    )
    file = BytesIO()
    _fitted(cut, _SIGNATURE_BOX).save(file, "PNG", optimize=True)
    return file.getvalue()


def _with_previews(mode: CaptureMode, data: bytes) -> Picture:
    image = _pixels(data)
    preview, thumbnail = (_jpeg(_fitted(image, (side, side)), 70) for side in (PREVIEW_SIDE, THUMBNAIL_SIDE))
    return Picture(mode, data, preview, thumbnail)


def _fitted(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """A copy that is no larger than `box`, without whatever the file said beside its pixels."""
    copy = image.copy()
    copy.thumbnail(box)
    copy.info.clear()
    return copy


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()
