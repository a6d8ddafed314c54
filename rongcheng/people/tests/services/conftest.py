"""An office, a clerk and a few named, invented people for tests of the services."""

from datetime import date

import polars as pl
import pytest

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Role
from rongcheng.people.services.statements import Source
from rongcheng.places.models import Place

HEQING = 532932000000
SHENZHEN = 440300000000


@pytest.fixture
def village(db):
    return Place.objects.filter(code__gte=HEQING, code__lt=HEQING + 10**6, level="village").first()


@pytest.fixture
def office(db):
    return Office.objects.create(name="鹤庆县就业服务中心", kind="employment", place_id=HEQING)


@pytest.fixture
def clerk(office):
    return Staff.objects.create_user(
        "clerk", password="x", full_name="段小溪", role=Role.COUNTY_OFFICER, office=office
    )


@pytest.fixture
def elsewhere(db):
    """A clerk of another county of the same prefecture."""
    place = 532931000000
    other = Office.objects.create(name="剑川县就业服务中心", kind="employment", place_id=place)
    return Staff.objects.create_user(
        "elsewhere", password="x", full_name="杨远山", role=Role.COUNTY_OFFICER, office=other
    )


@pytest.fixture
def source(office):
    return Source("ledger", 2, office.name, date(2026, 3, 1), office=office)


@pytest.fixture
def person_row(village):
    """A row of the contract about an invented person; keyword arguments change it."""

    def make(**changes):
        row = {
            "name": "段阿花",
            "id_number": "532932198703051223",
            "sex": 2,
            "birth_date": date(1987, 3, 5),
            "phone": "19912345678",
            "home_place": village.pk,
            "household_no": "12",
            "employer": "某电子厂",
            "industry": "C39",
            "work_place": SHENZHEN,
            "wage": 520000,
            "start_date": date(2025, 2, 20),
        }
        return row | changes

    return make


@pytest.fixture
def frame():
    """A frame of rows of the contract with the right types."""
    types = {"sex": pl.Int8, "home_place": pl.Int64, "work_place": pl.Int64, "wage": pl.Int64}
    dates = dict.fromkeys(("birth_date", "start_date", "end_date", "confirmed_on"), pl.Date)

    def make(*rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        schema = {name: (types | dates).get(name, pl.String) for name in names}
        return pl.DataFrame([{n: row.get(n) for n in names} for row in rows], schema=schema)

    return make
