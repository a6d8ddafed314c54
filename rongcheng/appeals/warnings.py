"""What appeals tell the stream of warnings: names, wordings, and where its rows open."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from procrastinate.exceptions import AlreadyEnqueued

from rongcheng.agencies.models import Staff
from rongcheng.alerts.wordings import Facts, Row, declare

from .changes import listen

HOTSPOT, OVERDUE = "appeals.hotspot", "appeals.overdue"


def _rows(staff: Staff, numbers: list[Any]) -> list[Row]:
    """Appeals by number, with a link and a few words where ``staff`` may open and read them.

    Those that are about the office of ``staff`` are left out.
    """
    from .barring import numbers_kept_from
    from .marking import masked
    from .queries.scope import readable, visible_appeals
    from .words import category_name

    mine = visible_appeals(staff).filter(number__in=numbers)
    reads = set(mine.filter(readable(staff)).values_list("pk", flat=True))
    shown = {}
    for appeal in mine.select_related("place"):
        named = [category_name(appeal.category, appeal.place_id), appeal.get_stage_display()]
        if appeal.pk in reads:
            named += [appeal.employer or appeal.site, masked(appeal.text, appeal.reading)[:40]]
        url = reverse("appeals:case", args=[appeal.number])
        shown[appeal.number] = Row(appeal.number, " · ".join(filter(None, named)), url)
    kept = set(numbers_kept_from(staff))
    return [shown.get(number, Row(str(number))) for number in numbers if number not in kept]


def _kept(staff: Staff) -> Q:
    """Warnings of which every appeal is about the office of ``staff``, or one above it."""
    from .barring import numbers_kept_from

    return Q(rows__contained_by=list(numbers_kept_from(staff)))


def _kept_late(staff: Staff) -> Q:
    """The same of warnings about one appeal, whose key is its number."""
    from .barring import numbers_kept_from

    return Q(key__in=numbers_kept_from(staff))


def _facts(facts: Facts) -> Facts:
    from .words import category_name

    return facts | {"category": category_name(facts.get("category", ""))}


def tell() -> None:
    """Declare the rules of this part and have each filing looked at."""
    declare(
        HOTSPOT, _("Hot spot"),
        {
            "hotspot_employer": _(
                "%(people)d people about the employer %(about)s in %(days)d days"
            ),
            "hotspot_site": _("%(people)d people about the site %(about)s in %(days)d days"),
            "hotspot_category_township": _(
                "%(people)d people about %(category)s in %(about)s in %(days)d days"
            ),
        },
        rows=_rows, facts=_facts, kept=_kept,
    )  # fmt: skip
    declare(
        OVERDUE, _("Overdue appeal"),
        {"appeal_overdue": _("%(number)s is overdue at %(office)s; told: %(to)s")},
        rows=_rows, kept=_kept_late,
    )  # fmt: skip
    listen(look_for_hotspots)


def look_for_hotspots(appeal_id: int, codes: tuple[str, ...]) -> None:
    """After a change that can make a hot spot, look for one in the background; in tests at once."""
    from .services.hotspots import BEGINNINGS
    from .tasks import find_hotspots

    if BEGINNINGS.isdisjoint(codes):
        return
    if settings.TESTING:
        find_hotspots(appeal_id=appeal_id)
        return
    waiting = find_hotspots.configure(queueing_lock=f"appeals.hotspots.{appeal_id}")
    with suppress(AlreadyEnqueued):  # one filing is several changes; one look at it is enough
        waiting.defer(appeal_id=appeal_id)
