"""Employers and agencies of the demonstration: entered, recognised, one with its list of people."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import override

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import Pack
from rongcheng.audit.services import Actor
from rongcheng.core.codes.unified import ALPHABET, check_character
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer, Recognition
from rongcheng.employers.services import enter, recognise
from rongcheng.people.models import EmploymentSpell, Person
from rongcheng.places.codes import span_of
from rongcheng.rules.packs import around, live
from rongcheng.transfers.services import add_row, hand_in, load

from .demo_people import days_of
from .handling import handling_at
from .models import Representative
from .queries.workshops import registered_months
from .services import applying, representing, workshops
from .services.applying import Request
from .services.workshops import Declared, Review

K, R = Employer.Kind, Recognition.Kind
BODIES = (
    ("晨光人力资源服务有限公司", K.HR_AGENCY, None),
    ("阿荣劳务经纪服务部", K.BROKER, None),
    ("青松竹编就业帮扶车间", K.WORKSHOP, (R.WORKSHOP, Recognition.Level.COUNTY)),
    ("归雁返乡入乡创业园", K.PARK, (R.DEMO_PARK, Recognition.Level.PROVINCE)),
    ("新苗创业孵化基地", K.INCUBATOR, (R.INCUBATOR, Recognition.Level.PREFECTURE)),
    ("云溪食品加工有限公司", K.MICRO_SMALL, None),
    ("春蚕就业帮扶车间", K.WORKSHOP, None),
)
SPOKEN_FOR = (0, 2, 6)
"""Of these: an agency, a workshop that is recognised and one that is not, somebody speaks."""
STAFFED = ((6, 5), (2, 9))
"""Workshops, and how many persons lifted out of poverty work there; first who asks for it."""
BROUGHT = 16
"""People on the list of the agency."""
PASSED = "实地抽查，名册与工资发放记录一致。"


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """Employers of the pack's demonstration county; returns how many."""
    county = pack.demo_county
    if county is None:
        return 0
    rng = random.Random(f"rongcheng employers {pack.key} {seed}")
    today = timezone.localdate()
    made = []
    for name, kind, known in BODIES:
        code = registered(county, rng)
        employer = enter(by=by, code=code, name=name, kind=kind, place=county, contact="负责人")
        if known:
            recognise(
                by=by, employer=employer, kind=known[0], level=known[1],
                document=f"〔{today.year - 1}〕{rng.randrange(5, 90)}号 认定通知",
                since=date(today.year - 1, 3, 1),
            )  # fmt: skip
        made.append(employer)
    day = days_of(live(pack.key), today)[1]
    _brought(by, made[0], county, day, rng)
    for at, count in STAFFED:
        _staffed(by, made[at], county, count)
    speakers = _speakers(county, len(SPOKEN_FOR))
    for at, person in zip(SPOKEN_FOR, speakers, strict=False):
        _speaks(by, made[at], person)
    if len(speakers) == len(SPOKEN_FOR):
        _proofs(Speaker(speakers[1], frozenset({made[2].pk})), made[2])
        _asks(made[6], speakers[-1])
    return len(made)


@dataclass(frozen=True)
class Speaker:
    """Who acts for an employer, as at the workers' door."""

    person: Person
    employer_ids: frozenset[int]

    @property
    def actor(self) -> str:
        return f"worker:{self.person.pk}"

    @property
    def actor_name(self) -> str:
        return self.person.name


def speakers_of(county: int) -> list[dict[str, str]]:
    """Who acts for which employer of the county, and how they come in by the workers' door."""
    lo, hi = span_of(county)
    found = Representative.objects.filter(place_id__gte=lo, place_id__lt=hi, until=None)
    rows = found.exclude(since=None).select_related("person", "employer__place").order_by("pk")
    return [
        {
            "role": "representative", "role_zh": f"{_kind_zh(one.employer)}经办人",
            "name": one.person.name, "place": one.employer.place.full_name,
            "office": one.employer.name, "id_number": one.person.id_number or "",
            "phone": one.person.phone or "",
        }
        for one in rows if one.employer
    ]  # fmt: skip


def _kind_zh(employer: Employer) -> str:
    with override("zh-hans"):
        return str(employer.get_kind_display())


def _speakers(county: int, count: int) -> list[Person]:
    """Workers of the county with a phone, whom nobody has asked to speak for anything yet."""
    lo, hi = span_of(county)
    found = Person.objects.filter(
        home_place_id__gte=lo, home_place_id__lt=hi, merged_into=None, phone_index__isnull=False,
        id_index__isnull=False,
    )  # fmt: skip
    return list(found.order_by("-pk")[:count])


def _speaks(by: Actor, employer: Employer, person: Person) -> None:
    """The person asks, and the county's officer confirms, where the demonstration has one."""
    officer = Staff.objects.filter(username="county").select_related("office__place").first()
    with suppress(Refusal):
        request = representing.ask(
            by=Speaker(person, frozenset()), person=person, code=employer.code
        )
        if officer is not None:
            representing.confirm(by=officer, request=request)


def _staffed(by: Actor, workshop: Employer, county: int, count: int) -> None:
    """Persons lifted out of poverty, those who work in the county first, work at the workshop."""
    lo, hi = span_of(county)
    home = Q(person__home_place_id__gte=lo, person__home_place_id__lt=hi)
    here = home & Q(transfer_range="within_county")
    spells = EmploymentSpell.objects.filter(
        person__merged_into=None, person__poverty_status="alleviated", end_date=None,
        start_date__isnull=False, employer_code__isnull=True,
    ).annotate(far=Case(When(here, then=0), When(home, then=1), default=2))  # fmt: skip
    chosen = spells.order_by("far", "start_date", "pk")[:count]
    EmploymentSpell.objects.filter(pk__in=[one.pk for one in chosen]).update(
        employer_code=workshop.code, employer_name=workshop.name
    )


def _proofs(by: Actor, workshop: Employer) -> None:
    """A proof of last year that passed, and this year's, laid before the office and open."""
    recognition = workshop.recognitions.first()
    reviewer = Staff.objects.filter(username="county").first()
    if recognition is None:
        return
    this = timezone.localdate().year
    for year in (this - 1, this):
        months = registered_months(workshop, year)
        people = Person.objects.in_bulk(months)
        lines = [Declared(people[pk].name, people[pk].id_number or "", n)
                 for pk, n in sorted(months.items())]  # fmt: skip
        with suppress(Refusal):
            proof = workshops.file_proof(by=by, recognition=recognition, year=year, lines=lines)
            if year < this and reviewer is not None:
                workshops.review(by=reviewer, proof=proof, review=Review(True, PASSED))


def _asks(workshop: Employer, person: Person) -> None:
    """A workshop that is not recognised yet asks to be; where the pack knows such a benefit."""
    leads = handling_at(workshop.place_id).recognitions
    rule = next((id for id, one in leads.items() if one.kind == R.WORKSHOP), None)
    pack = next((each.name for each in around(workshop.place_id) if rule in each.rules), "")
    if rule is None or not pack:
        return
    request = Request(
        pack, rule, "employer", workshop.code, employer=workshop, said={"wages_owed": False}
    )
    with suppress(Refusal):
        applying.apply(by=Speaker(person, frozenset({workshop.pk})), request=request)


def registered(county: int, rng: random.Random) -> str:
    """A code that checks and belongs to nobody: the letters of an invented registration."""
    body = f"92{county // 10**6:06}MA" + "".join(rng.choice(ALPHABET) for _ in range(7))
    return body + check_character(body)


def _brought(by: Actor, agency: Employer, county: int, day: date, rng: random.Random) -> None:
    """A loaded list of people whom the agency brought to work in the year that rules look at."""
    lo, hi = span_of(county)
    spells = EmploymentSpell.objects.filter(
        Q(end_date=None) | Q(end_date__gt=day), person__home_place_id__gte=lo,
        person__home_place_id__lt=hi, person__merged_into=None, person__birth_date__isnull=False,
        start_date__range=(date(day.year, 1, 1), day), transfer_range__startswith="across_",
    ).select_related("person").order_by("pk")[: BROUGHT * 6]  # fmt: skip
    chosen = rng.sample(list(spells), min(BROUGHT, len(spells)))
    if not chosen:
        return
    roster = hand_in(by=by, organiser=agency, place=county)
    for spell in chosen:
        assert spell.start_date is not None
        add_row(
            by=by, roster=roster, name=spell.person.name, start=spell.start_date,
            birth_date=spell.person.birth_date,
        )  # fmt: skip
    with suppress(Refusal):  # nobody of them could be told from others of the same name
        load(by=by, roster=roster)


__all__ = ["fill"]
