"""Employers and agencies of the demonstration: entered, recognised, one with its list of people."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date

from django.utils import timezone

from rongcheng.agencies.packs import Pack
from rongcheng.audit.services import Actor
from rongcheng.core.codes.unified import ALPHABET, check_character
from rongcheng.core.errors import Refusal
from rongcheng.employers.models import Employer, Recognition
from rongcheng.employers.services import enter, recognise
from rongcheng.people.models import EmploymentSpell
from rongcheng.places.codes import span_of
from rongcheng.transfers.services import add_row, hand_in, load

K, R = Employer.Kind, Recognition.Kind
BODIES = (
    ("晨光人力资源服务有限公司", K.HR_AGENCY, None),
    ("阿荣劳务经纪服务部", K.BROKER, None),
    ("青松竹编就业帮扶车间", K.WORKSHOP, (R.WORKSHOP, Recognition.Level.COUNTY)),
    ("归雁返乡入乡创业园", K.PARK, (R.DEMO_PARK, Recognition.Level.PROVINCE)),
    ("新苗创业孵化基地", K.INCUBATOR, (R.INCUBATOR, Recognition.Level.PREFECTURE)),
    ("云溪食品加工有限公司", K.MICRO_SMALL, None),
)
BROUGHT = 16
"""People on the list of the agency."""


def fill(*, by: Actor, pack: Pack, people: int, seed: int = 1) -> int:
    """Employers of the pack's demonstration county; returns how many."""
    county = pack.demo_county
    if county is None:
        return 0
    rng = random.Random(f"rongcheng employers {pack.key} {seed}")
    today = timezone.localdate()
    made = []
    for name, kind, known in BODIES:
        code = _code(county, rng)
        employer = enter(by=by, code=code, name=name, kind=kind, place=county, contact="负责人")
        if known:
            recognise(
                by=by, employer=employer, kind=known[0], level=known[1],
                document=f"〔{today.year - 1}〕{rng.randrange(5, 90)}号 认定通知",
                since=date(today.year - 1, 3, 1),
            )  # fmt: skip
        made.append(employer)
    _brought(by, made[0], county, rng)
    return len(made)


def _code(county: int, rng: random.Random) -> str:
    """A code that checks and belongs to nobody: the letters of an invented registration."""
    body = f"92{county // 10**6:06}MA" + "".join(rng.choice(ALPHABET) for _ in range(7))
    return body + check_character(body)


def _brought(by: Actor, agency: Employer, county: int, rng: random.Random) -> None:
    """A loaded list of people whom the agency brought to the work that the registry knows of."""
    lo, hi = span_of(county)
    spells = EmploymentSpell.objects.filter(
        person__home_place_id__gte=lo, person__home_place_id__lt=hi, person__merged_into=None,
        end_date=None, start_date__isnull=False, person__birth_date__isnull=False,
        transfer_range__startswith="across_",
    ).select_related("person").order_by("-start_date")[: BROUGHT * 6]  # fmt: skip
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
