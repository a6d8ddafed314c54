"""An A4 sheet in Chinese type: headings, facts, tables, photos; pages numbered.

The font comes from a package and is embedded with only the signs that a paper uses.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace
from PIL import Image, ImageOps, UnidentifiedImageError

from rongcheng.core.errors import Refusal

FONT = "sheet"
MARGIN, WIDTH = 18.0, 174.0
LONGEST_SIDE = 1600
"""Pixels of a photo on paper: 200 dots an inch over the width of a sheet."""
PHOTOS = ("JPEG", "PNG", "WEBP")
MOST_POINTS = 64_000_000


def font_path() -> Path:
    """The font that papers are set in; the variable ``RONGCHENG_FONT`` names another one.

    Raises:
        Refusal: there is none; the message tells what to run.
    """
    named = os.environ.get("RONGCHENG_FONT")
    if named and Path(named).is_file():
        return Path(named)
    try:
        found = Path(str(resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))
    except ModuleNotFoundError:
        found = Path("-")
    if not found.is_file():
        raise Refusal(
            _("The font for papers is missing on this server. Its administrator runs “make setup”, "
              "or names a font file in RONGCHENG_FONT.")
        )  # fmt: skip
    return found


class Sheet(FPDF):
    """A paper in the making; ``foot`` stands at the bottom of each page beside its number."""

    def __init__(self, *, title: str, foot: str = "", size: float = 10.5) -> None:
        super().__init__(format="A4")
        self.foot, self.size = foot, size
        self.add_font(FONT, fname=font_path())
        self.set_margins(MARGIN, 16, MARGIN)
        self.set_auto_page_break(True, margin=18)
        self.set_title(title)
        self.set_lang("zh-CN")
        self.set_font(FONT, size=size)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font(FONT, size=8)
        self.set_text_color(90)
        self.cell(WIDTH / 2, 6, self.foot, align="L")
        page = _("Page %(n)s of %(all)s") % {"n": self.page_no(), "all": "{nb}"}
        self.cell(WIDTH / 2, 6, page, align="R")
        self.set_text_color(0)
        self.set_font(FONT, size=self.size)

    def heading(self, text: str, size: float = 14, *, align: str = "L", room: float = 30) -> None:
        """A heading that does not stand alone at the foot of a page."""
        if self.will_page_break(room):
            self.add_page()
        self.ln(2)
        self.set_font(FONT, size=size)
        self.multi_cell(WIDTH, size * 0.55, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)
        self.set_font(FONT, size=self.size)

    def say(self, text: str, *, size: float | None = None, grey: bool = False) -> None:
        """A paragraph."""
        self.set_font(FONT, size=size or self.size)
        self.set_text_color(90 if grey else 0)
        line = (size or self.size) * 0.58
        self.multi_cell(WIDTH, line, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)
        self.set_font(FONT, size=self.size)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Labels on the left, what they stand for on the right, with lines between."""
        with self.table(
            col_widths=(24, 76), first_row_as_headings=False, text_align=("LEFT", "LEFT"),
            line_height=self.size * 0.6, borders_layout="HORIZONTAL_LINES", padding=1,
        ) as table:  # fmt: skip
            for label, value in pairs:
                row = table.row()
                row.cell(label, style=FontFace(color=90))
                row.cell(value or "—")

    def grid(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], *,
             right: Iterable[int] = (), size: float = 9) -> None:  # fmt: skip
        """A table whose head is repeated on each page; columns ``right`` hold figures."""
        figures = set(right)
        self.set_font(FONT, size=size)
        with self.table(
            col_widths=tuple(widths), line_height=size * 0.6, padding=0.8,
            text_align=tuple("RIGHT" if at in figures else "LEFT" for at in range(len(head))),
            headings_style=FontFace(emphasis="", fill_color=(233, 239, 230)),
        ) as table:  # fmt: skip
            for cells in (head, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(str(cell))
        self.set_font(FONT, size=self.size)

    def photo(self, content: bytes, caption: str, *, height: float = 105) -> bool:
        """A photo as large as fits, upright, with its caption; False if it cannot be shown."""
        image = smaller(content)
        if image is None:
            return False
        width, tall = image.size
        scale = min(WIDTH / width, height / tall)
        if self.will_page_break(tall * scale + 12):
            self.add_page()
        x = MARGIN + (WIDTH - width * scale) / 2
        self.image(image, x=x, w=width * scale, h=tall * scale, alt_text=caption)
        self.ln(1)
        self.say(caption, size=8.5, grey=True)
        self.ln(3)
        return True

    def made(self) -> bytes:
        return bytes(self.output())


def open_photo(content: bytes) -> Image.Image:
    """A photo, not yet read into memory.

    Raises:
        ValueError: it is none, or has more points than a camera makes: a small file can unfold to
            gigabytes.
    """
    try:
        opened = Image.open(io.BytesIO(content), formats=PHOTOS)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError) as error:
        raise ValueError("no photo") from error
    if opened.width * opened.height > MOST_POINTS:
        raise ValueError("more points than a camera makes")
    return opened


def smaller(content: bytes, longest: int = LONGEST_SIDE) -> Image.Image | None:
    """A photo turned upright and scaled down, as JPEG; None for what is no photo we can read.

    What a phone wrote beside the picture (place, time, device) is left behind.
    """
    try:
        with open_photo(content) as opened:
            opened.draft("RGB", (longest, longest))  # a JPEG is read no larger than needed
            image = ImageOps.exif_transpose(opened).convert("RGB")
            image.thumbnail((longest, longest))
    except (OSError, ValueError, SyntaxError):
        return None
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return Image.open(buffer)
