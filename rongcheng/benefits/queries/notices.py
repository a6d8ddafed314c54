"""Public notices: what the public may read of one, and what offices see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import NoticeLine, PublicNotice
from rongcheng.benefits.words import applicant, benefit_name

from .scope import one_of


@dataclass(frozen=True)
class PublicLine:
    """What everybody may read of one line: a masked name, the village, what and how much."""

    pk: int
    name: str
    place: str
    benefit: str
    amount: int | None


def public(number: str) -> PublicNotice:
    """A notice by its number, up or over.

    Raises:
        NotFound: there is none.
    """
    missing = _("There is no public notice %(n)s.")
    return one_of(PublicNotice.objects.select_related("county"), missing, number=number)


def is_up(notice: PublicNotice, now: datetime | None = None) -> bool:
    """Whether anybody may still read who is on it: from its end on, before it is taken down too."""
    return notice.over_at is None and notice.ends_at > (now or timezone.now())


def lines(notice: PublicNotice, now: datetime | None = None) -> list[PublicLine]:
    """The lines that are shown: nothing once it is over, nobody who left the stage of notice."""
    if not is_up(notice, now):
        return []
    found = NoticeLine.objects.filter(notice=notice, application__stage=Stage.NOTICE)
    found = found.select_related(
        "application__person", "application__employer", "application__place"
    )
    benefit = benefit_name(notice.pack, notice.rule)
    return [
        PublicLine(
            line.pk, applicant(line.application), line.application.place.full_name, benefit,
            line.application.amount,
        )
        for line in found.order_by("application__place_id", "pk")
    ]  # fmt: skip


def up_now(now: datetime | None = None) -> QuerySet[PublicNotice]:
    """Every notice that is up, the newest first."""
    found = PublicNotice.objects.filter(over_at=None, ends_at__gt=now or timezone.now())
    return found.select_related("county").order_by("-day", "county_id", "pk")


def notices_of(staff: Staff) -> QuerySet[PublicNotice]:
    """The notices with an application within the reach of ``staff``.

    Each has ``people``, how many of those, and ``asked``, their open objections.
    """
    scope = scope_of(staff)
    if scope.only_own_office:
        return PublicNotice.objects.none()
    here = Q(lines__application__place_id__gte=scope.lo, lines__application__place_id__lt=scope.hi)
    still = Q(lines__objections__isnull=False, lines__objections__settled_at=None)
    return (
        PublicNotice.objects.filter(here)
        .annotate(
            people=Count("lines", distinct=True),
            asked=Count("lines__objections", distinct=True, filter=still),
        )
        .select_related("county")
        .order_by("-day", "-pk")
    )


def notice_for(staff: Staff, number: str) -> PublicNotice:
    """A notice within reach.

    Raises:
        NotFound: there is none of this number with an application of the place of ``staff``.
    """
    missing = _("There is no public notice %(n)s of your place.")
    return one_of(notices_of(staff), missing, number=number)


def lines_for(staff: Staff, notice: PublicNotice) -> QuerySet[NoticeLine]:
    """Its lines of the place of ``staff``, with their objections."""
    scope = scope_of(staff)
    found = notice.lines.filter(
        application__place_id__gte=scope.lo, application__place_id__lt=scope.hi
    )
    return found.select_related(
        "application__person", "application__employer", "application__place"
    ).annotate(
        asked=Count("objections", filter=Q(objections__settled_at=None)),
        objected=Count("objections"),
    ).order_by("application__place_id", "pk")  # fmt: skip
