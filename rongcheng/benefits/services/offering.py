"""Benefits offered without applying (免申即享): lists worked out for everybody, set-wise.

Which rules are offered is data: ``without_applying: true`` in the rule. What ``applying.offer``
does for one, this does for thousands: the same rows, event and decision for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rongcheng.agencies.models import Staff
from rongcheng.agencies.roles import Can
from rongcheng.agencies.scope import scope_of
from rongcheng.audit.services import Actor, record, touch
from rongcheng.benefits.events import DEAD, Stage, Who
from rongcheng.benefits.handling import handling_at
from rongcheng.benefits.models import Application, ApplicationEvent, Decision, OfferRun
from rongcheng.benefits.permissions import must
from rongcheng.benefits.state import fold
from rongcheng.benefits.subjects import period_of
from rongcheng.core.errors import NotAllowed
from rongcheng.places.codes import level_of, span_of
from rongcheng.places.models import Place
from rongcheng.rulekit import engine, screened
from rongcheng.rulekit.frames import complete, write_facts
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule, RulePack
from rongcheng.rules.packs import live
from rongcheng.rules.tables import write_tables

from .applying import path_at
from .decisions import content_of
from .log import FOLDED, add

CHUNK = 1_000
LEVELS = frozenset({"county", "prefecture", "province"})
Row = Mapping[str, Value]


@dataclass
class Offered:
    """What a run offered: ``new`` and ``there`` (skipped because there already) by county code."""

    rules: list[str]
    new: Counter[int] = field(default_factory=Counter)
    there: Counter[int] = field(default_factory=Counter)

    def counts(self) -> dict[str, dict[str, int]]:
        """By county code, as JSON can hold it."""
        counties = sorted({*self.new, *self.there})
        return {str(c): {"new": self.new[c], "there": self.there[c]} for c in counties}


def rules_offered(pack: RulePack, day: date) -> list[Rule]:
    """The rules of a day that are offered by themselves, with the values of the day."""
    return [rule for rule in pack.for_subject("person", day) if rule.without_applying]


def start(*, by: Actor, pack: str, place: int, day: date | None = None) -> OfferRun:
    """Note that the lists of a place are to be worked out; ``work_out`` then does it.

    Raises:
        NotAllowed: ``by`` does not check benefits at a county office or above, or not there.
    """
    must(by, Can.CHECK_BENEFITS)
    if isinstance(by, Staff):
        office = by.office
        if office is None or level_of(office.place_id) not in LEVELS:
            raise NotAllowed(_("Lists are worked out by county offices and those above them."))
        if not scope_of(by).covers(place):
            raise NotAllowed(_("This place lies outside your own."))
    run = OfferRun.objects.create(
        pack=pack, place_id=place, as_of=day or timezone.localdate(), started_by=by.actor_name
    )
    record("benefits.offers_started", by=by, subject=run, place=place, pack=pack)
    return run


def work_out(*, by: Actor, run: OfferRun) -> OfferRun:
    """Work a run out; a failure is kept with it and raised."""
    try:
        found = offer_all(by=by, pack=run.pack, place=run.place_id, day=run.as_of)
    except Exception as error:
        run.state, run.failure = OfferRun.State.FAILED, str(error)[:300]
        raise
    else:
        run.state, run.counts = OfferRun.State.DONE, found.counts()
    finally:
        run.ended_at = timezone.now()
        run.save()
    return run


def offer_all(
    *, by: Actor, pack: str, place: int | None = None, day: date | None = None,
    at: datetime | None = None,
) -> Offered:  # fmt: skip
    """Offer everybody what they are eligible for, each benefit once in its period.

    Left out are those who have it, are applying for it or declined it in the same period, and those
    who have or are applying for a benefit that excludes it.

    Args:
        place: only people from this place; all of the pack's otherwise.
        day: the day that facts and rules are asked about, today if not given.
    """
    rules = live(pack)
    day = day or timezone.localdate(at)
    chosen = rules_offered(rules, day)
    found = Offered([rule.id for rule in chosen])
    if not chosen:
        return found
    facts, awards = _screened(rules, chosen, day, span_of(place) if place else None)
    for rule in chosen:
        eligible = awards.filter(pl.col("rule") == rule.id)["person"].sort().to_list()
        for start_at in range(0, len(eligible), CHUNK):
            people = eligible[start_at : start_at + CHUNK]
            rows = {row["person"]: row for row in
                    facts.filter(pl.col("person").is_in(people)).iter_rows(named=True)}  # fmt: skip
            try:
                _offer(by, rules, rule, rows, day, at or timezone.now(), found)
            except IntegrityError:  # somebody applied in between: seen at the second look
                _offer(by, rules, rule, rows, day, at or timezone.now(), found)
    return found


def _screened(
    pack: RulePack, rules: Sequence[Rule], day: date, span: tuple[int, int] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts of those eligible for anything, and who is eligible for what."""
    about = pack.subjects["person"]
    folder = Path(settings.SNAPSHOT_DIR) / "offers" / pack.name
    path = folder / "facts.parquet"
    write_facts(about, write_tables(folder / "tables"), day, path)
    engine.screen_files(rules, path, folder, about)
    awards = screened.awards(folder).collect()
    known = complete(pl.scan_parquet(path), about).filter(
        pl.col("person").is_in(awards["person"].unique().implode())
    )
    if span:
        known = known.filter((pl.col("home") >= span[0]) & (pl.col("home") < span[1]))
    facts = known.collect()
    return facts, awards.filter(pl.col("person").is_in(facts["person"].implode()))


@transaction.atomic
def _offer(
    by: Actor, pack: RulePack, rule: Rule, rows: Mapping[int, Row], day: date, at: datetime,
    found: Offered,
) -> None:  # fmt: skip
    """One rule offered to some people, in one transaction."""
    period = period_of(rule, day)
    taken = set(_taken(pack, rule, period, list(rows)))
    places = set(Place.objects.filter(code__in={row["home"] for row in rows.values()})
                 .values_list("code", flat=True))  # fmt: skip
    made = []
    new: Counter[int] = Counter()
    there: Counter[int] = Counter()
    for number, row in rows.items():
        home = row["home"]
        if not isinstance(home, int) or home not in places:
            continue
        county = home // 10**6 * 10**6
        if number in taken:
            there[county] += 1
        elif (held := judge(rule, row)).outcome == ELIGIBLE:
            new[county] += 1
            made.append((_application(pack, rule, number, home, period, day, at, held.amount),
                         content_of(rule, row, held, day)))  # fmt: skip
    if made:
        _write(by, rule, made, at)
    found.new.update(new)
    found.there.update(there)


def _taken(pack: RulePack, rule: Rule, period: str, people: list[int]) -> Iterator[int]:
    """Who is left out: applied, had or declined this, or has what excludes it."""
    apart = [r.id for r in pack.rules.values() if r.id in rule.excludes or rule.id in r.excludes]
    mine = Application.objects.filter(subject="person", key__in=[str(p) for p in people])
    same = mine.filter(rule=rule.id, period=period)
    open_ = same.exclude(stage__in=DEAD) | mine.filter(rule__in=apart).exclude(stage__in=DEAD)
    declined = same.filter(stage=Stage.WITHDRAWN, events__code="declined")
    for found in (open_, declined):
        yield from (int(key) for key in found.values_list("key", flat=True))


def _application(
    pack: RulePack, rule: Rule, person: int, home: int, period: str, day: date, at: datetime,
    amount: int | None,
) -> Application:  # fmt: skip
    """An offer that is not saved yet, its columns folded from the event it begins with."""
    detail = _detail(rule, home, amount)
    event = ApplicationEvent(seq=1, code="offered", at=at, detail=detail)
    state = fold([event], handling_at(home))
    folded = {name: getattr(state, name) for name in FOLDED}
    return Application(
        filed_at=at, channel=Application.Channel.LISTED, pack=pack.name, rule=rule.id,
        kind=rule.outcome.kind, period=period, as_of=day, subject="person", key=str(person),
        person_id=person, place_id=home, events_seen=1, **folded,
    )  # fmt: skip


def _detail(rule: Rule, home: int, amount: int | None) -> dict[str, Any]:
    return {"path": path_at(home, "person", True), "kind": rule.outcome.kind, "amount": amount}


def _write(
    by: Actor, rule: Rule, made: Sequence[tuple[Application, dict[str, Any]]], at: datetime
) -> None:
    """Applications, their first events and decisions, and one trace that reaches everybody."""
    applications = [application for application, _content in made]
    for application, number in zip(applications, _numbers(len(made)), strict=True):
        application.pk = number
        application.number = f"B{timezone.localdate(at):%y%m%d}{number:07}"
    Application.objects.bulk_create(applications)
    events = ApplicationEvent.objects.bulk_create(
        ApplicationEvent(
            application=each, seq=1, code="offered", at=at, who=Who.SYSTEM, step="",
            actor=by.actor, actor_name=by.actor_name,
            detail=_detail(rule, each.place_id, each.amount),
        )
        for each in applications
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(application=event.application, event=event, rule_version=rule.version, **content)
        for event, (_one, content) in zip(events, made, strict=True)
    )
    trace = record("benefits.list_offered", by=by, rule=rule.id, count=len(applications))
    touch(trace, "application", [each.pk for each in applications])
    touch(trace, "person", [each.person_id for each in applications if each.person_id])


def _numbers(count: int) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('benefits_application', 'id'))"
            " FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def lapse(*, by: Actor, now: datetime | None = None) -> int:
    """End the offers that nobody confirmed in time; returns how many."""
    now = now or timezone.now()
    over = list(Application.objects.filter(stage=Stage.OFFERED, due_at__lte=now))
    for application in over:
        add(application, "lapsed", by=by, at=now)
    return len(over)
