"""Open appeals about the same matter, to join; nothing of the workers who filed them shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Count, Q
from django.utils import timezone

from rongcheng.appeals.alike import parse, same
from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal
from rongcheng.people.models import Person
from rongcheng.places.codes import COUNTY, PREFECTURE, PROVINCE, at_level, truncations
from rongcheng.places.models import Place
from rongcheng.places.queries import within

WITHIN = timedelta(days=90)
LOOKED_AT = 2000
_PLACE_ENDS = "省市县区州盟旗镇乡"


@dataclass(frozen=True)
class Like:
    """An open appeal to join, the best of those about one employer or site.

    ``workers`` and ``since`` are of all of them: whoever tells does not care who told apart.
    """

    appeal_id: int
    about: str
    category: str
    workers: int
    since: date
    group: bool


def similar(
    *, category: str, place: int, employer: str = "", site: str = "",
    person: Person | None = None, now: datetime | None = None,
) -> list[Like]:  # fmt: skip
    """Open appeals of the last 90 days in the same county, category, and about the same.

    One for the employer and one for the site at most, the group if there is one, else the one that
    most have joined. Restricted ones are never among them, nor the person's own.

    Args:
        place: 12-digit code of where it happened.
        employer, site: names as written; both empty finds nothing.
    """
    around = _names_around(place)
    wanted = [name for each in (employer, site) if (name := parse(each, around))]
    if not wanted or not category:
        return []
    since = (now or timezone.now()) - WITHIN
    near = within(at_level(place, COUNTY), "event_place_id")
    rows = (
        Appeal.objects.filter(near | within(at_level(place, COUNTY), "place_id"))
        .filter(stage__in=OPEN, category=category, filed_at__gte=since, restricted=False)
        .exclude(Q(employer="") & Q(site=""))
    )
    if person is not None:
        rows = rows.exclude(person=person)
    newest = rows.order_by("-filed_at").values_list("pk", "employer", "site")[:LOOKED_AT]
    fitting: dict[int, list[int]] = {}
    for pk, *written in newest:
        names = [name for each in written if (name := parse(each, around))]
        about = (at for at, one in enumerate(wanted) if any(same(name, one) for name in names))
        if (first := next(about, None)) is not None:
            fitting.setdefault(first, []).append(pk)
    return [_together(_told(fitting[at])) for at in sorted(fitting)]


def _together(likes: list[Like]) -> Like:
    """The first of them, with the workers of all."""
    return replace(
        likes[0], workers=sum(like.workers for like in likes),
        since=min(like.since for like in likes),
    )  # fmt: skip


def _told(ids: list[int]) -> list[Like]:
    """The appeals as others may see them, groups first, then those with most workers."""
    found = Appeal.objects.filter(pk__in=ids).annotate(
        joined=Count("merged", distinct=True), lines=Count("claims", distinct=True)
    )
    likes = [
        Like(
            each.pk, each.employer or each.site, each.category,
            max(each.lines, each.joined + 1), timezone.localtime(each.filed_at).date(), each.group,
        )
        for each in found
    ]  # fmt: skip
    return sorted(likes, key=lambda like: (not like.group, -like.workers, like.since))


def _names_around(place: int) -> tuple[str, ...]:
    """Names that may stand before a firm's own: of the places around, and of every larger city."""
    codes = (place, *truncations(place))
    names = Place.objects.filter(code__in=codes).values_list("name", flat=True)
    return _with_short(names) + _cities()


@cache
def _cities() -> tuple[str, ...]:
    large = Place.objects.filter(level__in=(PROVINCE, PREFECTURE))
    return _with_short(large.values_list("name", flat=True))


def _with_short(names: Iterable[str]) -> tuple[str, ...]:
    """Names with and without what they are (省, 市, 县 …), the longest first."""
    names = list(names)
    short = [name.rstrip(_PLACE_ENDS) for name in names]
    return tuple(sorted({*names, *(each for each in short if len(each) > 1)}, key=len)[::-1])
