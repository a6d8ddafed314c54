"""Each kind of conflict is found with both records, and its near miss is not."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.agencies.tests import factories as agencies
from rongcheng.benefits.models import Application
from rongcheng.benefits.queries import conflicts
from rongcheng.benefits.services import applying, reviewing
from rongcheng.benefits.services.applying import Request
from rongcheng.core.errors import Conflict
from rongcheng.people.models import EmploymentSpell, Person, SourceRecord
from rongcheng.rules.models import Answer

from . import factories

pytestmark = pytest.mark.django_db


def kinds(application: Application) -> list[str]:
    return [finding.kind for finding in conflicts.findings(application)]


def approved(person: Person, **more: object) -> Application:
    """A travel allowance of 2026 that was approved."""
    application = factories.to_approval(factories.applied(person, **more), factories.desk())
    reviewing.approve(by=agencies.staff("approver", factories.COUNTY), application=application)
    return application


def post_of(person: Person, day: date) -> Application:
    """A public-welfare post (DL-4), which excludes the allowance; as if everything fitted."""
    return Application.objects.create(
        number=f"P{person.pk}{day:%y%m%d}", filed_at="2026-09-01T09:00+08:00", channel="desk",
        pack="dali", rule="DL-4", kind="post", period="", as_of=day, subject="person",
        key=str(person.pk), person=person, place_id=person.home_place_id, stage="review",
        step="village", turn="checker", path=["village"],
    )  # fmt: skip


def month_of(person: Person, grant: Application, holding: int) -> Application:
    """The pay of October 2026 out of a post that was granted."""
    return Application.objects.create(
        number=f"M{person.pk}{holding}", filed_at="2026-11-01T09:00+08:00", channel="listed",
        pack="dali", rule=grant.rule, kind="cash", period="2026-10", as_of=date(2026, 10, 31),
        subject="person", key=f"{person.pk}#{holding}", person=person, place_id=grant.place_id,
        stage="payable", amount=100_000,
    )  # fmt: skip


def test_benefits_that_exclude_each_other_are_found_both_ways_with_both_records():
    person = factories.worker()
    allowance = approved(person)
    post = post_of(person, date(2026, 10, 1))
    (found,) = [f for f in conflicts.findings(post) if f.kind == "excludes"]
    assert found.hard and found.right.record == allowance.number
    assert found.left.record == post.number and "公示" in found.right.when
    (back,) = [f for f in conflicts.findings(allowance) if f.kind == "excludes"]
    assert not back.hard and back.right.record == post.number  # nobody approved the post yet
    with pytest.raises(Conflict, match=allowance.number):
        reviewing._nothing_against(post)


def test_another_year_or_a_refused_one_excludes_nothing():
    person = factories.worker()
    allowance = approved(person)
    later = post_of(person, date(2027, 1, 1))
    assert "excludes" not in kinds(later)
    later.delete()
    Application.objects.filter(pk=allowance.pk).update(stage="refused")
    assert "excludes" not in kinds(post_of(person, date(2026, 10, 1)))


def test_the_same_benefit_under_a_merged_record_was_had_before():
    one, other = factories.worker(), factories.worker()
    paid = approved(one)
    Person.objects.filter(pk=one.pk).update(merged_into=other.pk)
    again = factories.applied(other, account=factories.account(other, "6222000099990000"))
    (found,) = [f for f in conflicts.findings(again) if f.kind == "twice"]
    assert found.hard and found.right.record == paid.number
    Person.objects.filter(pk=one.pk).update(merged_into=None)
    assert "twice" not in kinds(again)


def test_a_month_on_a_post_is_no_second_claim_beside_its_grant_but_beside_another_record_is():
    person = factories.worker()
    grant = post_of(person, date(2026, 8, 1))
    first, moved = (month_of(person, grant, holding) for holding in (1, 2))
    assert "twice" not in kinds(grant) + kinds(first) + kinds(moved)
    double = factories.worker("和双份")
    other = month_of(double, post_of(double, date(2026, 8, 1)), 3)
    assert "twice" not in kinds(other)
    Person.objects.filter(pk=double.pk).update(merged_into=person)
    found = [each for each in conflicts.findings(other) if each.kind == "twice"]
    assert {each.right.record for each in found} == {first.number, moved.number}


def test_who_is_past_the_working_age_is_told_with_the_grant_not_with_each_month():
    person = factories.worker()
    Person.objects.filter(pk=person.pk).update(birth_date=date(1955, 1, 1), sex=1)
    grant = post_of(person, date(2026, 8, 1))
    assert "age" in kinds(grant) and "age" not in kinds(month_of(person, grant, 1))


def test_one_account_for_two_applicants():
    one, other = factories.worker("和丽江"), factories.worker("杨青山")
    first = factories.applied(one)
    second = factories.applied(other, account=factories.account(other))
    (found,) = [f for f in conflicts.findings(second) if f.kind == "account"]
    assert found.right.record == first.number and not found.hard
    reviewing.withdraw(by=factories.TestWorker(one), application=first)
    assert "account" not in kinds(second)


def test_a_phone_is_shared_by_more_than_the_limit_only_from_the_fourth_person():
    index = "00000000-0000-0000-0000-0000000000aa"
    people = [factories.worker() for _each in range(4)]
    made = [
        factories.applied(person, account=factories.account(person, f"62220000111122{n}0"))
        for n, person in enumerate(people)
    ]
    Person.objects.filter(pk__in=[p.pk for p in people[:3]]).update(phone_index=index)
    assert "phone" not in kinds(made[0])
    Person.objects.filter(pk=people[3].pk).update(phone_index=index)
    assert "phone" in kinds(made[0])


def spell(person: Person, place: int, start: date, end: date | None) -> None:
    agencies.place(place)
    source = SourceRecord.objects.create(
        person=person, channel="ledger", trust=2, stated_by="县就业局", said_on=start,
        content=f"00000000-0000-0000-0001-{person.pk:06}{place // 10**8:06}",
    )  # fmt: skip
    EmploymentSpell.objects.create(
        person=person, source=source, start_date=start, end_date=end, work_place_id=place,
        transfer_range="across_province",
    )  # fmt: skip


def test_work_in_two_provinces_on_the_same_days_but_not_on_the_day_of_the_change():
    person = factories.worker()  # in Shenzhen since 1 March 2026
    application = factories.applied(person)
    spell(person, 330100000000, date(2026, 1, 1), date(2026, 3, 1))
    assert "places" not in kinds(application)
    spell(person, 310100000000, date(2026, 5, 1), date(2026, 6, 1))
    (found,) = [f for f in conflicts.findings(application) if f.kind == "places"]
    assert {found.left.says, found.right.says} and "县就业局" in found.right.says + found.left.says


@pytest.mark.parametrize(
    ("born", "sex", "outside"),
    [
        (date(2010, 8, 31), 1, False), (date(2010, 9, 1), 1, True),  # sixteen on the day, or not
        (date(1967, 1, 1), 1, False), (date(1960, 1, 1), 1, True),
        (date(1978, 1, 1), 2, False), (date(1970, 1, 1), 2, True),
    ],
)  # fmt: skip
def test_age_outside_the_working_age(born, sex, outside):
    person = factories.worker()
    application = factories.applied(person)
    Person.objects.filter(pk=person.pk).update(birth_date=born, sex=sex)
    assert ("age" in kinds(application)) is outside


def test_two_organisers_of_one_person():
    from rongcheng.employers.models import Employer

    agencies.place(factories.VILLAGE)
    made = []
    for n in range(2):
        employer = Employer.objects.create(
            code=f"91532932MA6K00000{n}", name=f"某劳务公司{n}", kind="hr_agency",
            place_id=factories.VILLAGE,
        )  # fmt: skip
        made.append(
            Application.objects.create(
                number=f"O{n}", filed_at="2026-09-01T09:00+08:00", channel="desk", pack="baotou",
                rule="BT-1", kind="cash", period="2023", as_of=date(2023, 12, 31),
                subject="placement", key=f"{employer.code}/7", employer=employer,
                place_id=factories.VILLAGE, stage="review", path=["county"],
            )
        )  # fmt: skip
    assert kinds(made[0]) == ["organiser"]
    Application.objects.filter(pk=made[1].pk).update(key=f"{made[1].employer.code}/8")
    assert kinds(made[0]) == []


def test_more_awards_than_workers():
    from rongcheng.employers.models import Employer

    person = factories.worker(start=date(2025, 12, 1))
    EmploymentSpell.objects.filter(person=person).update(employer_code="91532932MA6K000001")
    employer = Employer.objects.create(
        code="91532932MA6K000001", name="某厂", kind="enterprise", place_id=factories.VILLAGE
    )
    request = Request(
        "dali", "DL-7", "employer", employer.code, employer=employer, day=factories.DAY,
        said={"wages_owed": False}, consent="到窗口",
    )  # fmt: skip
    application = applying.apply(by=factories.PLATFORM, request=request)
    assert "heads" not in kinds(application)
    application.decisions.update(facts={"hired_alleviated_stable": 2})
    (found,) = [f for f in conflicts.findings(application) if f.kind == "heads"]
    assert "2" in found.right.says
    application.decisions.update(facts={"hired_alleviated_stable": 1})
    assert "heads" not in kinds(application)
    Answer.objects.create(
        subject="employer", key=employer.code, fact="insured_headcount", value=0,
        since=factories.DAY, stated_by="x", stated_by_name="x",
    )  # fmt: skip
    assert "heads" in kinds(application)


def test_the_list_of_a_county_holds_its_own_and_not_its_neighbours():
    one, other = factories.worker("和丽江"), factories.worker("杨青山")
    factories.applied(one)
    factories.applied(other, account=factories.account(other))
    county = agencies.staff("county_officer", factories.COUNTY)
    rows = conflicts.rows_over(county, "account")
    (found,) = conflicts.told("account", rows)  # a pair once, told of the later claim
    assert {found.left.record, found.right.record} == set(
        Application.objects.values_list("number", flat=True)
    )
    neighbour = agencies.staff("county_officer", agencies.OTHER_COUNTY)
    assert conflicts.rows_over(neighbour, "account") == []
    for kind in conflicts.KINDS:
        conflicts.rows_over(county, kind)
