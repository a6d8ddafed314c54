"""Posts and loans of the demonstration: people to whom they were granted, at every step since."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice, product

import polars as pl
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.packs import Pack
from rongcheng.agencies.queries import offices_of
from rongcheng.appeals.demo import Clerk, Voice
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.people.models import Person
from rongcheng.places.codes import TOWNSHIP, at_level, span_of
from rongcheng.places.models import Place
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live

from . import demo_loans
from .accounts import Account
from .demo_people import clerk_at, facts_of_days
from .events import Stage, Who
from .models import Application, Post, PostHolding, Vacancy
from .services import applying, budgets, post_pay, posts, vacancies
from .services.applying import Request
from .services.decisions import snapshot
from .services.log import append, refresh, several_steps
from .terms import add_months

Step = Callable[[date], None]
SHARE, FEWEST, MOST = 100, 12, 60
"""A holder for so many persons, within bounds."""
MONTHS, ROUND = 6, 5_000_000
"""Months of pay that a budget is for, and the step in which it is given, in fen."""
PAPERS = {"employment": "公益性岗位资金〔{}〕11号", "bridging": "衔接资金〔{}〕21号"}
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
        _budgets(rule.id, county)
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
    """Posts in the villages of those to whom one was granted, and their ways through them.

    Of ten the one granted last is not recruited yet, and one was last week and is not in post; one
    in four has left. Day follows day, so that nobody takes a slot which falls vacant later.
    """
    granted.sort(key=lambda each: (each.decided_at, each.pk))
    waiting = granted[-max(1, len(granted) // 10) :]
    steps: list[tuple[date, int, Step]] = []
    made: dict[int, Post] = {}
    for turn, application in enumerate(granted[: -len(waiting)]):
        new = turn % 10 == 8
        on = _ago(9) if new else _day_of(application, rng)
        steps.append((on, turn, partial(_hold, made, application, turn, rng, by)))
        if turn % 4 == 3 and not new:
            last = max(on + timedelta(days=5), _ago(rng.choice((2, 12, 40, 90))))
            steps.append((last, turn, partial(_leave, application, turn, rng, by)))
    for day, _turn, step in sorted(steps, key=lambda one: one[:2]):
        with suppress(Refusal), transaction.atomic():
            step(min(day, timezone.localdate()))
    _succeed(waiting, by)
    return len(granted)


def _day_of(application: Application, rng: random.Random) -> date:
    """When somebody is recruited: some time ago, and never before it was granted."""
    decided = timezone.localdate(application.decided_at)
    months = rng.choice((20, 33, 34, 35, rng.randrange(2, 30), rng.randrange(2, 30)))
    return max(decided + timedelta(days=12), _ago(months * 30))


def _ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def _set_up(place: int, application: Application, turn: int, rng: random.Random, by: Actor) -> Post:
    title, work, need = JOBS[turn % len(JOBS)]
    decided = timezone.localdate(application.decided_at)
    plan = posts.Plan(
        place=place, title=title, work=work, slots=rng.choice((1, 2, 2, 3)),
        pay=rng.choice((80_000, 100_000, 120_000)), funding=rng.choice(("employment", "bridging")),
        needed_for=need, opened_on=decided - timedelta(days=rng.randrange(20, 200)),
    )  # fmt: skip
    return posts.set_up(by=clerk_at(place, "county") or by, plan=plan)


def _hold(made: dict[int, Post], application: Application, turn: int, rng: random.Random,
          by: Actor, on: date) -> None:  # fmt: skip
    """Recruit for a free slot of the village, or one set up for it; most are in post soon after."""
    place = application.place_id
    post = made.get(place)
    if post is None or post.slots == post.holdings.filter(left_on=None).count():
        post = made[place] = _set_up(place, application, turn, rng, by)
    county = clerk_at(place, "county") or by
    holding = posts.recruit(by=county, post=post, application=application, on=on)
    if turn % 10 != 8:
        first = min(on + timedelta(days=5), timezone.localdate())
        posts.start(by=_village(place, by), holding=holding, on=first)


def _village(place: int, by: Actor) -> Actor:
    return clerk_at(place, "village", "township", "county") or by


def _leave(application: Application, turn: int, rng: random.Random, by: Actor, on: date) -> None:
    """Somebody leaves; every second time the vacancy is reported two days later."""
    holding = PostHolding.objects.get(application=application, left_on=None)
    why, report = rng.choice(("work", "wish", "unfit")), turn % 8 == 7
    leaving = posts.Leaving(on, why, report=report)
    posts.leave(by=_village(holding.post.place_id, by), holding=holding, leaving=leaving)
    if report:
        vacancy = Vacancy.objects.get(left_by=holding)
        day = min(vacancy.since + timedelta(days=2), timezone.localdate())
        Vacancy.objects.filter(pk=vacancy.pk).update(reported_on=day)


def _succeed(waiting: list[Application], by: Actor) -> None:
    """The first reported vacancy is filled by somebody of its township who waits for a post."""
    open_ones = Vacancy.objects.filter(
        filled_by=None, reported_on__isnull=False, reported_on__lt=timezone.localdate()
    ).select_related("post").order_by("since")  # fmt: skip
    for vacancy, application in product(open_ones, waiting):
        if at_level(application.place_id, TOWNSHIP) != at_level(vacancy.post.place_id, TOWNSHIP):
            continue
        decided = timezone.localdate(application.decided_at)
        on = max(vacancy.since + timedelta(days=6), decided + timedelta(days=3))
        with suppress(Refusal), transaction.atomic():
            posts.recruit(
                by=clerk_at(vacancy.post.place_id, "county") or by, post=vacancy.post,
                application=application, on=min(on, timezone.localdate()),
            )  # fmt: skip
            return


# --- their pay -----------------------------------------------------------------------------------


def _budgets(rule: str, county: int) -> None:
    """Money of each source that posts of the county are paid from, enough for some months."""
    finance = Staff.objects.filter(username="finance_officer").first()
    place = Place.objects.filter(code=county).first()
    if finance is None or place is None:
        return
    lo, hi = span_of(county)
    year = timezone.localdate().year
    held = PostHolding.objects.filter(
        left_on=None, post__place__gte=lo, post__place__lt=hi
    ).exclude(in_post_from=None)  # fmt: skip
    sums = held.values("post__funding").annotate(fen=Sum("pay")).order_by("post__funding")
    for source, month in sums.values_list("post__funding", "fen"):
        with suppress(Refusal), transaction.atomic():
            budgets.set_up(
                by=finance, place=place, year=year, source=source,
                amount=-(-month * MONTHS // ROUND) * ROUND,
                document=PAPERS[source].format(year), rules=[rule],
            )  # fmt: skip


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
