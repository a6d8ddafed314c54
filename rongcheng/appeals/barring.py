"""Offices that an appeal is about do not see it, nor do those that they control."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.queries import line_of

from .models import Accused, Appeal


def kept_from(staff: Staff) -> Q:
    """The row condition of appeals that are about the office of ``staff``, or one above it."""
    if staff.office is None:
        return Q(pk=None)
    about = Accused.objects.filter(appeal=OuterRef("pk"), office__in=line_of(staff.office))
    return Q(Exists(about))


def numbers_kept_from(staff: Staff) -> QuerySet[Accused, str]:
    """The numbers of those appeals."""
    line = line_of(staff.office) if staff.office else ()
    return Accused.objects.filter(office__in=line).values_list("appeal__number", flat=True)


def is_kept_from(office: Office | None, appeal: Appeal) -> bool:
    """Whether an appeal is about this office, or one that controls it."""
    about = appeal.accused_ids
    return bool(about) and office is not None and not line_of(office).isdisjoint(about)


def barred_by(accused: Iterable[int]) -> Callable[[Office], bool]:
    """Tells of an office whether it may not have what is about the offices of these keys."""
    about = frozenset(accused)

    @cache
    def barred(office: Office) -> bool:
        return bool(about) and not line_of(office).isdisjoint(about)

    return barred
