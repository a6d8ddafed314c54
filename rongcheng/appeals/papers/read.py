"""The number of a form, read off a photo of it."""

from __future__ import annotations

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageOps

from .form import PREFIX
from .sheet import open_photo

SIZES = (1600, 900, 2600)
"""Longest sides at which a photo is tried, in pixels: a code may be too fine or too coarse."""


def form_number(content: bytes) -> str | None:
    """The number in the QR code of one of our forms; None if there is none to be read.

    Raises:
        ValueError: the file is no photo.
    """
    try:
        with open_photo(content) as opened:
            opened.draft("L", (max(SIZES), max(SIZES)))
            grey = ImageOps.exif_transpose(opened).convert("L")
    except (OSError, SyntaxError) as error:
        raise ValueError("no photo") from error
    for image in _tries(grey):
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode):
            if code.text.startswith(PREFIX):
                return code.text.removeprefix(PREFIX)
    return None


def _tries(grey: Image.Image) -> Iterator[Image.Image]:
    """The photo in several sizes, as it is and with its contrast stretched."""
    for side in SIZES:
        smaller = grey.copy()
        smaller.thumbnail((side, side))
        yield smaller
        yield ImageOps.autocontrast(smaller, cutoff=5)
