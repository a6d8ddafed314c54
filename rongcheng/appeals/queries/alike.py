"""Open appeals about the same employer or site, to be made one group matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from rongcheng.agencies.models import Staff
from rongcheng.appeals import alike
from rongcheng.appeals.events import OPEN
from rongcheng.appeals.models import Appeal, Claim
from rongcheng.appeals.queries.scope import readable, visible_appeals
from rongcheng.core.crypto import blind
from rongcheng.people.fingerprints import PHONE_PURPOSE
from rongcheng.places.codes import COUNTY, at_level, span_of
from rongcheng.places.gazetteer import Gazetteer

LEAST = 3
"""People about one employer that make a group (domain.md 3.5)."""
FIELDS = (
    "pk", "number", "employer", "site", "person_id", "name", "phone_index", "group", "people",
    "filed_at", "stage", "category", "event_place_id", "place_id", "merged_into_id", "arrears",
)  # fmt: skip


Places = tuple[frozenset[str], frozenset[str]]


@dataclass
class Likes:
    """Appeals about one thing: ``by`` employer or site, how it is called, the rows, the people."""

    by: str
    name: alike.Name
    called: str
    rows: list[dict[str, Any]]
    people: int = 0


@lru_cache(maxsize=4096)
def places_before(county: int) -> tuple[frozenset[str], frozenset[str]]:
    """Names that stand before an employer's: of the county and around it, and of all cities."""
    gazetteer = Gazetteer.load()
    if county not in gazetteer:
        return frozenset(), _cities()
    codes = (county, *gazetteer.ancestors(county), *gazetteer.children(county))
    return _names([gazetteer.name(code) for code in codes]), _cities()


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    gazetteer = Gazetteer.load()
    provinces = gazetteer.children()
    codes = [*provinces, *(city for one in provinces for city in gazetteer.children(one))]
    return _names([gazetteer.name(code) for code in codes])


def _names(names: list[str]) -> frozenset[str]:
    """Names of places as they are, short, and with the last sign: 大理州 (大理白族自治州)."""
    short = [_short(name) for name in names]
    called = [s + n[-1] for s, n in zip(short, names, strict=True) if "自治" in n and s != n]
    return frozenset(n for n in (*names, *short, *called) if len(n) >= 2)


_KINDS = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "白族自治州", "彝族自治州",
    "自治州", "自治县", "自治旗", "省", "市", "州", "盟", "地区", "县", "区", "旗", "街道", "镇",
    "乡",
)  # fmt: skip


def _short(name: str) -> str:
    for kind in _KINDS:
        if name.endswith(kind) and len(name) - len(kind) >= 2:
            return name.removesuffix(kind)
    return name


def pool(county: int, since: datetime) -> list[dict[str, Any]]:
    """Appeals of a county filed since a moment that name an employer or site, as dicts.

    Refused ones are left out; joined ones stay, because each is a person.
    """
    lo, hi = span_of(county)
    here = Q(place_id=county) | Q(event_place_id__gte=lo, event_place_id__lt=hi)
    rows = Appeal.objects.filter(here, filed_at__gte=since).exclude(stage="refused")
    return list(rows.exclude(employer="", site="").order_by("filed_at").values(*FIELDS))


class Beside:
    """Rows by the marks of their names, so that each is compared with few others."""

    def __init__(self, rows: Iterable[dict[str, Any]], county: int) -> None:
        self.places = places_before(county)
        self.rows = {row["pk"]: row for row in rows}
        self.marked: dict[str, list[int]] = {}
        for row in self.rows.values():
            for key in self._keys(row):
                self.marked.setdefault(key, []).append(row["pk"])

    def of(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        """Rows whose names may mean the same as this one's, itself among them, in their order."""
        near = {pk for key in self._keys(row) for pk in self.marked.get(key, ())}
        return sorted((self.rows[pk] for pk in near), key=lambda one: one["filed_at"])

    def _keys(self, row: dict[str, Any]) -> set[str]:
        names = (alike.parse(row[by], *self.places) for by in ("employer", "site"))
        return {key for name in names if name for key in alike.keys(name)}


def about(row: dict[str, Any], rows: Iterable[dict[str, Any]], county: int) -> list[Likes]:
    """What one appeal has in common with others, the larger first; nothing that lies in another.

    A bare name that fits several trades (宏达: 宏达建筑, 宏达电子) is compared as it stands.
    """
    places = places_before(county)
    rows = list(rows)
    found = []
    for by in ("employer", "site"):
        name = alike.parse(row[by], *places) if row[by] else None
        if name is not None:
            found.append(Likes(by, name, row[by], _alike(name, rows, places)))
    found.sort(key=lambda likes: -len(likes.rows))
    if len(found) == 2 and _numbers(found[1]) <= _numbers(found[0]):
        found.pop()
    return found


def _numbers(likes: Likes) -> set[int]:
    return {row["pk"] for row in likes.rows}


def _alike(name: alike.Name, rows: list[dict[str, Any]],
           places: Places) -> list[dict[str, Any]]:  # fmt: skip
    fitting, trades = [], set()
    for row in rows:
        names = [n for by in ("employer", "site") if (n := alike.parse(row[by], *places))]
        hits = [n for n in names if alike.same(name, n)]
        if hits:
            fitting.append((row, hits))
            trades |= {n.trade for n in hits if n.trade}
    if not name.trade and len(trades) > 1:
        return [row for row, hits in fitting if any(n.core == name.core for n in hits)]
    return [row for row, _hits in fitting]


def persons(rows: Iterable[dict[str, Any]]) -> int:
    """How many different people stand behind appeals: rosters and numbers said count too.

    One person who files three times is one; an appeal joined to another of the rows is its own
    person, unless the mother's roster has them.
    """
    rows = list(rows)
    known: set[object] = set()
    more = 0
    rosters = _rosters([row["pk"] for row in rows if row["group"]])
    for row in rows:
        own = _who(row["person_id"], row["phone_index"], row["name"]) or f"appeal {row['pk']}"
        roster = rosters.get(row["pk"], set())
        known |= {own, *roster}
        more += max((row["people"] or 1) - max(len(roster), 1), 0)
    said = max((row["people"] or 1 for row in rows), default=0)
    # Each of a crew says "we are twelve": the same people are not added up once for each.
    return max(len(known), said) if more else len(known)


def _who(person: int | None, phone: object, name: str) -> object:
    return person or phone or name or None


def _rosters(mothers: list[int]) -> dict[int, set[object]]:
    found: dict[int, set[object]] = {}
    lines = Claim.objects.filter(appeal__in=mothers)
    for claim in lines.only("pk", "appeal_id", "person_id", "id_index", "name", "phone"):
        phone = blind(claim.phone, PHONE_PURPOSE) if claim.phone else None
        who = claim.person_id or phone or claim.id_index or claim.name
        found.setdefault(claim.appeal_id, set()).add(who)
    return found


def to_group(staff: Staff, appeal: Appeal) -> QuerySet[Appeal]:
    """Open appeals about the employer or site of this one that could be one group matter.

    Empty below three people, and for a matter of one's own that others do not share: only appeals
    of the same category are proposed.
    """
    county = at_level(appeal.event_place_id or appeal.place_id, COUNTY)
    mine = visible_appeals(staff).filter(readable(staff), stage__in=OPEN, place_id=appeal.place_id)
    mine = mine.filter(category=appeal.category).exclude(employer="", site="")
    rows = list(mine.order_by("filed_at").values(*FIELDS))
    own = next((row for row in rows if row["pk"] == appeal.pk), None)
    if own is None:
        return Appeal.objects.none()
    likes = about(own, rows, county)
    if not likes or len(likes[0].rows) < 2 or persons(likes[0].rows) < LEAST:
        return Appeal.objects.none()
    return visible_appeals(staff).filter(pk__in=_numbers(likes[0])).order_by("filed_at")
