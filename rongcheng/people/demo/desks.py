"""Which office a statement came from, and who there said it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from rongcheng.agencies.models import Office, Staff
from rongcheng.core.errors import Refusal
from rongcheng.places.codes import LEVELS, at_level, span_of

from .statements import DESK, SELF

# Kinds of office that keep the registry, the likeliest first.
_KINDS = (Office.Kind.EMPLOYMENT, Office.Kind.HRSS, Office.Kind.VILLAGE, Office.Kind.LEADING_GROUP)
_STATION_SHARE = 3  # of every so many who spoke at a desk, one spoke at a station far from home


@dataclass(frozen=True)
class Desk:
    """An office, and the clerk who speaks for it."""

    pk: int
    clerk_id: int | None
    told_by: str


@dataclass(frozen=True)
class Desks:
    """The offices of the jurisdiction that keep the registry, by place, and its stations."""

    by_place: dict[int, Desk]
    stations: list[tuple[int, Desk]]

    @classmethod
    def of_database(cls) -> Desks:
        """Read the offices; the demonstration's accounts must be there."""
        clerks: dict[int, Staff] = {}
        for person in Staff.objects.filter(is_active=True, office__isnull=False).order_by("-pk"):
            if person.office_id and person.can("edit_people"):
                clerks[person.office_id] = person
        by_place: dict[int, Desk] = {}
        for kind in reversed(_KINDS):
            for office in Office.objects.filter(kind=kind).order_by("-pk"):
                by_place[office.place_id] = _desk(office, clerks)
        stations = Office.objects.filter(kind=Office.Kind.STATION).order_by("pk")
        if not by_place:
            raise Refusal("There is no office yet that could have recorded people.")
        return cls(by_place, [(o.place_id, _desk(o, clerks)) for o in stations])

    def nearest(self, place: int) -> Desk:
        """The office of the place, or of the nearest place above that has one."""
        for level in reversed(LEVELS):
            if desk := self.by_place.get(at_level(place, level)):
                return desk
        return next(iter(self.by_place.values()))

    def attach(self, statements: pl.DataFrame, batches: pl.DataFrame) -> pl.DataFrame:
        """Statements with office_id, told_by and batch_id.

        A ledger speaks for its township's office, a desk for the village's or a station's; who
        registered by phone speaks for themselves.
        """
        homes = statements["home_place"].unique().to_list()
        desks = [(self.nearest(at_level(h, "township")), self.nearest(h)) for h in homes]
        offices = pl.DataFrame(
            {
                "home_place": homes,
                "town_id": [town.pk for town, _ in desks],
                "town": [town.told_by for town, _ in desks],
                "desk_id": [desk.pk for _, desk in desks],
                "desk": [desk.told_by for _, desk in desks],
            },
            schema_overrides={"home_place": pl.Int64},
        )  # fmt: skip
        told = statements.join(offices, on="home_place", how="left", maintain_order="left")
        told = told.join(
            batches, left_on="batch", right_on="key", how="left", maintain_order="left"
        )
        return self._at_stations(told).drop("town", "town_id", "desk", "desk_id")

    def _at_stations(self, told: pl.DataFrame) -> pl.DataFrame:
        """Office and speaker by channel; stations speak for some people of the place they serve."""
        channel = pl.col("channel")
        office, told_by = pl.col("desk_id"), pl.col("desk")
        for at, (place, station) in enumerate(self.stations):
            low, high = span_of(place)
            chosen = pl.col("home_place").is_between(low, high - 1)
            chosen &= pl.col("person") % (_STATION_SHARE * len(self.stations)) == at
            office = pl.when(chosen).then(station.pk).otherwise(office)
            told_by = pl.when(chosen).then(pl.lit(station.told_by)).otherwise(told_by)
        return told.with_columns(
            office_id=pl.when(channel == DESK).then(office)
            .when(channel == SELF).then(None)
            .otherwise("town_id"),
            told_by=pl.when(channel == DESK).then(told_by)
            .when(channel == SELF).then("name")
            .otherwise("town"),
        )  # fmt: skip


def _desk(office: Office, clerks: dict[int, Staff]) -> Desk:
    clerk = clerks.get(office.pk)
    return Desk(office.pk, clerk.pk if clerk else None, clerk.actor_name if clerk else office.name)
