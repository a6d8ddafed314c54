"""The paper form of an appeal: A4, large type, a QR code by which it is read back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils import timezone
from django.utils.translation import gettext as _
from fpdf.enums import XPos, YPos
from PIL import Image

from .sheet import FONT, MARGIN, WIDTH, Sheet

PREFIX = "RCF:"
"""What our QR codes begin with, so that another code on a photo is not taken for a form."""
ROW = 9.6


@dataclass(frozen=True)
class Blank:
    """What is printed on one form beforehand: its number, the desk, and what is known."""

    number: str
    desk: str
    categories: Sequence[str]
    name: str = ""
    phone: str = ""
    id_number: str = ""
    home: str = ""


def draw(forms: Sequence[Blank]) -> bytes:
    """Forms as a PDF, one page each.

    Raises:
        Refusal: there is no font on this server.
    """
    paper = Sheet(title=_("Appeal of a migrant worker"), size=12)
    paper.set_auto_page_break(False)
    for at, form in enumerate(forms):
        if at:
            paper.add_page()
        _form(paper, form)
    return paper.made()


def _form(paper: Sheet, form: Blank) -> None:
    paper.foot = f"{form.desk} · {form.number} · {timezone.localdate():%Y-%m-%d}"
    _code(paper, form)
    paper.set_xy(MARGIN, 18)
    paper.set_font(FONT, size=22)
    paper.cell(WIDTH - 40, 12, _("Appeal of a migrant worker"), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_font(FONT, size=11)
    paper.multi_cell(
        WIDTH - 40, 6, _("Fill in what you know; nothing is a condition. It is free of charge. "
                         "Once it is filed you get a number with which to ask about it."),
        new_x=XPos.LMARGIN, new_y=YPos.NEXT,
    )  # fmt: skip
    paper.set_y(52)
    paper.set_font(FONT, size=13)
    _who(paper, form)
    _what(paper, form)
    _story(paper)
    _consent(paper, form)


def _code(paper: Sheet, form: Blank) -> None:
    buffer = io.BytesIO()
    segno.make(PREFIX + form.number, error="q", micro=False).save(
        buffer, kind="png", scale=8, border=3
    )
    image = Image.open(io.BytesIO(buffer.getvalue()))
    paper.image(image, x=MARGIN + WIDTH - 34, y=12, w=34, alt_text=form.number)
    paper.set_xy(MARGIN + WIDTH - 40, 46)
    paper.set_font(FONT, size=11)
    paper.cell(46, 5, form.number, align="C")


def _who(paper: Sheet, form: Blank) -> None:
    _line(paper, _("Person's name"), form.name, WIDTH / 2)
    _line(paper, _("Phone"), form.phone, WIDTH / 2, last=True)
    if form.id_number:
        _line(paper, _("ID number"), form.id_number, WIDTH, last=True)
    else:
        _boxes(paper, _("ID number"), 18)
    _line(paper, _("Home place"), form.home, WIDTH, last=True)


def _what(paper: Sheet, form: Blank) -> None:
    _line(paper, _("Where it happened"), "", WIDTH, last=True)
    _line(paper, _("Employer or boss"), "", WIDTH / 2)
    _line(paper, _("Site or project"), "", WIDTH / 2, last=True)
    _line(paper, _("Owed, yuan"), "", WIDTH * 0.42)
    _line(paper, _("Months owed"), "", WIDTH * 0.29)
    _line(paper, _("How many people"), "", WIDTH * 0.29, last=True)
    paper.ln(2)
    paper.cell(WIDTH, 7, _("What it is about (tick; leave it if unsure):"), new_x=XPos.LMARGIN,
               new_y=YPos.NEXT)  # fmt: skip
    for at, name in enumerate(form.categories):
        last = at % 5 == 4 or at == len(form.categories) - 1
        paper.cell(
            WIDTH / 5, 7.6, f"□ {name}", new_x=XPos.LMARGIN if last else XPos.RIGHT,
            new_y=YPos.NEXT if last else YPos.TOP,
        )  # fmt: skip
    paper.ln(2)


def _story(paper: Sheet) -> None:
    paper.cell(WIDTH, 8, _("What happened: who, where, since when, what you ask for"),
               new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip
    bottom = 236.0
    y = paper.get_y() + 9
    paper.set_draw_color(150)
    while y <= bottom:
        paper.line(MARGIN, y, MARGIN + WIDTH, y)
        y += 9
    paper.set_draw_color(0)
    paper.set_y(bottom + 4)


def _consent(paper: Sheet, form: Blank) -> None:
    paper.set_font(FONT, size=12)
    words = _(
        "I agree that %(desk)s files this appeal on the platform for me, keeps what stands here "
        "and the papers, and gives it to the offices responsible."
    ) % {"desk": form.desk}
    paper.multi_cell(WIDTH, 6.4, words, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(3)
    paper.set_font(FONT, size=13)
    _line(paper, _("Signature or fingerprint"), "", WIDTH * 0.6)
    _line(paper, _("Day"), "", WIDTH * 0.4, last=True)
    _line(paper, _("Taken by"), "", WIDTH * 0.6)
    _line(paper, _("Their phone"), "", WIDTH * 0.4, last=True)


def _line(paper: Sheet, label: str, value: str, width: float, *, last: bool = False) -> None:
    """A label, then what is known or a line to write on."""
    wide = paper.get_string_width(label) + 4
    paper.cell(wide, ROW, label)
    x, y = paper.get_x(), paper.get_y()
    room = width - wide - (0 if last else 5)
    paper.line(x, y + ROW - 1.4, x + room, y + ROW - 1.4)
    paper.cell(
        room + (0 if last else 5), ROW, value, new_x=XPos.LMARGIN if last else XPos.RIGHT,
        new_y=YPos.NEXT if last else YPos.TOP,
    )  # fmt: skip


def _boxes(paper: Sheet, label: str, count: int) -> None:
    """A label and a box for each sign."""
    wide = paper.get_string_width(label) + 4
    paper.cell(wide, ROW, label)
    x, y = paper.get_x(), paper.get_y()
    side = 7.4
    for at in range(count):
        paper.rect(x + at * side, y + 1, side, ROW - 2)
    paper.set_xy(MARGIN, y + ROW)
