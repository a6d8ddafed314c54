"""Who is not registered says where home is, so that home and host both have the matter."""

import pytest

from rongcheng.agencies.models import Office
from rongcheng.agencies.tests import factories as agencies
from rongcheng.appeals.models import Appeal

from .conftest import FATHER
from .test_appeals import COUNTY, send, tell

LAND = "老家的承包地被村里转给别人种了，没有经过我同意，我在东莞打工回不去"


@pytest.fixture
def stranger(people, phone, someone):
    agencies.office(agencies.COUNTY, Office.Kind.LEADING_GROUP, "鹤庆县农民工办")
    agencies.office(agencies.COUNTY, Office.Kind.AGRICULTURE, "鹤庆县农业农村局")
    phone.post("/tell", to="/who", mode="name")
    phone.prove(someone, to="/tell/story")
    return phone


def begun(phone) -> None:
    phone.post("/tell/story", to="/tell/where", text=LAND, go="1")
    phone.post("/tell/where", to="/tell/home", answer=COUNTY)


def test_the_id_number_proposes_the_place_of_first_registration(stranger):
    begun(stranger)
    page = stranger.get("/tell/home")
    assert "鹤庆县" in page and "第一次登记户口的地方" in page
    assert f'value="{COUNTY}"' in page


def test_home_is_kept_with_the_appeal_and_can_be_put_right(stranger):
    tell(stranger, text=LAND, home=COUNTY)
    assert "鹤庆县" in stranger.get("/tell/check").split("户籍地", 1)[1][:200]
    stranger.post("/tell/home", to="/tell/check", answer=str(agencies.OTHER_COUNTY))
    appeal = send(stranger)
    assert appeal.home_place_id == agencies.OTHER_COUNTY and appeal.person is None


def test_a_province_is_too_wide_for_a_home(stranger):
    begun(stranger)
    assert "至少选到市" in stranger.post("/tell/home", status=422, answer="530000000000")


def test_home_can_be_left_open(stranger):
    tell(stranger, home="")
    assert "没有填" in stranger.get("/tell/check").split("户籍地", 1)[1][:200]
    assert send(stranger).home_place is None


def test_who_is_registered_or_gives_no_name_is_not_asked(stranger, phone, people):
    other = type(phone)()
    other.sign_in(FATHER)
    tell(other)
    other.post("/tell/home", to="/tell/check", answer=COUNTY)
    assert send(other).home_place_id == people["father"].home_place_id
    nobody = type(phone)()
    nobody.post("/tell", to="/tell/story", mode="anonymous")
    nobody.post("/tell/story", to="/tell/where", text=LAND, go="1")
    nobody.post("/tell/where", to="/tell/whom", answer=COUNTY)
    assert Appeal.objects.count() == 1
