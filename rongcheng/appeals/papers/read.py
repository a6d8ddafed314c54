"""The number of a form, read off a photo of it, and the photo turned upright by it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from math import atan2, degrees

import zxingcpp
from PIL import Image, ImageOps

from .form import PREFIX
from .sheet import open_photo

SIZES = (1600, 900, 2600)
"""Longest sides at which a photo is tried, in pixels: a code may be too fine or too coarse."""
SHOWN = 2400
"""Longest side of a photo beside which somebody types, in pixels."""


def form_number(content: bytes) -> str | None:
    """The number in the QR code of one of our forms; None if there is none to be read.

    Raises:
        ValueError: the file is no photo.
    """
    code = _code(_opened(content, "L", max(SIZES)))
    return code.text.removeprefix(PREFIX) if code else None


def upright(content: bytes) -> bytes:
    """The photo as JPEG, turned so that its code stands upright; as it came without a code.

    Raises:
        ValueError: the file is no photo.
    """
    photo = _opened(content, "RGB", SHOWN)
    if code := _code(photo.convert("L")):
        left, right = code.position.top_left, code.position.top_right
        turned = degrees(atan2(right.y - left.y, right.x - left.x))
        photo = photo.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=85)
    return out.getvalue()


def _opened(content: bytes, mode: str, longest: int) -> Image.Image:
    try:
        with open_photo(content) as opened:
            opened.draft(mode, (longest, longest))
            photo = ImageOps.exif_transpose(opened).convert(mode)
    except (OSError, SyntaxError) as error:
        raise ValueError("no photo") from error
    if mode == "RGB":  # a code is looked for in several sizes; what is shown has one
        photo.thumbnail((longest, longest))
    return photo


def _code(grey: Image.Image) -> zxingcpp.Barcode | None:
    for image in _tries(grey):
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode):
            if code.text.startswith(PREFIX):
                return code
    return None


def _tries(grey: Image.Image) -> Iterator[Image.Image]:
    """The photo in several sizes, as it is and with its contrast stretched."""
    for side in SIZES:
        smaller = grey.copy()
        smaller.thumbnail((side, side))
        yield smaller
        yield ImageOps.autocontrast(smaller, cutoff=5)
