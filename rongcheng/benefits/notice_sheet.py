"""A public notice as a sheet for the wall of a village: names masked, where to object."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from rongcheng.appeals.papers.sheet import Sheet
from rongcheng.appeals.times import due_day
from rongcheng.benefits.models import PublicNotice
from rongcheng.benefits.queries.notices import PublicLine
from rongcheng.benefits.words import benefit_name
from rongcheng.web import formats


def made(notice: PublicNotice, lines: list[PublicLine], address: str) -> bytes:
    """The sheet as PDF, in Chinese: it hangs on a wall there.

    Args:
        lines: those of one village, or all.
        address: where the notice can be read and objected to.
    """
    with override("zh-hans"):
        benefit = benefit_name(notice.pack, notice.rule)
        title = _("Public notice: %(benefit)s") % {"benefit": benefit}
        sheet = Sheet(title=title, foot=notice.number, size=12)
        sheet.heading(notice.county.full_name, size=15, align="C")
        sheet.heading(title, size=18, align="C")
        sheet.say(
            _("The following were approved and are made known before anything is paid, from "
              "%(since)s to %(until)s.")
            % {"since": formats.day(notice.put_up_at), "until": due_day(notice.ends_at)}
        )  # fmt: skip
        sheet.ln(2)
        head = ["", _("Name of the person"), _("Village"), _("Amount")]
        rows = [
            (str(n), line.name, line.place, formats.yuan(line.amount) if line.amount else "—")
            for n, line in enumerate(lines, 1)
        ]
        sheet.grid(head, rows, (8, 22, 100, 30), right=[3], size=11)
        sheet.ln(4)
        how = _(
            "Whoever knows that something here is not right says so within this time, without a "
            "name if they like: at the desk of the village or township, or at"
        )
        sheet.say(how)
        sheet.say(address, size=11)
        return sheet.made()
