"""More employers of the demonstration: firms with their workers, schools, brands, young parks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from rongcheng.agencies.packs import Pack
from rongcheng.audit.services import Actor
from rongcheng.core.codes.unified import is_unified
from rongcheng.employers.models import Employer, Recognition
from rongcheng.employers.services import enter, recognise
from rongcheng.people.models import EmploymentSpell
from rongcheng.places.codes import span_of
from rongcheng.rules.packs import live

from .demo_employers import registered
from .demo_people import days_of

K, R = Employer.Kind, Recognition.Kind
COUNTY = Recognition.Level.COUNTY


@dataclass(frozen=True)
class Body:
    """An invented employer: who works there of those lifted out of poverty, insured, and others."""

    name: str
    kind: str
    known: str = ""
    level: str = COUNTY
    alleviated: int = 0
    insured: int = 0
    others: int = 0


BODIES = (
    Body("百川服饰有限公司", K.ENTERPRISE, alleviated=2, insured=1, others=2),
    Body("丰禾种植专业合作社", K.COOPERATIVE, alleviated=1, insured=1),
    Body("小满餐饮店", K.INDIVIDUAL, alleviated=1),
    Body("青云电子有限公司", K.MICRO_SMALL, alleviated=1, insured=2, others=1),
    Body("长桥建材有限公司", K.MICRO_SMALL, others=2),
    Body("麦田食品有限公司", K.MICRO_SMALL, others=1),
    Body("山海纺织有限公司", K.ENTERPRISE, insured=1, others=1),
    Body("远山人力资源服务部", K.HR_AGENCY),
    Body("河畔人力资源工作室", K.HR_AGENCY),
    Body("知行职业技术学校", K.TRAINING, R.TRAINING_BASE),
    Body("匠心职业技能培训中心", K.TRAINING, R.TRAINING_BASE),
    Body("春华职业培训学校", K.TRAINING),
    Body("金穗护工劳务品牌服务中心", K.BRAND, R.BRAND),
    Body("巧手刺绣劳务品牌工作站", K.BRAND, R.BRAND),
    Body("百味厨师劳务品牌工作站", K.BRAND),
    Body("启航创业孵化中心", K.INCUBATOR, R.INCUBATOR),
    Body("雨前创业孵化空间", K.INCUBATOR),
    Body("拾光青年创业园", K.PARK),
    Body("新月返乡创业园", K.PARK, R.DEMO_PARK, Recognition.Level.PREFECTURE),
    Body("山花就业帮扶车间", K.WORKSHOP, alleviated=4),
)
OF_RECORD = (K.MICRO_SMALL, K.INDIVIDUAL, K.ENTERPRISE, K.COOPERATIVE)
"""What the firms are that work was told of with their code, in turn."""
ENTERED = 12
"""How many of these the county has entered."""
HALF_A_YEAR = 200
RECOGNISED = 300
"""Days before the day of the rules since when they are recognised."""


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """Employers of the pack's demonstration county, beside those somebody speaks for; how many."""
    county = pack.demo_county
    if county is None:
        return 0
    rng = random.Random(f"rongcheng firms {pack.key} {seed}")
    day = days_of(live(pack.key), timezone.localdate())[1]
    for body in BODIES:
        code = registered(county, rng)
        employer = enter(by=by, code=code, name=body.name, kind=body.kind, place=county,
                         contact="负责人")  # fmt: skip
        if body.known:
            since = day - timedelta(days=RECOGNISED)
            recognise(
                by=by, employer=employer, kind=body.known, level=body.level, since=since,
                document=f"〔{since.year}〕{rng.randrange(5, 90)}号 认定通知",
            )  # fmt: skip
        _staffed(employer, body, pack, day)
    return len(BODIES) + _entered(by, county, day)


def _entered(by: Actor, county: int, day: date) -> int:
    """The firms of the county that most workers named with their code, not on record yet."""
    lo, hi = span_of(county)
    spells = _at_work(day).filter(
        work_place_id__gte=lo, work_place_id__lt=hi, employer_code__isnull=False,
    ).exclude(employer_name=None)  # fmt: skip
    rows = spells.values_list("employer_code", "employer_name", "work_place_id")
    known = set(Employer.objects.values_list("code", flat=True))
    most = rows.annotate(n=Count("pk")).order_by("-n", "employer_code")
    made = 0
    for (code, name, place, _n), kind in zip(most[: ENTERED * 3], cycle(OF_RECORD), strict=False):
        if made < ENTERED and code not in known and is_unified(code):
            known.add(code)
            enter(by=by, code=code, name=name, kind=kind, place=place, contact="负责人")
            made += 1
    return made


def _at_work(day: date) -> QuerySet[EmploymentSpell]:
    """Work that lasts on that day."""
    lasting = Q(end_date=None) | Q(end_date__gte=day)
    return EmploymentSpell.objects.filter(
        lasting, start_date__lte=day, person__merged_into=None
    )  # fmt: skip


def _staffed(employer: Employer, body: Body, pack: Pack, day: date) -> None:
    """People of the county, then of its neighbours, who worked for a while work there."""
    lo, hi = span_of(pack.demo_county or 0)
    near = Q(person__home_place_id__gte=lo, person__home_place_id__lt=hi)
    free = _at_work(day).filter(
        start_date__lte=day - timedelta(days=HALF_A_YEAR),
    ).exclude(employer_code__in=Employer.objects.values("code"))  # fmt: skip
    free = free.annotate(far=Case(When(near, then=0), default=1)).order_by("far", "pk")
    insured = Q(insurance__contains="pension")
    poor = Q(person__poverty_status="alleviated")
    for wanted, count in (
        (poor & ~insured, body.alleviated), (insured & ~poor, body.insured),
        (~insured & ~poor, body.others),
    ):  # fmt: skip
        chosen = [one.pk for one in free.filter(wanted)[:count]]
        EmploymentSpell.objects.filter(pk__in=chosen).update(
            employer_code=employer.code, employer_name=employer.name
        )
