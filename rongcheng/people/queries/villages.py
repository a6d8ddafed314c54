"""Villages and the places above them: how many people, and how fresh what we know of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.scope import scope_of
from rongcheng.analytics.rollup import place_key, within
from rongcheng.people.models import Person
from rongcheng.places.codes import OVERSEAS_LEVEL, SIZES, level_of, span_of
from rongcheng.places.gazetteer import Gazetteer

from . import codes, snapshot
from .figures import level_below, reach
from .filters import Filters, with_job
from .person import NotFound
from .persons import for_list
from .scope import visible_persons

HALF_A_YEAR = 180


@dataclass(frozen=True)
class Freshness:
    """One place below: its persons, those working and away, and how fresh their data is.

    ``latest`` is the day of the last confirmation; ``stale`` counts those not confirmed for half
    a year or ever.
    """

    code: int
    name: str
    persons: int
    working: int
    away: int
    stale: int
    latest: date | None

    @property
    def fresh_share(self) -> float:
        return 1 - self.stale / self.persons if self.persons else 0.0


def places_below(staff: Staff, place: int) -> tuple[str, list[Freshness]]:
    """The level below a place, and each of its places where somebody comes from, stalest first.

    Persons whose home is not known down to that level count under no row.
    """
    level = level_below(place)
    if not level:
        return "", []
    shot = snapshot.current()
    gazetteer = Gazetteer.load()
    stale_before = timezone.localdate() - timedelta(days=HALF_A_YEAR)
    stale = pl.col("confirmed").is_null() | (pl.col("confirmed") < stale_before)
    rows = (
        shot.persons.lazy()
        .filter(reach(staff, shot) & within("home", span_of(place)))
        .group_by(code=place_key("home", SIZES[level]))
        .agg(
            persons=pl.len(),
            working=pl.col("working").sum(),
            away=pl.col("range").is_in(codes.AWAY).sum(),
            stale=stale.sum(),
            latest=pl.col("confirmed").max(),
        )
        .collect()
        .iter_rows(named=True)
    )
    found = [
        Freshness(name=gazetteer.name(row["code"]), **row)
        for row in rows
        if row["code"] in gazetteer and level_of(row["code"]) in (level, OVERSEAS_LEVEL)
    ]
    return level, sorted(found, key=lambda f: (f.fresh_share, f.code))


@dataclass(frozen=True)
class Village:
    """A village's counts, and who confirmed last."""

    code: int
    persons: int
    households: int
    working: int
    away: int
    stale: int
    confirmed_on: date | None
    confirmed_by: str

    @property
    def code_text(self) -> str:
        """The code as templates join it to an address."""
        return str(self.code)


def village(staff: Staff, code: int) -> Village:
    """Counts and freshness of a village (or any place) straight from the database.

    Raises NotFound for an unknown code or when nobody there is within the reach of ``staff``
    and the place itself is not either. Two queries.
    """
    people = people_of(staff, code)
    if not (scope_of(staff).covers(code) or people.exists()):
        raise NotFound(_("There is no place %(code)s among those you may see.") % {"code": code})
    stale_before = timezone.localdate() - timedelta(days=HALF_A_YEAR)
    counts = with_job(people).aggregate(
        persons=Count("pk"),
        households=Count("household", distinct=True),
        working=Count("job"),
        away=Count("pk", filter=Q(job__transfer_range__in=codes.AWAY)),
        stale=Count("pk", filter=Q(confirmed_on=None) | Q(confirmed_on__lt=stale_before)),
        confirmed_on=Max("confirmed_on"),
    )
    last = (
        people.filter(confirmed_on=counts["confirmed_on"])
        .values_list("confirmed_by", flat=True)
        .first()
        if counts["confirmed_on"]
        else ""
    )
    return Village(code=code, confirmed_by=last or "", **counts)


def people_of(staff: Staff, code: int) -> QuerySet[Person]:
    """Persons within reach whose home lies at or under a place."""
    return Filters(place=code).apply(visible_persons(staff))


def walking_list(staff: Staff, code: int, *, only_stale: bool = False) -> list[list[Person]]:
    """The village's persons by household for the round from door to door, stalest household first.

    A household is as stale as its stalest member; persons without a household stand alone.
    With ``only_stale`` households are left out in which everybody was confirmed within half a
    year. Three queries.
    """
    people = for_list(people_of(staff, code).select_related("household")).order_by(
        F("relation_to_head").asc(nulls_last=True), F("birth_date").asc(nulls_last=True), "id"
    )
    homes: dict[object, list[Person]] = {}
    for person in people.select_related("household", "home_place", "host_place"):
        homes.setdefault(person.household_id or f"alone {person.pk}", []).append(person)
    ordered = sorted(homes.values(), key=_stalest)
    if not only_stale:
        return ordered
    limit = timezone.localdate() - timedelta(days=HALF_A_YEAR)
    return [home for home in ordered if _stalest(home)[0] < limit]


def _stalest(home: list[Person]) -> tuple[date, str]:
    number = home[0].household.number if home[0].household else ""
    return min(p.confirmed_on or date.min for p in home), number
