"""Exports: complete, counted, hashed, masked unless there is a reason, and logged."""

import hashlib
import io

import openpyxl
import pytest
from django.urls import reverse

from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event, Touched
from rongcheng.people.tests import factories

FATHER = factories.ZHAO["father"]
FILE = "people:export_file"


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_csv_is_complete_hashed_and_masked(people, as_officer):
    data = body(as_officer.post(reverse(FILE), {"kind": "csv", "sort": "name"}))
    lines = data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 5 + 1
    assert "5302" not in lines[-1]
    assert FATHER["id_number"] not in data.decode()
    assert "19900001234" not in data.decode()
    rows = b"".join(data.splitlines(keepends=True)[:-1])
    assert hashlib.sha256(rows).hexdigest() in lines[-1]
    assert Event.objects.get(act="people.exported").detail["rows"] == 5


def test_workbook_has_the_same_hash(people, as_officer):
    text = body(as_officer.post(reverse(FILE), {"kind": "csv"})).decode()
    book = openpyxl.load_workbook(
        io.BytesIO(body(as_officer.post(reverse(FILE), {"kind": "xlsx"})))
    )
    persons, notes = book.worksheets
    said = {name.value: value.value for name, value in notes.iter_rows(max_col=2)}
    assert persons.max_row == 6
    assert said["SHA-256"] in text
    assert "林小满" in " ".join(said.values())


def test_full_numbers_are_logged_for_each_person(people, as_officer):
    asked = {"kind": "csv", "full": "1", "reason": "核对社保参保"}
    data = body(as_officer.post(reverse(FILE), asked)).decode()
    assert FATHER["id_number"] in data
    assert "核对社保参保" in data
    begun = Event.objects.get(act="people.export")
    assert begun.reason == "核对社保参保"
    assert Touched.objects.filter(event=begun).count() == 5
    page = as_officer.get(reverse("people:person", args=[people["father"].pk])).content.decode()
    assert "核对社保参保" in page


def test_full_numbers_without_a_reason_are_refused(people, as_officer):
    asked = {"kind": "csv", "full": "1", "reason": "", "sex": "2"}
    answer = as_officer.post(reverse(FILE), asked, follow=True)
    assert answer.redirect_chain == [(f"{reverse('people:export')}?sex=2", 302)]
    assert "太短" in answer.content.decode()
    assert not Event.objects.filter(act="people.export").exists()


def test_full_numbers_are_refused_to_a_village_clerk(people, client):
    clerk = agencies.staff("village_clerk", factories.VILLAGE, username="clerk")
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"kind": "csv", "full": "1", "reason": "核对社保参保"}
    assert client.post(reverse(FILE), asked).status_code == 403
    masked = body(client.post(reverse(FILE), {"kind": "csv"})).decode()
    assert "赵石磊" in masked
    assert FATHER["id_number"] not in masked
    assert "木晓兰" not in masked


def test_export_keeps_to_the_filters_and_the_reach(people, as_stranger):
    data = body(as_stranger.post(reverse(FILE), {"kind": "csv"})).decode()
    assert "段水冰" in data
    assert "赵石磊" not in data
    narrowed = body(as_stranger.post(reverse(FILE), {"kind": "csv", "sex": "2"})).decode()
    assert "段水冰" not in narrowed


@pytest.mark.parametrize("role", ["leader", "labour_inspector"])
def test_roles_without_exports(people, client, role):
    staff = agencies.staff(role, username=role)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse(FILE), {"kind": "csv"}).status_code == 403


def test_formulas_are_defused(people, as_officer):
    factories.record(factories.ZHAO["child"] | {"employer": "=1+1", "occupation": "小工"})
    data = body(as_officer.post(reverse(FILE), {"kind": "csv"})).decode()
    assert "'=1+1" in data


def test_an_export_that_breaks_off_stays_on_record(people, as_officer):
    answer = as_officer.post(reverse(FILE), {"kind": "csv", "full": "1", "reason": "核对社保参保"})
    parts = iter(answer.streaming_content)
    next(parts)
    next(parts)
    answer._iterator.close()
    told = Event.objects.get(act="people.exported").detail
    assert (told["whole"], told["rows"]) == (False, 5)
    assert Touched.objects.count() == 5
