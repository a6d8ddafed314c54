"""Supervision, rulings, export and taking down: what they show, to whom, and what they do."""

import csv
import hashlib
import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import Appeal
from rongcheng.appeals.services import handling
from rongcheng.appeals.tests import factories
from rongcheng.audit.models import Event
from rongcheng.people.tests import factories as people

SUPERVISION = reverse("appeals:supervision")
LONG_AGO = timedelta(days=30)


def late(desk, **more):
    return factories.signed(desk, when=timezone.now() - LONG_AGO, **more)


def test_overdue_by_office_and_a_reminder_for_all_ticked(desk, as_):
    first, second, fresh = late(desk), late(desk), factories.signed(desk)
    answer = as_(desk.supervisor).get(SUPERVISION)
    load = answer.context["loads"][0]
    assert (load.office, load.open, load.red) == (desk.hrss, 3, 2)
    assert set(answer.context["appeals"]) == {first, second}
    where = reverse("appeals:remind")
    given = {"number": [first.number, second.number], "text": "请今日答复"}
    assert as_(desk.supervisor).post(where, given).status_code == 302
    assert first.events.get(code="reminded").text == "请今日答复"
    assert second.events.filter(code="reminded").exists()
    assert not fresh.events.filter(code="reminded").exists()


def test_more_time_asked_for(desk, as_):
    appeal = factories.signed(desk)
    handling.ask_extension(by=desk.handler, appeal=appeal, days=2, text="等银行流水")
    answer = as_(desk.supervisor).get(SUPERVISION, {"kind": "extension"})
    assert answer.context["appeals"] == [appeal]
    office = as_(desk.supervisor).get(
        SUPERVISION, {"kind": "extension", "office": desk.education.pk}
    )
    assert office.context["appeals"] == []


def test_supervision_is_for_supervisors_of_the_place(desk, other, as_):
    appeal = late(desk)
    for staff in (desk.handler, desk.dispatcher, desk.clerk):
        assert as_(staff).get(SUPERVISION).status_code == 403
    assert as_(other.supervisor).get(SUPERVISION).context["loads"] == []
    given = {"number": [appeal.number]}
    assert as_(other.supervisor).post(reverse("appeals:remind"), given).status_code == 400
    assert as_(desk.handler).post(reverse("appeals:remind"), given).status_code == 403
    assert as_(desk.supervisor).get(SUPERVISION, {"kind": "x"}).status_code == 400
    assert not appeal.events.filter(code="reminded").exists()


def test_the_queue_of_the_ruler(desk, other, as_):
    appeal = factories.returned(desk, times=3)
    page = as_(desk.supervisor).get(reverse("appeals:rulings")).content.decode()
    assert appeal.number in page
    assert desk.police.name in page
    assert (
        appeal.number not in as_(other.supervisor).get(reverse("appeals:rulings")).content.decode()
    )
    assert as_(desk.dispatcher).get(reverse("appeals:rulings")).status_code == 403


# --- export ---------------------------------------------------------------------------------------


def export(client, **given):
    answer = client.post(reverse("appeals:export_file"), {"kind": "csv", "show": "all"} | given)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_export_is_masked_counted_and_hashed(desk, as_):
    factories.signed(desk, employer="=1+1")
    hidden = factories.signed(desk, employer="某学校")
    Appeal.objects.filter(pk=hidden.pk).update(restricted=True)
    officer = agencies.staff(Role.COUNTY_OFFICER)
    data = export(as_(officer))
    text = data.decode("utf-8-sig")
    assert "段水冰" not in text
    assert "19900009999" not in text
    assert "某学校" not in text
    assert "'=1+1" in text
    rows = b"".join(data.splitlines(keepends=True)[:-1])
    assert hashlib.sha256(rows).hexdigest() in text.splitlines()[-1]
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + 2 + 1
    told = Event.objects.get(act="appeals.exported").detail
    assert (told["rows"], told["whole"]) == (2, True)
    book = openpyxl.load_workbook(io.BytesIO(export(as_(officer), kind="xlsx")))
    assert book.worksheets[0].max_row == 3
    said = {a.value: b.value for a, b in book.worksheets[1].iter_rows(max_col=2)}
    assert said["SHA-256"] in text


def test_exports_keep_to_the_right_and_the_reach(desk, other, as_):
    appeal = factories.signed(desk)
    for staff in (desk.handler, desk.dispatcher):
        assert as_(staff).post(reverse("appeals:export_file")).status_code == 403
        assert as_(staff).get(reverse("appeals:export")).status_code == 403
    assert appeal.number not in export(as_(other.supervisor)).decode()
    assert appeal.number in export(as_(desk.supervisor)).decode()
    page = as_(desk.supervisor).get(reverse("appeals:export") + "?show=all&stage=closed")
    assert page.context["total"] == 0
    wrong = as_(desk.supervisor).get(reverse("appeals:export") + "?stage=nirvana")
    assert wrong.status_code == 400


# --- taking down ----------------------------------------------------------------------------------

NEW = reverse("appeals:new")
TOLD = {
    "text": factories.SCHOOL, "channel": "desk", "consent": "本人在窗口口述，已读给本人听",
    "event_place": str(factories.COUNTY), "then": "file", "category": "children_education",
}  # fmt: skip


def test_taken_down_for_somebody_unknown(desk, as_):
    answer = as_(desk.clerk).post(NEW, TOLD | {"name": "和玉梅", "phone": "19900001235"})
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("appeals:case", args=[appeal.number])
    assert (appeal.channel, appeal.filed_office) == ("desk", desk.clerk.office)
    assert appeal.consent == "本人在窗口口述，已读给本人听"
    assert as_(desk.clerk).get(answer["Location"]).status_code == 200


def test_the_proposal_is_shown_first_and_nothing_filed(desk, as_):
    page = as_(desk.clerk).post(NEW, TOLD | {"then": "propose", "category": ""})
    assert page.status_code == 200
    assert page.context["shown"]["told"].place.pk == factories.COUNTY
    assert not Appeal.objects.exists()


def test_without_consent_or_words_nothing_is_filed(desk, as_):
    for missing in ("consent", "text"):
        answer = as_(desk.clerk).post(NEW, TOLD | {missing: ""})
        assert answer.status_code == 400
    assert not Appeal.objects.exists()


def test_a_registered_person_within_reach_only(desk, other, as_):
    person = people.village()["father"]
    officer = agencies.staff(Role.COUNTY_OFFICER)
    found = as_(officer).get(reverse("appeals:new_persons"), {"q": "赵石磊"}).content.decode()
    assert f'value="{person.pk}"' in found
    assert "19900001234" not in found
    assert as_(officer).post(NEW, TOLD | {"person": person.pk}).status_code == 302
    assert Appeal.objects.get().person == person
    stranger = agencies.staff(Role.COUNTY_OFFICER, agencies.OTHER_COUNTY)
    assert as_(stranger).post(NEW, TOLD | {"person": person.pk}).status_code == 400


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEADER, Role.SUPERVISOR])
def test_roles_that_take_nothing_down(desk, as_, role):
    staff = agencies.staff(role)
    assert as_(staff).get(NEW).status_code == 403
    assert as_(staff).post(NEW, TOLD).status_code == 403
    assert not Appeal.objects.exists()


def test_the_place_of_the_desk_is_not_that_of_the_matter(desk, other, as_):
    """A worker who is back home tells in the own village what happened elsewhere."""
    client = as_(desk.clerk)
    assert 'name="event_place" value=' not in client.get(NEW).content.decode()
    given = {"text": "我在剑川县的工地干活，老板三个月工钱没给。", "name": "段水冰",
             "channel": "desk", "consent": "窗口口述并签字", "then": "file"}  # fmt: skip
    assert client.post(NEW, given).status_code == 302
    assert Appeal.objects.get().place_id == factories.OTHER_COUNTY
