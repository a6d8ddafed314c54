"""Employers entered, changed, recognised: who may, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.audit.models import Event
from rongcheng.core.codes.unified import check_character, is_unified
from rongcheng.core.errors import Conflict, NotAllowed, Refusal
from rongcheng.employers import queries, services
from rongcheng.employers.models import Employer

from . import factories

pytestmark = pytest.mark.django_db


def test_the_check_character_is_that_of_the_standard():
    """The example printed in many explanations of GB 32100."""
    assert check_character("91350100M000100Y4") == "3"
    assert is_unified("91350100M000100Y43") and not is_unified("91350100M000100Y42")


@pytest.mark.parametrize(
    ("code", "words"),
    [("91532932MA", "10位"), ("91532932MA00000010", "填写有误"),
     ("9153293OMA0000001Q", "不使用")],
)  # fmt: skip
def test_a_mistyped_code_is_refused_with_the_reason(code, words):
    agencies.place(agencies.COUNTY)
    with pytest.raises(Refusal, match=words):
        services.enter(by=agencies.TEST, code=code, name="厂", kind="enterprise",
                       place=agencies.COUNTY)  # fmt: skip


def test_entered_once_by_a_township_for_its_own_place():
    township = agencies.staff(Role.TOWNSHIP_CLERK, agencies.TOWNSHIP)
    code = factories.code()
    made = services.enter(by=township, code=f" {code.lower()} ", name="核桃厂", kind="workshop",
                          place=agencies.TOWNSHIP, phone="13800001234")  # fmt: skip
    assert (made.code, made.phone) == (code, "13800001234")
    assert Event.objects.get(act="employers.entered").subject_id == made.pk
    with pytest.raises(Conflict, match="核桃厂"):
        factories.employer(code=code)
    with pytest.raises(NotAllowed):
        services.enter(by=township, code=factories.code(), name="县城厂", kind="workshop",
                       place=agencies.COUNTY)  # fmt: skip
    village = agencies.staff(Role.VILLAGE_CLERK, agencies.VILLAGE)
    with pytest.raises(NotAllowed):
        services.enter(by=village, code=factories.code(), name="村厂", kind="workshop",
                       place=agencies.VILLAGE)  # fmt: skip


def test_changes_are_kept_with_their_fields():
    firm = factories.employer()
    county = agencies.staff(Role.COUNTY_OFFICER, agencies.COUNTY)
    services.change(by=county, employer=firm, name="新名", kind=firm.kind, place=firm.place_id)
    assert Employer.objects.get().name == "新名"
    assert Event.objects.get(act="employers.changed").detail["fields"] == ["name"]
    services.change(by=county, employer=firm, name="新名", kind=firm.kind, place=firm.place_id)
    assert Event.objects.filter(act="employers.changed").count() == 1


def test_recognised_by_the_county_once_and_ended():
    firm, county = factories.employer(kind="workshop"), agencies.staff(Role.COUNTY_OFFICER)
    given = {
        "employer": firm,
        "kind": "workshop",
        "level": "county",
        "document": "鹤人社〔2023〕7号",
    }
    township = agencies.staff(Role.TOWNSHIP_CLERK, agencies.TOWNSHIP)
    with pytest.raises(NotAllowed):
        services.recognise(by=township, since=date(2023, 1, 1), **given)
    held = services.recognise(by=county, since=date(2023, 1, 1), **given)
    with pytest.raises(Conflict):
        services.recognise(by=county, since=date(2024, 1, 1), **given)
    services.end(by=county, recognition=held, until=date(2023, 12, 31), reason="停产")
    assert not queries.recognitions_on(date(2024, 1, 1)).exists()
    assert queries.recognitions_on(date(2023, 12, 31)).get() == held
    services.recognise(by=county, since=date(2024, 1, 1), **given)
    with pytest.raises(Refusal):
        services.end(by=county, recognition=held, until=date(2024, 5, 1), reason="x")


def test_others_do_not_see_the_employers_of_a_place():
    firm = factories.employer()
    assert queries.employer_for(agencies.staff(Role.COUNTY_OFFICER), firm.code) == firm
    stranger = agencies.staff(Role.COUNTY_OFFICER, agencies.OTHER_COUNTY)
    assert not queries.found(stranger).exists()
    with pytest.raises(queries.NotFound):
        queries.employer_for(stranger, firm.code)
    assert not queries.found(agencies.staff(Role.LEADER)).exists()
