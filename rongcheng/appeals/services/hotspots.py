"""Hot spots: several people about the same employer, site or matter, warned of while they are few.

Names are compared as people write them (``appeals/alike.py``). What is counted is persons, not
appeals: rosters and the number that somebody says count too, and who files twice counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from rongcheng.alerts.models import Alert
from rongcheng.alerts.services import Warning, raise_alert
from rongcheng.appeals import alike
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.pack import Hotspot, Rules, rules_for
from rongcheng.appeals.queries import alike as likes
from rongcheng.appeals.state import LOCAL
from rongcheng.audit.services import Actor, System
from rongcheng.places.codes import COUNTY, TOWNSHIP, VILLAGE, at_level, level_of, span_of
from rongcheng.places.models import Place

PLATFORM = System("融城")
RULE = "appeals.hotspot"
LEVELS = {"blue": 1, "yellow": 2, "orange": 3, "red": 4}
DAYS_TO_ACT = {1: 5, 2: 3, 3: 2, 4: 0}
"""Working days in which somebody must act, by level (domain.md 2.8); red: the same day."""
BEGINNINGS = frozenset({"read", "filed", "corrected", "joined", "roster_changed"})
"""Events after which a hot spot can be there that was not there before."""


def look_at(*, by: Actor = PLATFORM, appeal: Appeal, now: datetime | None = None,
            pool: likes.Beside | None = None) -> list[Alert]:  # fmt: skip
    """Warn of what one appeal has in common with others of its county, if it is enough.

    Args:
        pool: the appeals of its county, where many are looked at one after the other.

    Returns:
        The warnings raised or brought up to date, by the rules of the place.
    """
    now = now or timezone.now()
    if appeal.stage == "refused":
        return []
    county = at_level(appeal.event_place_id or appeal.place_id, COUNTY)
    rules = rules_for(county)
    pool = pool or _pool(county, rules, now)
    own = pool.rows.get(appeal.pk)
    found = []
    for each in likes.about(own, pool.of(own), county) if own else ():
        found.append(_about(by, each, county, rules, now))
    found.append(_matter(by, appeal, rules, now))
    return [alert for alert in found if alert is not None]


def sweep(*, by: Actor = PLATFORM, now: datetime | None = None) -> list[Alert]:
    """Look at every appeal of the period once more: numbers that were corrected, rosters that grew.

    Returns:
        The warnings raised or brought up to date, each once.
    """
    now = now or timezone.now()
    longest = max(rule.days for rule in rules_for(0).hotspots)
    recent = Appeal.objects.filter(filed_at__gte=now - timedelta(days=longest))
    found: dict[int, Alert] = {}
    seen: set[int] = set()
    pools: dict[int, likes.Beside] = {}
    for appeal in recent.exclude(stage="refused").order_by("-filed_at").iterator():
        if appeal.pk in seen:
            continue
        numbers = {appeal.number}
        county = at_level(appeal.event_place_id or appeal.place_id, COUNTY)
        if county not in pools:
            pools[county] = _pool(county, rules_for(county), now)
        for alert in look_at(by=by, appeal=appeal, now=now, pool=pools[county]):
            found[alert.pk] = alert
            numbers |= set(alert.rows) if alert.facts.get("by") != "category_township" else set()
        if len(numbers) > 1:  # the others of the cluster would find the same
            seen |= set(Appeal.objects.filter(number__in=numbers).values_list("pk", flat=True))
    return list(found.values())


def _pool(county: int, rules: Rules, now: datetime) -> likes.Beside:
    return likes.Beside(likes.pool(county, _since(rules, ("employer", "site"), now)), county)


def _since(rules: Rules, by: Iterable[str], now: datetime) -> datetime:
    days = [rule.days for rule in rules.hotspots if rule.by in set(by)]
    return now - timedelta(days=max(days, default=0))


# --- employers and sites --------------------------------------------------------------------------


def _about(by: Actor, each: likes.Likes, county: int, rules: Rules, now: datetime) -> Alert | None:
    """The warning about one employer or site, under the key of the one that is open about it."""
    with transaction.atomic():
        Place.objects.select_for_update().get(code=county)  # one warning, however many file at once
        known = _known(each.name, county)
        key = known.key if known else f"{county // 10**6:06d}:{each.name.core}"[:200]
        rows = _after_closed(each.rows, key)
        rule, counted, people = _reached(each.by, rows, rules, now)
        if rule is None:
            return None
        facts = {"name": each.name.core}
        found = Found(rule, counted, people, key, county, _called(counted, each), facts)
        return _raise(by, found, rules, now)


def _known(name: alike.Name, county: int) -> Alert | None:
    """The open warning about the same name, however it was written then."""
    places = likes.places_before(county)
    open_ones = Alert.objects.filter(rule=RULE, place=county).exclude(state=Alert.State.CLOSED)
    for alert in open_ones:
        other = alike.parse(str(alert.facts.get("name", "")), *places)
        if other is not None and alike.same(name, other):
            return alert
    return None


def _after_closed(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Rows that came after the last warning of this key was closed: the others were dealt with."""
    closed = Alert.objects.filter(rule=RULE, key=key, state=Alert.State.CLOSED)
    last = closed.order_by("-closed_at").values_list("closed_at", flat=True).first()
    return [row for row in rows if last is None or row["filed_at"] > last]


def _reached(
    by: str, rows: list[dict[str, Any]], rules: Rules, now: datetime
) -> tuple[Hotspot | None, list[dict[str, Any]], int]:  # fmt: skip
    """The most serious rule whose number is reached, with the rows and persons it counts."""
    fitting = [rule for rule in rules.hotspots if rule.by == by]
    for rule in sorted(fitting, key=lambda rule: -LEVELS[rule.colour]):
        counted = [row for row in rows if row["filed_at"] >= now - timedelta(days=rule.days)]
        people = likes.persons(counted)
        if people >= rule.people:
            return rule, counted, people
    return None, [], 0


def _called(rows: list[dict[str, Any]], each: likes.Likes) -> str:
    """The way most people write it; of several the longest."""
    written = Counter(row[each.by] for row in rows if row[each.by])
    return max(written, key=lambda name: (written[name], len(name)), default=each.called)


# --- one matter in one township -------------------------------------------------------------------


def _matter(by: Actor, appeal: Appeal, rules: Rules, now: datetime) -> Alert | None:
    """The warning that one category comes up often in one township."""
    where = appeal.event_place_id or appeal.home_place_id or appeal.place_id
    if not appeal.category or level_of(where) not in (TOWNSHIP, VILLAGE):
        return None
    township = at_level(where, TOWNSHIP)
    lo, hi = span_of(township)
    alike_ones = Appeal.objects.filter(
        category=appeal.category, event_place_id__gte=lo, event_place_id__lt=hi,
        filed_at__gte=_since(rules, ("category_township",), now),
    ).exclude(stage="refused")  # fmt: skip
    key = f"{township}:{appeal.category}"
    with transaction.atomic():
        Place.objects.select_for_update().get(code=township)
        rows = _after_closed(list(alike_ones.order_by("filed_at").values(*likes.FIELDS)), key)
        rule, counted, people = _reached("category_township", rows, rules, now)
        if rule is None:
            return None
        name = Place.objects.get(code=township).name
        found = Found(rule, counted, people, key, township, name, {"category": appeal.category})
        return _raise(by, found, rules, now)


# --- the warning ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What reached a rule's number: the rows counted, the persons, under which key, where."""

    rule: Hotspot
    rows: list[dict[str, Any]]
    people: int
    key: str
    place: int
    about: str
    facts: dict[str, Any]


def _raise(by: Actor, found: Found, rules: Rules, now: datetime) -> Alert:
    rule, rows = found.rule, found.rows
    level = LEVELS[rule.colour]
    facts = {
        "by": rule.by, "people": found.people, "appeals": len(rows), "days": rule.days,
        "limit": rule.people, "rule": rule.id, "since": rows[0]["filed_at"].isoformat(),
    }  # fmt: skip
    warning = Warning(
        rule=RULE, key=found.key, level=level, place=found.place, title=f"hotspot_{rule.by}",
        about=found.about[:200], rows=[row["number"] for row in rows],
        due_at=_due(rules, level, now), facts=facts | found.facts,
    )  # fmt: skip
    return raise_alert(by=by, warning=warning)


def _due(rules: Rules, level: int, now: datetime) -> datetime:
    """The end of the working day by which somebody must act."""
    today = timezone.localtime(now, LOCAL).date()
    days = DAYS_TO_ACT[level]
    day = rules.calendar.add_workdays(today, days) if days else rules.calendar.next_workday(today)
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)
