"""The list of appeals as a file, for those who may take lists away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rongcheng.agencies.listing import Column, Export, as_csv, as_xlsx, moment, must_export
from rongcheng.agencies.models import Staff
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.recognition.extraction import masked, private
from rongcheng.appeals.times import due_day
from rongcheng.appeals.words import category_name, outcome_name
from rongcheng.web.masking import mask_name, mask_phone

__all__ = ["Export", "as_csv", "as_xlsx", "begin"]


def begin(*, appeals: QuerySet[Appeal], filters: dict[str, str], by: Staff) -> Export:
    """Permission checked; then stream it with ``as_csv`` or ``as_xlsx``.

    Args:
        appeals: rows of ``queries.lists.in_order``, which know whether they are ``readable``.
        filters: what narrowed the list, for the trail; a phone that was looked for is masked there.

    Raises:
        NotAllowed: the role does not include exports.
    """
    must_export(by)
    told = {name: masked(value, private(value)) for name, value in filters.items()}
    return Export(by, appeals, COLUMNS, _("Appeals"), "appeals.exported", told)


def _open(read: Callable[[Any], object]) -> Callable[[Any], object]:
    """A column that stays empty where the reader may not see what the appeal says."""
    return lambda appeal: read(appeal) if appeal.readable else ""


COLUMNS: list[Column] = [
    (lazy("Number"), 22, lambda a: a.number),
    (lazy("Filed"), 16, lambda a: moment(a.filed_at)),
    (lazy("Channel"), 10, lambda a: a.get_channel_display()),
    (lazy("Category"), 14, lambda a: category_name(a.category, a.place_id)),
    (lazy("Kind of request"), 10, lambda a: a.get_matter_display()),
    (lazy("Urgency"), 8, lambda a: a.get_urgency_display()),
    (lazy("Stage"), 16, lambda a: a.get_stage_display()),
    (lazy("Responsible office"), 28, lambda a: a.holder.name if a.holder else ""),
    (lazy("Answering place"), 28, lambda a: a.place.full_name),
    (
        lazy("Where it happened"),
        28,
        _open(lambda a: a.event_place.full_name if a.event_place else ""),
    ),
    (lazy("Due"), 14, lambda a: due_day(a.due_at) if a.due_at else ""),
    (lazy("Returns"), 8, lambda a: a.returns),
    (lazy("Ended"), 16, lambda a: moment(a.ended_at)),
    (lazy("Outcome"), 12, lambda a: outcome_name(a.outcome, a.place_id) if a.outcome else ""),
    (lazy("Satisfied"), 8, lambda a: a.satisfied),
    (lazy("Restricted"), 8, lambda a: "是" if a.restricted else ""),
    (lazy("Employer"), 26, _open(lambda a: a.employer)),
    (lazy("People"), 8, _open(lambda a: a.people)),
    (lazy("Amount (yuan)"), 12, _open(lambda a: f"{a.amount / 100:.2f}" if a.amount else "")),
    (lazy("Worker's name"), 10, _open(lambda a: mask_name(a.name))),
    (lazy("Phone"), 14, _open(lambda a: mask_phone(a.phone))),
]
"""Heading, width in signs, and value of each column."""
