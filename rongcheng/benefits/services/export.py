"""The list of applications as a file, for those who may take lists away."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rongcheng.agencies.listing import Column, Export, as_csv, as_xlsx, moment, must_export
from rongcheng.agencies.models import Staff
from rongcheng.appeals.times import due_day
from rongcheng.benefits.models import Application
from rongcheng.benefits.words import applicant, title_of, where_it_stands
from rongcheng.web.masking import mask_card, mask_name

__all__ = ["Export", "as_csv", "as_xlsx", "begin"]


def begin(*, by: Staff, applications: QuerySet[Application], filters: dict[str, str]) -> Export:
    """Permission checked; then stream it with ``as_csv`` or ``as_xlsx``.

    Args:
        filters: what narrowed the list, for the trail; a name that was looked for is masked there.

    Raises:
        NotAllowed: the role does not include exports.
    """
    must_export(by)
    told = {k: mask_name(v) if k == "q" else v for k, v in filters.items()}
    return Export(by, applications, COLUMNS, _("Applications"), "benefits.exported", told)


COLUMNS: list[Column] = [
    (lazy("Number"), 18, lambda a: a.number),
    (lazy("Filed"), 16, lambda a: moment(a.filed_at)),
    (lazy("How it came"), 12, lambda a: a.get_channel_display()),
    (lazy("Benefit"), 28, title_of),
    (lazy("For"), 10, lambda a: a.period),
    (lazy("Applicant"), 20, applicant),
    (lazy("Place"), 30, lambda a: a.place.full_name),
    (lazy("Stage"), 20, where_it_stands),
    (lazy("Due"), 14, lambda a: due_day(a.due_at) if a.due_at else ""),
    (lazy("Amount (yuan)"), 12, lambda a: f"{a.amount / 100:.2f}" if a.amount else ""),
    (lazy("Decided on"), 16, lambda a: moment(a.decided_at)),
    (lazy("Ended"), 16, lambda a: moment(a.ended_at)),
    (lazy("Bank account"), 22, lambda a: mask_card(a.account) if a.account else ""),
]
"""Heading, width in signs, and value of each column."""
