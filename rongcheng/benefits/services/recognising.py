"""Recognised by an application: as a workshop or incubator, for as long as the pack says.

Which benefits lead to a recognition, and to which, stands under ``recognitions`` in handling.yaml.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.audit.services import Actor, System, record
from rongcheng.benefits.events import Stage
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, Recognised
from rongcheng.benefits.terms import DAY, add_months
from rongcheng.employers import services as employers
from rongcheng.employers.models import Recognition

PLATFORM = System("融城")


@transaction.atomic
def follow(*, by: Actor, application: Application) -> Recognition | None:
    """Record the recognition that a granted application leads to; None where it leads to none.

    It is the platform that records it: who approved stands in the application, whose number is the
    document of the recognition.

    Raises:
        Conflict: the same recognition holds already.
    """
    leads = handling_at(application.place_id).recognitions.get(application.rule)
    if leads is None or application.stage != Stage.GRANTED or application.employer is None:
        return None
    since = timezone.localdate(application.decided_at)
    recognition = employers.recognise(
        by=PLATFORM, employer=application.employer, kind=leads.kind, level=leads.level,
        document=_("%(number)s, recognised on application") % {"number": application.number},
        since=since, until=add_months(since, leads.months) - DAY,
    )  # fmt: skip
    Recognised.objects.create(application=application, recognition=recognition)
    record("benefits.recognised", by=by, subject=application, place=application.place_id,
           kind=leads.kind, until=str(recognition.until))  # fmt: skip
    return recognition


def ended(*, by: Actor, recognition: Recognition, text: str) -> None:
    """End what was granted with a recognition that is over, so that it can be applied for again."""
    from .posts import end_grant

    found = Recognised.objects.filter(recognition=recognition).select_related("application").first()
    if found is not None:
        end_grant(by=by, application=found.application, text=text)


@transaction.atomic
def expire(*, day: date | None = None) -> int:
    """End the grants of recognitions whose last day is over; returns how many."""
    day = day or timezone.localdate()
    over = Recognised.objects.filter(
        recognition__until__lt=day, application__stage=Stage.GRANTED
    ).select_related("recognition")
    for one in over:
        text = _("The recognition was for a time that is over")
        ended(by=PLATFORM, recognition=one.recognition, text=text)
    return len(over)
