"""A picture is made anew: nothing of the upload but its pixels is kept, and nothing that is no picture gets through."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from dialogue.acts import CaptureMode
from kiosk.pictures.picture import KEPT_BYTES, KEPT_SIDE, Picture, PictureError
from kiosk.pictures.reencode import reencoded, restored
from support.pictures import drawing, photo

SECRET = b"39.9042N 116.4074E"


def _opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def _file(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)  # type: ignore[arg-type]
    return file.getvalue()


def test_exif_comments_and_what_hangs_behind_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    plain = Image.new("RGB", (900, 700), "white")
    notes = PngInfo()
    notes.add_text("Comment", SECRET.decode())
    for upload in (
        _file(plain, "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET * 20) + SECRET,
        _file(plain, "PNG", pnginfo=notes, exif=exif) + SECRET,
        _file(plain, "WEBP", exif=exif, xmp=SECRET),
    ):
        assert SECRET in upload
        kept = reencoded(upload, "photo")
        for data in (kept.data, kept.preview, kept.thumbnail):
            assert SECRET not in data
            image = _opened(data)
            assert image.format == "JPEG"
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    kept = reencoded(_file(Image.new("RGB", (800, 400), "white"), "JPEG", exif=exif), "photo")
    assert _opened(kept.data).size == (400, 800)


@pytest.mark.parametrize("size", [(4000, 3000), (900, 5000), (640, 480)])
def test_it_is_no_larger_than_a_submission_takes(size: tuple[int, int]) -> None:
    kept = reencoded(photo(size), "file")
    assert len(kept.data) <= KEPT_BYTES
    assert max(_opened(kept.data).size) == min(max(size), KEPT_SIDE)
    assert len(kept.thumbnail) < len(kept.preview) < 200_000


def test_noise_that_does_not_compress_is_made_smaller_until_it_fits() -> None:
    noise = Image.frombytes("RGB", (1600, 1600), random.Random(1).randbytes(1600 * 1600 * 3))
    assert len(reencoded(_file(noise, "PNG", compress_level=1), "photo").data) <= KEPT_BYTES


@pytest.mark.parametrize(
    ("upload", "kind"),
    [
        (b"", "wrong_type"),
        (b"GIF89a" + bytes(40), "wrong_type"),
        (b"%PDF-1.7 not a picture", "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (photo((900, 700))[:2000], "cut_off"),
        (photo((120, 900)), "too_small"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(upload: bytes, kind: str) -> None:
    with pytest.raises(PictureError) as refused:
        reencoded(upload, "photo")
    assert refused.value.kind == kind


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = _file(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    with pytest.raises(PictureError) as refused:
        reencoded(bomb, "photo")
    assert refused.value.kind == "too_large"


def test_a_signature_is_its_ink_in_grey() -> None:
    kept = reencoded(drawing(), "signature")
    image = _opened(kept.data)
    assert (image.format, image.mode) == ("PNG", "L")
    assert image.width <= 600
    assert image.height <= 240
    assert image.getextrema() == (0, 255)
    assert kept.media_type == "image/png"


def test_a_transparent_drawing_is_black_on_white() -> None:
    clear = Image.new("RGBA", (600, 300), (0, 0, 0, 0))
    ImageDraw.Draw(clear).line([(50, 50), (300, 200), (500, 60)], fill=(0, 0, 0, 255), width=9)
    assert _opened(reencoded(_file(clear, "PNG"), "signature").data).getpixel((0, 0)) == 255


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_an_empty_drawing_is_no_signature(mode: str) -> None:
    with pytest.raises(PictureError) as refused:
        reencoded(_file(Image.new(mode, (600, 300), "white"), "PNG"), "signature")
    assert refused.value.kind == "empty"


@pytest.mark.parametrize("mode", ["photo", "file", "signature"])
def test_the_same_file_comes_back_from_the_record(mode: CaptureMode) -> None:
    kept = reencoded(drawing() if mode == "signature" else photo(), mode)
    assert restored(kept.data, mode) == kept
    assert kept.digest.startswith("sha256:")
    assert len(kept.digest) == 71
    assert "data" not in repr(kept)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=40), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_damaged_files_are_refused_or_made_anew_never_more(at: int, bytes_: bytes, kind: str) -> None:
    whole = bytearray(_file(Image.linear_gradient("L").resize((300, 260)).convert("RGB"), kind))
    whole[at % len(whole) : at % len(whole) + len(bytes_)] = bytes_
    try:
        kept = reencoded(bytes(whole), "photo")
    except PictureError:
        return
    assert isinstance(kept, Picture)
    assert _opened(kept.data).format == "JPEG"
