"""The demonstration: who is found for what, steps kept at once, somebody who speaks for a body."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.agencies.models import Staff
from rongcheng.agencies.packs import load_pack
from rongcheng.benefits import demo_employers, demo_posts
from rongcheng.benefits.demo_people import facts_of_days
from rongcheng.benefits.models import Application, Proof, Representative, Spent
from rongcheng.benefits.services.log import refresh, several_steps
from rongcheng.employers.models import Recognition
from rongcheng.people.models import Person
from rongcheng.rulekit.judge import ELIGIBLE, judge
from rongcheng.rules.packs import live
from rongcheng.rules.screening import row_of

from . import factories

pytestmark = pytest.mark.django_db
DAYS = [date(2026, 3, 2), date(2026, 6, 30)]


def test_who_is_found_at_once_is_who_the_rule_grants_it_to():
    people = [factories.worker(f"和{n}", start=date(2026, n, 1)) for n in range(1, 9)]
    Person.objects.filter(pk__in=[p.pk for p in people[::2]]).update(poverty_status="none")
    pack = live("dali")
    rule = pack.rules["DL-8"]
    told = 0
    for day, facts in facts_of_days(pack, "person", DAYS):
        found = set(demo_posts._eligible(rule, facts, factories.COUNTY, day))
        alone = {
            p.pk for p in people
            if judge(rule.at(day), row_of(pack, "person", p.pk, day)).outcome == ELIGIBLE
        }  # fmt: skip
        assert found == alone
        told += len(found)
    assert told


def test_steps_taken_together_keep_the_times_that_single_steps_keep():
    staff = factories.desk()
    with several_steps():
        application = factories.to_approval(factories.applied(factories.worker()), staff)
        assert not Spent.objects.exists()
    columns = ("stage", "step", "turn", "since", "until", "seconds", "late")
    together = list(Spent.objects.order_by("since", "step").values_list(*columns))
    refresh(Application.objects.get(pk=application.pk))
    assert together and together == list(
        Spent.objects.order_by("since", "step").values_list(*columns)
    )


def test_somebody_speaks_for_an_agency_and_for_workshops(monkeypatch):
    factories.desk()
    Staff.objects.filter(role="county_officer").update(username="county")
    for n in range(20):
        person = factories.worker(f"和工{n}", start=date(2025, 1, 1))
        person.phone, person.id_number = f"1390000{n:04}", None
        person.save()
    monkeypatch.setattr(
        demo_employers, "_speakers", lambda county, count: list(Person.objects.all()[:count])
    )
    demo_employers.fill(by=factories.PLATFORM, pack=load_pack("dali"), people=20)
    assert Representative.objects.exclude(since=None).count() == 3
    spoken = demo_employers.speakers_of(factories.COUNTY)
    assert {one["role"] for one in spoken} == {"representative"} and spoken[0]["office"]
    assert Recognition.objects.filter(kind="workshop").count() == 1
    assert sorted(Proof.objects.values_list("state", flat=True)) == ["open", "passed"]
    asked = Application.objects.get(rule="DL-R1")
    assert (asked.employer.name, asked.stage) == ("春蚕就业帮扶车间", "review")
