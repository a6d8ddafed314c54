"""A group told on the phone: amounts that are not known yet, filled in later."""

import pytest

from rongcheng.agencies.models import Office
from rongcheng.agencies.roles import Role
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.services import groups
from rongcheng.appeals.services.roster_reading import Line
from rongcheng.audit.services import System

from .conftest import FATHER
from .test_appeals import send, tell

PLATFORM = System("融城")


@pytest.fixture
def father(people, phone):
    agencies.office(agencies.COUNTY, Office.Kind.LEADING_GROUP, "鹤庆县农民工办")
    phone.sign_in(FATHER)
    return phone


@pytest.fixture
def group(father):
    """Four on the list, of whom only 李四 says how much."""
    tell(father)
    father.post("/tell/group", to="/tell/check", roster="李四 8600\n王五\n冉小满 还没算清", go="1")
    return send(father)


def claimed(appeal) -> dict[str, int | None]:
    return {claim.name: claim.claimed for claim in appeal.claims.all()}


def test_a_worker_is_listed_without_an_amount(father):
    tell(father)
    father.post("/tell/group", status=422, roster="王五\n???", more="1")
    page = father.get("/tell/group")
    assert "王五" in page and "金额待补" in page


def test_what_was_open_is_filled_in_later(father, group):
    assert claimed(group) == {
        FATHER["name"]: None, "李四": 860_000, "王五": None, "冉小满": None,
    }  # fmt: skip
    address = f"/follow/{group.number}/amounts"
    assert address in father.get(f"/follow/{group.number}")
    page = father.get(address)
    assert "王五" in page and "李四" not in page
    line = {claim.name: f"line{claim.pk}" for claim in group.claims.all()}
    wrong = father.post(address, status=422, **{line["王五"]: "好几千", line["冉小满"]: "0"})
    assert wrong.count("field-error") == 2 and "好几千" in wrong
    assert claimed(group)["冉小满"] is None  # nothing of a page with a mistake is kept
    father.post(address, **{line["王五"]: "12,000元", line["李四"]: "1"})
    assert claimed(group)["王五"] == 1_200_000 and claimed(group)["李四"] == 860_000
    assert "王五" not in father.get(address)
    father.post(address, **{line["冉小满"]: "1.2万", line[FATHER["name"]]: "9000"})
    assert claimed(group)["冉小满"] == 1_200_000
    assert address not in father.get(f"/follow/{group.number}")
    father.get(address, status=302)


def test_an_amount_said_meanwhile_is_not_overwritten(group):
    claim = group.claims.get(name="王五")
    groups.set_amounts(by=PLATFORM, claim=claim, claimed=500_000)
    assert groups.say_claims(by=PLATFORM, appeal=group, amounts={claim.pk: 100}) == []
    assert claimed(group)["王五"] == 500_000


def test_only_own_lines_are_shown_and_only_to_who_filed_it(father, group, phone):
    clerk = agencies.staff(Role.DISPATCHER)
    groups.add_claims(by=clerk, appeal=group, lines=[Line("芮一帆")])
    assert "芮一帆" not in father.get(f"/follow/{group.number}/amounts")
    type(phone)().get(f"/follow/{group.number}/amounts", status=302)
