"""Lists of organised transfer from the organiser's workbook to what the registry makes of them."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers.tests.factories import employer
from rongcheng.people.models import EmploymentSpell
from rongcheng.transfers import queries, services
from rongcheng.transfers.models import OrganisedTransfer, Roster

from . import factories
from .factories import COUNTY, workbook, worker

pytestmark = pytest.mark.django_db
BY = agencies.TEST
START = date(2023, 3, 1)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path


def agency(name: str = "固阳劳务公司"):
    return employer(name, kind="hr_agency", place=COUNTY)


def taken_in(rows: list[tuple[object, ...]], organiser=None) -> Roster:
    return services.hand_in(by=BY, organiser=organiser or agency(), place=COUNTY, name="名单.xlsx",
                            content=workbook(rows))  # fmt: skip


def listed(person, start=START, end=None, name: str = "") -> tuple[object, ...]:
    return (name or person.name, person.id_number, start, end)


def test_rows_are_matched_and_the_others_say_why_not():
    known, idle = worker(START, None), worker(START, date(2023, 4, 30))
    elsewhere = worker(START, None, village=150203001002)
    roster = taken_in([
        listed(known), listed(idle, date(2023, 7, 1)), listed(elsewhere),
        listed(known, name="另一人"), (known.name, known.id_number, None, None),
    ])  # fmt: skip
    rows = list(roster.rows.order_by("row"))
    assert rows[0].person == known and not rows[0].problem
    told = [row.problem for row in rows[1:]]
    for words, text in zip(("没有务工登记", "没有登记此人", "另一人", "缺少"), told, strict=True):
        assert words in text
    assert services.load(by=BY, roster=roster) == 1
    with pytest.raises(Conflict):
        services.load(by=BY, roster=roster)


def test_without_an_id_number_by_name_and_birth():
    known = worker(START, None)
    roster = services.hand_in(by=BY, organiser=agency(), place=COUNTY)
    row = services.add_row(by=BY, roster=roster, name=known.name, start=START,
                           birth_date=known.birth_date)  # fmt: skip
    assert row.person == known and not row.problem
    with pytest.raises(Refusal):
        services.add_row(by=BY, roster=roster, name="x", start=START)


def test_the_file_comes_back_with_the_reasons_on_its_cells():
    known = worker(START, None)
    roster = taken_in([listed(known), listed(known, name="另一人")])
    book = openpyxl.load_workbook(io.BytesIO(services.marked_copy(roster)))
    comment = book["花名册"].cell(4, 1).comment
    assert comment is not None and roster.rows.get(row=4).problem in comment.text


def test_what_the_registry_learns_later_counts_when_loading():
    late = worker(START, date(2023, 4, 30))
    roster = taken_in([listed(late, date(2023, 7, 1))])
    with pytest.raises(Refusal):
        services.load(by=BY, roster=roster)
    EmploymentSpell.objects.filter(person=late).update(end_date=None)
    assert services.load(by=BY, roster=roster) == 1


def test_a_person_claimed_by_two_is_shown_with_both_rows():
    known = worker(START, None)
    first = taken_in([listed(known)])
    services.load(by=BY, roster=first)
    second = taken_in([listed(known, date(2023, 5, 1))], agency("白云劳务经纪"))
    (row,) = second.rows.all()
    assert "固阳劳务公司" in row.remark
    (others,) = queries.claimed_twice([row]).values()
    assert [other.roster for other in others] == [first]
    services.withdraw(by=BY, roster=first, reason="重复")
    assert not queries.claimed_twice([row])


def test_who_may_and_who_sees():
    roster = taken_in([listed(worker(START, None))])
    for role, place in ((Role.VILLAGE_CLERK, factories.VILLAGE), (Role.LEADER, COUNTY)):
        staff = agencies.staff(role, place)
        with pytest.raises(NotAllowed):
            services.hand_in(by=staff, organiser=roster.organiser, place=place)
    stranger = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    with pytest.raises(queries.NotFound):
        queries.roster_for(stranger, roster.pk)
    with pytest.raises(NotAllowed):
        services.load(by=stranger, roster=roster)


def test_through_the_pages(client):
    staff = agencies.staff(Role.COUNTY_OFFICER, COUNTY)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    known, organiser = worker(START, None), agency()
    file = io.BytesIO(workbook([listed(known), listed(known, name="另一人")]))
    file.name = "名单.xlsx"
    given = {"organiser": organiser.pk, "place": COUNTY, "file": file}
    answer = client.post(reverse("transfers:new"), given)
    roster = Roster.objects.get()
    assert answer["Location"] == reverse("transfers:roster", args=[roster.pk])
    page = client.get(answer["Location"]).content.decode()
    assert known.id_number not in page and roster.rows.get(row=4).problem in page
    typed = {"name": known.name, "id_number": known.id_number, "start": "2023-03-01"}
    client.post(reverse("transfers:roster", args=[roster.pk]), typed)
    assert OrganisedTransfer.objects.count() == 3
    client.post(reverse("transfers:load", args=[roster.pk]))
    roster.refresh_from_db()
    assert roster.state == "loaded"
    assert "固阳劳务公司" in client.get(reverse("transfers:rosters")).content.decode()
    marked = client.get(reverse("transfers:marked", args=[roster.pk]))
    assert b"".join(marked.streaming_content)[:2] == b"PK"
    client.post(reverse("transfers:withdraw", args=[roster.pk]), {"reason": "重复"})
    roster.refresh_from_db()
    assert roster.state == "withdrawn"
