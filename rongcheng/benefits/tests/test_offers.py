"""Benefits offered without applying: many at once as one by one, whom it leaves out, lapsing."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import localtime

from rongcheng.agencies.packs import pack_names
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits import offer_tasks
from rongcheng.benefits.events import Stage
from rongcheng.benefits.models import Application, Decision, OfferRun
from rongcheng.benefits.services import applying, offering, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.benefits.services.decisions import recompute
from rongcheng.benefits.services.log import state_of
from rongcheng.benefits.tests import factories
from rongcheng.core.errors import NotAllowed
from rongcheng.people.models import Person
from rongcheng.rules.packs import live

pytestmark = pytest.mark.django_db
BY, DAY, COUNTY = factories.PLATFORM, factories.DAY, factories.COUNTY


@pytest.fixture(autouse=True)
def snapshots(settings, tmp_path):
    settings.SNAPSHOT_DIR = tmp_path


def offered():
    return offering.offer_all(by=BY, pack="dali", day=DAY)


def test_many_at_once_are_as_one_by_one():
    alone, other = factories.worker("和甲"), factories.worker("和乙")
    request = Request("dali", "DL-8", "person", alone.pk, alone, day=DAY)
    one = applying.offer(by=BY, request=request)
    assert offered().counts() == {str(COUNTY): {"new": 1, "there": 1}}
    many = Application.objects.get(person=other)
    left_out = {"id", "number", "filed_at", "key", "person_id", "due_at", "_state"}
    first, second = (
        {k: v for k, v in vars(row).items() if k not in left_out}
        for row in (Application.objects.get(pk=one.pk), many)
    )
    assert first == second and many.number[-7:] == f"{many.pk:07}"
    assert localtime(many.due_at).date() == localtime(one.due_at).date()
    state = state_of(many)
    assert (state.stage, state.path, state.amount) == (many.stage, many.path, many.amount)
    kept, ours = (Decision.objects.get(application=each) for each in (one, many))
    assert (ours.facts.keys(), ours.rule, ours.amount) == (kept.facts.keys(), kept.rule, 100_000)
    again = recompute(ours)
    assert again.same and again.intact


def test_confirmed_with_one_tap_like_any_other():
    person = factories.worker()
    offered()
    application = Application.objects.get()
    reviewing.confirm(by=factories.TestWorker(person), application=application,
                      account=factories.account(person))  # fmt: skip
    assert (application.stage, application.step) == (Stage.REVIEW, "county")


def test_whom_it_leaves_out():
    poor = factories.worker("和甲", poverty="none")
    factories.worker("和乙", start=DAY - timedelta(days=30))
    declines = factories.worker("和丙")
    assert offered().new.total() == 1
    application = Application.objects.get()
    reviewing.decline(by=factories.TestWorker(declines), application=application, reason="不需要")
    assert offered().new.total() == 0  # once declined it is not offered again for the year
    assert not Application.objects.filter(person=poor).exists()


def test_what_nobody_confirms_lapses_and_comes_again():
    factories.worker()
    offered()
    application = Application.objects.get()
    assert offering.lapse(by=BY, now=application.due_at - timedelta(minutes=1)) == 0
    assert offering.lapse(by=BY, now=application.due_at) == 1
    application.refresh_from_db()
    assert application.stage == Stage.LAPSED
    assert offered().new.total() == 1


def test_a_county_works_out_its_own():
    here, there = factories.worker(), factories.worker("和乙", village=532931001001)
    county = agencies.staff(Role.COUNTY_OFFICER, COUNTY)
    run = offering.start(by=county, pack="dali", place=COUNTY, day=DAY)
    offering.work_out(by=BY, run=run)
    run.refresh_from_db()
    assert (run.state, run.counts) == ("done", {str(COUNTY): {"new": 1, "there": 0}})
    assert Application.objects.get().person == here != there
    township = agencies.staff(Role.TOWNSHIP_CLERK, factories.TOWNSHIP)
    for staff, place in ((county, agencies.OTHER_COUNTY), (township, COUNTY)):
        with pytest.raises(NotAllowed):
            offering.start(by=staff, pack="dali", place=place)


def test_the_page_shows_and_starts(client, monkeypatch):
    county = agencies.staff(Role.COUNTY_OFFICER, COUNTY)
    client.force_login(county, backend="django.contrib.auth.backends.ModelBackend")
    factories.worker(start=DAY - timedelta(days=400))
    monkeypatch.setattr(offering.timezone, "localdate", lambda *_: DAY)
    assert client.post(reverse("benefits:offers_start")).status_code == 302
    shown = client.get(reverse("benefits:offers")).content.decode()
    assert "DL-8" in shown and OfferRun.objects.get().counts[str(COUNTY)]["new"] == 1


def test_the_month_and_the_command(monkeypatch):
    factories.worker()
    out = StringIO()
    call_command("benefits_offers", "--pack", "dali", "--as-of", str(DAY), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["rules"] == ["DL-8"] and told["counties"][str(COUNTY)]["new"] == 1
    monkeypatch.setattr(offering.timezone, "localdate", lambda *_: DAY)
    monkeypatch.setattr(offer_tasks.timezone, "localdate", lambda *_: DAY)
    offer_tasks.of_the_month(0)
    assert OfferRun.objects.get(pack="dali").counts[str(COUNTY)] == {"new": 0, "there": 1}
    offer_tasks.lapse(0)


def test_what_is_offered_rests_on_the_registry_alone():
    offers = {}
    for name in pack_names():
        pack = live(name)
        for rule in pack.rules.values():
            if rule.without_applying:
                facts = pack.subjects[rule.subject].facts
                offers[rule.id] = {facts[f].source for f in rule.facts()}
    assert {"DL-8", "HN-3"} <= set(offers)
    assert set.union(*offers.values()) == {"registry"}


def test_a_service_is_offered_as_money_is():
    person = factories.worker("和丙")
    village = agencies.place(430626001002)
    Person.objects.filter(pk=person.pk).update(home_place=village)
    found = offering.offer_all(by=BY, pack="hunan", day=DAY)
    assert found.rules == ["HN-3"] and sum(found.new.values()) == 1
    application = Application.objects.get()
    assert (application.kind, application.stage, application.amount) == ("service", "offered", None)
    assert recompute(application.decisions.get()).same
