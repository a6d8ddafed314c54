"""Places, offices and accounts for tests of every part; all names are invented."""

from __future__ import annotations

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import Role
from rongcheng.agencies.services import create_office, create_staff
from rongcheng.audit.services import System
from rongcheng.places.codes import level_of, truncations
from rongcheng.places.models import Place

COUNTY, OTHER_COUNTY = 532932_000_000, 532931_000_000
TOWNSHIP, VILLAGE, OTHER_VILLAGE = 532932_100_000, 532932_100_201, 532932_100_202
CITY, PROVINCE, OTHER_PROVINCE = 532900_000_000, 530000_000_000, 430000_000_000
PASSWORD = "Qinghe-2941-lu"
TEST = System("test")
OFFICE_OF_ROLE = {
    Role.STATION_CLERK: Office.Kind.STATION,
    Role.DISPATCHER: Office.Kind.LEADING_GROUP,
    Role.SUPERVISOR: Office.Kind.LEADING_GROUP,
    Role.HANDLER: Office.Kind.HRSS,
    Role.APPROVER: Office.Kind.HRSS,
    Role.CHIEF_APPROVER: Office.Kind.HRSS,
    Role.FINANCE_OFFICER: Office.Kind.FINANCE,
}


def place(code: int) -> Place:
    """The place of a code, with those above it; made where places were not loaded."""
    parent = None
    for each in (*truncations(code), code):
        name = f"{level_of(each)} {each}"
        full = f"{parent.full_name} {name}" if parent else name
        parent, _ = Place.objects.get_or_create(
            code=each,
            defaults={
                "name": name, "full_name": full[:160], "level": level_of(each), "parent": parent,
                "pinyin": "", "initials": "",
            },
        )  # fmt: skip
    return parent


def office(code: int = COUNTY, kind: str = Office.Kind.EMPLOYMENT, name: str = "") -> Office:
    """An office at a place code, made once."""
    place(code)
    name = name or f"{kind} {code}"
    found = Office.objects.filter(place_id=code, name=name).first()
    return found or create_office(by=TEST, name=name, kind=kind, place=code)


def staff(role: str = Role.COUNTY_OFFICER, code: int | None = COUNTY, **more: object) -> Staff:
    """An account of a role at a place code; its password is ``PASSWORD``."""
    kind = OFFICE_OF_ROLE.get(role, Office.Kind.EMPLOYMENT)
    where = office(code, kind) if code else None
    given = {
        "username": f"{role}{Staff.objects.count()}", "full_name": "林小满", "password": PASSWORD,
        "must_change_password": False,
    } | more  # fmt: skip
    return create_staff(by=TEST, role=role, office=where, **given)
