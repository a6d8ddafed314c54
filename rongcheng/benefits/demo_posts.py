"""Posts and loans of the demonstration: people to whom they were granted, at every step since."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.packs import Pack
from rongcheng.agencies.queries import offices_of
from rongcheng.agencies.scope import scope_of
from rongcheng.appeals.demo import Clerk, Voice
from rongcheng.audit.services import Actor
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer
from rongcheng.people.models import Person
from rongcheng.places.codes import span_of
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rulekit.nodes import Value
from rongcheng.rulekit.rules import Rule
from rongcheng.rules.packs import live
from rongcheng.rules.screening import row_of

from .accounts import Account
from .events import Stage, Who
from .loan_terms import loan_book
from .models import Application, Loan, Post, PostHolding, Vacancy
from .services import applying, loans, post_pay, posts, vacancies
from .services.applying import Request
from .services.decisions import snapshot
from .services.loans import Lent
from .services.log import append, refresh
from .terms import add_months

SHARE, FEWEST, MOST, TRIED = 100, 12, 60, 20
"""A holder for so many persons, within bounds; and so many persons tried for each."""
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
FOUND = "经实地走访，经营场所和用途属实，本人及共同借款人信用记录良好。"
DECLINED = "经查询，借款人在其他银行有逾期未还贷款，暂不符合放款条件。"


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
    for rule in [rule for rule in rules if rule.outcome.kind == "loan"][:1]:
        for turn, application in enumerate(_granted(pack, rule, county, rng, wanted // 2, by)):
            with suppress(Refusal), transaction.atomic():
                told += _loan(application, turn, rng, by)
    _firms(pack, county, rng, by)
    vacancies.watch()
    return told


# --- what was granted ----------------------------------------------------------------------------


def _granted(
    pack: Pack, rule: Rule, county: int, rng: random.Random, wanted: int, by: Actor
) -> Iterator[Application]:
    """So many applications, granted some time since the rule is in force."""
    lo, hi = span_of(county)
    home = Person.objects.filter(home_place__gte=lo, home_place__lt=hi, merged_into=None)
    if "poverty_status" in rule.facts():
        home = home.filter(poverty_status="alleviated")
    keys = list(home.order_by("pk").values_list("pk", flat=True)[: wanted * TRIED * 5])
    rng.shuffle(keys)
    first = rule.valid[0] + timedelta(days=20)
    last = min(rule.valid[1] or date.max, timezone.localdate() - timedelta(days=100))
    for key in keys[: wanted * TRIED]:
        if wanted <= 0:
            return
        day = first + timedelta(days=rng.randrange(max(1, (last - first).days)))
        with suppress(Refusal), transaction.atomic():
            if (application := _one(pack, rule, Person.objects.get(pk=key), day, by)) is not None:
                wanted -= 1
                yield application


def _one(pack: Pack, rule: Rule, person: Person, day: date, by: Actor) -> Application | None:
    said = {name: SAYS[name] for name in rule.facts() if name in SAYS}
    if "business_place" in rule.facts():
        said["business_place"] = person.home_place_id
    row = row_of(live(pack.key), "person", person.pk, day, said)
    if judge(rule.at(day), row).outcome != ELIGIBLE:
        return None
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


def _clerk(place: int, *names: str) -> Staff | None:
    """An account of the demonstration whose place a place lies in."""
    for name in names:
        staff = Staff.objects.filter(username=name).select_related("office").first()
        if staff is not None and scope_of(staff).covers(place):
            return staff
    return None


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
    return posts.set_up(by=_clerk(place, "county") or by, plan=plan)


def _hold(post: Post, application: Application, turn: int, rng: random.Random, by: Actor) -> None:
    """One in ten is not recruited yet, one not in post; one in four has left."""
    if turn % 10 == 9:
        return
    today, decided = timezone.localdate(), timezone.localdate(application.decided_at)
    ago = rng.choice((20, 33, 34, 35, rng.randrange(2, 30), rng.randrange(2, 30))) * 30
    on = max(decided + timedelta(days=12), today - timedelta(days=ago))
    county = _clerk(post.place_id, "county") or by
    holding = posts.recruit(by=county, post=post, application=application, on=on)
    if turn % 10 == 8:
        return
    village = _clerk(post.place_id, "village", "township", "county") or by
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
    maker, approver = _clerk(county, "county"), _clerk(county, "approver")
    first = timezone.localdate().replace(day=1)
    for back in (3, 2, 1):
        with suppress(Refusal), transaction.atomic():
            month = f"{add_months(first, -back):%Y-%m}"
            run = post_pay.prepare(by=maker or by, place=county, month=month)
            if back > 1 and approver:
                with suppress(Refusal), transaction.atomic():
                    post_pay.approve(by=approver, run=run)


# --- loans ---------------------------------------------------------------------------------------

GOALS = ("lent", "wait", "lent", "sent", "lent", "declined", "looked", "repaid", "lent", "overdue")


def _loan(application: Application, turn: int, rng: random.Random, by: Actor) -> int:
    """One granted loan on its way through the bank."""
    goal = GOALS[turn % len(GOALS)]
    if goal == "wait":
        return 0
    clerk = _clerk(application.place_id, "county") or by
    on = timezone.localdate(application.decided_at) + timedelta(days=3)
    loan = loans.send(by=clerk, application=application, bank="县农村商业银行", on=on)
    if goal == "sent":
        return 1
    on += timedelta(days=9)
    loan = loans.looked_into(by=clerk, loan=loan, on=on, findings=FOUND)
    if goal == "looked":
        return 1
    if goal == "declined":
        loans.decline(by=clerk, loan=loan, on=on + timedelta(days=2), reason=DECLINED)
        return 1
    months = 12 if goal in ("repaid", "overdue") else 36
    starts = on + timedelta(days=5)
    amount = (loan.ceiling or 0) * rng.choice((5, 8, 10)) // 10
    lent = Lent(amount, starts, add_months(starts, months), rng.choice((310, 345, 360)), lpr=345)
    loan = loans.lend(by=clerk, loan=loan, lent=lent)
    _later(loan, goal, clerk)
    return 1


def _later(loan: Loan, goal: str, by: Actor) -> None:
    today = timezone.localdate()
    assert loan.ends and loan.amount
    if goal == "repaid" and loan.ends <= today:
        loans.repay(by=by, loan=loan, on=loan.ends, amount=loan.amount)
    if goal == "overdue" and loan.ends < today:
        loans.overdue(by=by, loan=loan, since=loan.ends)


def _firms(pack: Pack, county: int, rng: random.Random, by: Actor) -> None:
    """Loans to firms of the county, lent in the year of the city's target."""
    target = next((t for t in loan_book(county).targets if "firm" in t.schemes), None)
    year = target.year if target else timezone.localdate().year - 1
    lo, hi = span_of(county)
    firms = Employer.objects.filter(place__gte=lo, place__lt=hi).annotate(n=Count("loans"))
    for firm in firms.filter(n=0).order_by("pk")[:4]:
        starts = date(year, rng.randrange(2, 12), 15)
        lent = Lent(rng.randrange(5, 25) * 10_000_000, starts, add_months(starts, 24), 385, lpr=355)
        with suppress(Refusal), transaction.atomic():
            loans.record_firm(by=_clerk(county, "county") or by, employer=firm,
                              bank="县农村商业银行", lent=lent)  # fmt: skip
