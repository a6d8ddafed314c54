"""The clerk's desk: what a person can get, applying for them, the slip; in and out of scope."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.benefits.models import Application
from rongcheng.people.models import SourceRecord
from rongcheng.rules.models import Answer

from . import factories

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 400


def at_desk(role: str = Role.VILLAGE_CLERK, place: int = factories.VILLAGE) -> Client:
    client = Client()
    staff = agencies.staff(role, place)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def person():
    return factories.worker()


def test_everything_by_group_and_the_look_is_logged(person):
    text = at_desk().get(f"/benefits/people/{person.pk}/").content.decode()
    assert "一次性外出务工交通补助" in text and "¥1,000" in text and "现在可享受" in text
    event = Event.objects.get(act="benefits.explained")
    assert (event.subject_type, event.subject_id) == ("person", person.pk)
    link = f'href="/benefits/people/{person.pk}/"'
    assert link in at_desk(place=factories.TOWNSHIP, role=Role.TOWNSHIP_CLERK).get(
        f"/people/{person.pk}/").content.decode()  # fmt: skip


@pytest.mark.parametrize("path", ["", "DL-8/"])
def test_a_clerk_of_elsewhere_and_other_roles_see_nothing(person, path):
    where = f"/benefits/people/{person.pk}/{path}"
    assert at_desk(place=agencies.OTHER_VILLAGE).get(where).status_code == 404
    assert at_desk(Role.LABOUR_INSPECTOR, factories.COUNTY).get(where).status_code == 403
    assert not Event.objects.filter(act="benefits.explained").exists()
    assert Client().get(where).status_code == 302


def test_a_station_clerk_sees_whom_the_station_recorded(person):
    client = at_desk(Role.STATION_CLERK, agencies.CITY)
    where = f"/benefits/people/{person.pk}/"
    assert client.get(where).status_code == 404
    office = agencies.office(agencies.CITY, "station")
    SourceRecord.objects.filter(person=person).update(office=office)
    assert client.get(where).status_code == 200


def test_applying_for_somebody_with_their_consent_and_the_slip(person):
    client, where = at_desk(), f"/benefits/people/{person.pk}/DL-8/"
    assert "稳定就业3个月以上" in client.get(where).content.decode()
    given = {"bank": "鹤庆农商行", "number": "6222000012345678"}
    refused = client.post(where, given)
    assert refused.status_code == 400 and not Application.objects.exists()
    wrong = client.post(where, given | {"consent": "本人在场", "number": "62"})
    assert wrong.status_code == 400 and "8" in wrong.content.decode()
    photo = SimpleUploadedFile("流水.jpg", JPEG, "image/jpeg")
    answer = client.post(where, given | {"consent": "本人在场同意", "paper_0": photo})
    application = Application.objects.get()
    assert answer["Location"] == f"/benefits/slip/{application.number}/"
    assert (application.channel, application.consent) == ("desk", "本人在场同意")
    assert application.papers.get().title == "工资流水或收入证明"
    slip = client.get(answer["Location"]).content.decode()
    assert application.number in slip and "和*江" in slip and "6222000012345678" not in slip
    elsewhere = at_desk(place=agencies.OTHER_VILLAGE)
    assert elsewhere.get(answer["Location"]).status_code == 404
    # the same again is refused with the reason
    again = client.post(where, given | {"consent": "本人在场同意"})
    assert again.status_code == 400 and Application.objects.count() == 1


def test_what_only_they_know_is_asked_and_kept(person):
    client, where = at_desk(), f"/benefits/people/{person.pk}/DL-5/"
    given = {"bank": "某行", "number": "6222000012345678", "consent": "电话同意"}
    wrong = client.post(where, given | {"fact_training_days": "三天"})
    assert wrong.status_code == 400 and not Answer.objects.exists()
    client.post(where, given | {"fact_training_days": "3"})
    assert Answer.objects.get().value == 3 and Application.objects.get().amount == 24_000


def test_an_account_that_is_typed_counts_though_last_times_is_ticked(person):
    client, where = at_desk(), f"/benefits/people/{person.pk}/DL-5/"
    given = {"bank": "某行", "number": "6222000012345678", "consent": "电话同意"}
    client.post(where, given | {"fact_training_days": "3"})
    next_one = f"/benefits/people/{person.pk}/DL-8/"
    assert 'name="same"' in client.get(next_one).content.decode()
    client.post(next_one, given | {"same": "on", "number": "6222000087654321"})
    accounts = Application.objects.order_by("pk")
    assert [str(one.account) for one in accounts] == ["6222000012345678", "6222000087654321"]


def test_what_fails_a_condition_cannot_be_applied_for(person):
    client, where = at_desk(), f"/benefits/people/{person.pk}/DL-4/"
    assert "现在不能申请" in client.get(where).content.decode()
    answer = client.post(where, {"consent": "本人在场"})
    assert answer.status_code == 400 and not Application.objects.exists()
    assert client.get(f"/benefits/people/{person.pk}/NO-1/").status_code == 404


def test_a_household_applies_through_one_member(person):
    from rongcheng.people.models import Household

    village = agencies.place(150222_100_201)
    home = Household.objects.create(number="7", place=village)
    person.home_place, person.household = village, home
    person.save()
    client = at_desk(place=village.pk)
    where = f"/benefits/people/{person.pk}/"
    assert "脱贫人口小额信贷" not in client.get(where).content.decode()
    text = client.get(f"{where}?day=2023-12-31").content.decode()
    assert "脱贫人口小额信贷" in text
    client.post(f"{where}BT-9/?day=2023-12-31", {
        "fact_microcredit_wanted": "yes", "fact_microcredit_used": "20000",
        "consent": "户主同意",
    })  # fmt: skip
    application = Application.objects.get()
    assert (application.subject, application.key) == ("household", str(home.pk))
    assert (application.person_id, application.amount) == (person.pk, 3_000_000)


def test_the_command_leaves_a_trace(person, capsys):
    call_command("rules_explain", pack="dali", person=person.pk, as_of=timezone.localdate())
    assert Event.objects.get(act="benefits.explained").subject_id == person.pk
