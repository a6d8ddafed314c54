"""Posts and loans of the demonstration: people to whom they were granted, at every step since."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import islice

import polars as pl
from django.db import transaction
from django.utils import timezone

from rongcheng.agencies.models import Office
from rongcheng.agencies.packs import Pack
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.demo import Clerk, Voice
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.places.codes import span_of
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live

from . import demo_loans
from .accounts import Account
from .demo_people import clerk_at, facts_of_days
from .events import Stage, Who
from .models import Application, Post, PostHolding, Vacancy
from .services import applying, post_pay, posts, vacancies
from .services.applying import Request
from .services.decisions import snapshot
from .services.log import append, refresh, several_steps
from .terms import add_months

SHARE, FEWEST, MOST = 100, 12, 60
"""A holder for so many persons, within bounds."""
DAYS, LOOKED_AT = 6, 4_000
"""On how many days things are granted; at how many people of the county each day looks."""
JOBS = (
    ("村庄保洁员", "cleaning", "村道、广场和垃圾点无人日常清扫"),
    ("生态护林员", "forest", "集体林地防火和巡护人手不足"),
    ("草管员", "grass", "草场禁牧区需要日常巡查"),
    ("乡村道路养护员", "roads", "通村公路水毁和塌方需随时清理"),
    ("就业服务协理员", "service", "务工人员信息采集和政策宣传无人专办"),
    ("村级绿化管护员", "greening", "新植行道树需要浇水管护"),
    ("互助照料员", "care", "留守和高龄老人日间无人照看"),
)
SAYS: dict[str, Value] = {
    "wants_post": True, "weak_labour": True, "cannot_leave": True, "leaders_family": False,
    "owns_business": True, "other_interest_subsidy": False,
    "loan_wanted": True, "partners": 2, "loan_limits_of_partners": 40_000_000,
    "graduate": False,
}  # fmt: skip


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """Make posts with their holders, and loans, of a pack's demonstration county; how many."""
    rng = random.Random(f"rongcheng posts {pack.key} {seed}")
    county = pack.demo_county or 0
    rules = [rule for rule in live(pack.key).rules.values() if rule.subject == "person"]
    wanted = min(max(FEWEST, people // SHARE), MOST)
    told = 0
    post_rules = [rule for rule in rules if rule.outcome.kind == "post" and "graduate" not in
                  rule.facts()]  # fmt: skip
    for rule in post_rules[:1]:
        made = list(_granted(pack, rule, county, rng, wanted, by))
        told += _posts(made, rng, by)
    _pay(county, by)
    loan_rules = [rule for rule in rules if rule.outcome.kind == "loan"]
    lent = [
        application for rule in loan_rules[:1]
        for application in _granted(pack, rule, county, rng, wanted // 2, by)
    ]  # fmt: skip
    told += demo_loans.fill(by=by, county=county, granted=lent, rng=rng)
    vacancies.watch()
    return told


# --- what was granted ----------------------------------------------------------------------------


def _granted(
    pack: Pack, rule: Rule, county: int, rng: random.Random, wanted: int, by: Actor
) -> Iterator[Application]:
    """So many applications, granted some time since the rule is in force.

    Who can be granted it is looked for in everybody's facts at once, of a few days of that time.
    """
    first = rule.valid[0] + timedelta(days=20)
    last = min(rule.valid[1] or date.max, timezone.localdate() - timedelta(days=100))
    days = [first + timedelta(days=rng.randrange(max(1, (last - first).days))) for _ in range(DAYS)]
    found = [
        (key, day)
        for day, facts in facts_of_days(live(pack.key), rule.subject, days)
        for key in islice(_eligible(rule, facts, county, day, rng.randrange(2**31)), wanted)
    ]
    rng.shuffle(found)
    taken: set[int] = set()
    for key, day in found:
        if wanted <= 0:
            return
        if key in taken:
            continue
        taken.add(key)
        application = None
        with suppress(Refusal), transaction.atomic(), several_steps():
            application = _one(pack, rule, Person.objects.get(pk=key), day, by)
        if application is not None:
            wanted -= 1
            yield application


def _eligible(
    rule: Rule, facts: pl.DataFrame, county: int, day: date, seed: int = 1
) -> Iterator[int]:
    """People of the county to whom the rule grants it once they have said what they say."""
    lo, hi = span_of(county)
    near = facts.filter(pl.col("home").is_between(lo, hi, closed="left"))
    drawn = near.sample(fraction=1, shuffle=True, seed=seed).head(LOOKED_AT)
    asked = rule.at(day)
    for row in drawn.iter_rows(named=True):
        if judge(asked, {**row, **_said(rule, row["home"])}).outcome == ELIGIBLE:
            yield row["person"]


def _said(rule: Rule, home: int) -> dict[str, Value]:
    """What somebody who lives there says of themselves."""
    said = {name: SAYS[name] for name in rule.facts() if name in SAYS}
    return said | ({"business_place": home} if "business_place" in rule.facts() else {})


def _one(pack: Pack, rule: Rule, person: Person, day: date, by: Actor) -> Application | None:
    said = _said(rule, person.home_place_id or 0)
    at = timezone.make_aware(datetime.combine(day, time(10)))
    request = Request(
        pack.key, rule.id, "person", person.pk, person, said=said, day=day,
        account=Account(person.name, "农村商业银行", f"6217{person.pk:012}"),
    )  # fmt: skip
    application = applying.apply(by=Voice(person), request=request, at=at)
    while application.stage == Stage.REVIEW:
        at += timedelta(days=2)
        append(application, "checked", by=_office(application) or by, who=Who.CHECKER, at=at)
        refresh(application)
    event = append(application, "approved", by=by, who=Who.APPROVER, at=at + timedelta(days=1),
                   amount=application.amount)  # fmt: skip
    refresh(application)
    snapshot(application=application, event=event)
    if application.stage == Stage.NOTICE:
        append(application, "put_up", by=by, who=Who.SYSTEM, at=at + timedelta(days=1))
        append(application, "notice_over", by=by, who=Who.SYSTEM, at=at + timedelta(days=9))
        refresh(application)
    return application if application.stage == Stage.GRANTED else None


def _office(application: Application) -> Actor | None:
    """A clerk of the office that an application is handled at, if there is one."""
    office = offices_of(application.place_id // 1000 * 1000, Office.Kind.EMPLOYMENT)
    return Clerk(office) if office else None


# --- posts ---------------------------------------------------------------------------------------


def _posts(granted: list[Application], rng: random.Random, by: Actor) -> int:
    """Posts in the villages of those to whom one was granted, and their ways through them."""
    made: dict[int, Post] = {}
    for turn, application in enumerate(granted):
        with suppress(Refusal), transaction.atomic():
            place = application.place_id
            post = made.get(place)
            if post is None or post.slots == post.holdings.filter(left_on=None).count():
                post = made[place] = _set_up(place, application, turn, rng, by)
            _hold(post, application, turn, rng, by)
    return len(granted)


def _set_up(place: int, application: Application, turn: int, rng: random.Random, by: Actor) -> Post:
    title, work, need = JOBS[turn % len(JOBS)]
    decided = timezone.localdate(application.decided_at)
    plan = posts.Plan(
        place=place, title=title, work=work, slots=rng.choice((1, 2, 2, 3)),
        pay=rng.choice((80_000, 100_000, 120_000)), funding=rng.choice(("employment", "bridging")),
        needed_for=need, opened_on=decided - timedelta(days=rng.randrange(20, 200)),
    )  # fmt: skip
    return posts.set_up(by=clerk_at(place, "county") or by, plan=plan)


def _hold(post: Post, application: Application, turn: int, rng: random.Random, by: Actor) -> None:
    """One in ten is not recruited yet, one not in post; one in four has left."""
    if turn % 10 == 9:
        return
    today, decided = timezone.localdate(), timezone.localdate(application.decided_at)
    ago = rng.choice((20, 33, 34, 35, rng.randrange(2, 30), rng.randrange(2, 30))) * 30
    on = max(decided + timedelta(days=12), today - timedelta(days=ago))
    county = clerk_at(post.place_id, "county") or by
    holding = posts.recruit(by=county, post=post, application=application, on=on)
    if turn % 10 == 8:
        return
    village = clerk_at(post.place_id, "village", "township", "county") or by
    holding = posts.start(by=village, holding=holding, on=min(on + timedelta(days=5), today))
    if turn % 4 == 3:
        _leave(holding, turn, rng, village)


def _leave(holding: PostHolding, turn: int, rng: random.Random, by: Actor) -> None:
    since = holding.in_post_from or timezone.localdate()
    last = max(since, timezone.localdate() - timedelta(days=rng.choice((2, 12, 40, 90))))
    why = rng.choice(("work", "wish", "unfit"))
    report = turn % 8 == 7
    posts.leave(by=by, holding=holding, leaving=posts.Leaving(last, why, report=report))
    if report:
        vacancy = Vacancy.objects.get(left_by=holding)
        day = min(vacancy.since + timedelta(days=2), timezone.localdate())
        Vacancy.objects.filter(pk=vacancy.pk).update(reported_on=day)


def _pay(county: int, by: Actor) -> None:
    """The lists of the last three months; the newest waits for its approver."""
    maker, approver = clerk_at(county, "county"), clerk_at(county, "approver")
    first = timezone.localdate().replace(day=1)
    for back in (3, 2, 1):
        with suppress(Refusal), transaction.atomic():
            month = f"{add_months(first, -back):%Y-%m}"
            run = post_pay.prepare(by=maker or by, place=county, period=month)
            if back > 1 and approver:
                with suppress(Refusal), transaction.atomic():
                    post_pay.approve(by=approver, run=run)
