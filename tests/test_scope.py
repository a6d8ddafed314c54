"""Every address and every API operation, walked as every role: nothing of elsewhere is found.

Each role stands at two places; whatever belongs to the other place carries marks that must not
appear in any answer, and the same walk at home must find them, or the test would prove nothing.
"""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest
from django.test import Client
from django.urls import get_resolver

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import CAPABILITIES, Can, Role
from rongcheng.agencies.services import issue_token
from rongcheng.agencies.tests.factories import OFFICE_OF_ROLE
from rongcheng.audit.services import System
from rongcheng.exchange.api import api
from rongcheng.people.ledger.identity import check_character
from rongcheng.people.models import LedgerBatch, Person, Review
from rongcheng.people.services.statements import Source, record_statements
from rongcheng.places.models import Place

from .test_code import patterns, plain

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = 532932000000, 532931000000
MARKS = {
    HOME: ("欧阳独秀", "鹤庆独有台账", "独号甲"),
    ELSEWHERE: ("司徒寒梅", "剑川独有台账", "独号乙"),
}
QUERY = {HOME: "ouyangduxiu", ELSEWHERE: "situhanmei"}
READS_PERSONS = [
    r for r in Role if Can.SEE_PEOPLE in CAPABILITIES[r] and r != Role.STATION_CLERK
]  # a station clerk sees only whom the station recorded


def settle(county: int) -> dict[str, int]:
    """A person, household, ledger, queued pair and office at a county; their numbers by kind."""
    name, file, number = MARKS[county]
    village = Place.objects.filter(
        code__gte=county, code__lt=county + 10**6, level="village"
    ).first()
    office = Office.objects.create(name=f"{name}办公室", kind="employment", place_id=county)
    batch = LedgerBatch.objects.create(
        file_name=file, file_hash="0", stored_as=f"x{county}", place_id=county, office=office,
        state="loaded",
    )  # fmt: skip
    body = f"{county // 10**6}19870305{county // 10**6 % 100:03d}"
    rows = pl.DataFrame(
        {
            "name": [name, name], "id_number": [body + check_character(body), None],
            "birth_date": [date(1987, 3, 5), None], "home_place": [village.pk] * 2,
            "household_no": [number] * 2, "remark": ["甲", "乙"],
        }
    )  # fmt: skip
    source = Source("ledger", 2, office.name, date(2026, 3, 1), office=office, batch=batch)
    for row in rows.iter_slices(1):
        record_statements(row, source=source, by=System())
    person = Person.objects.filter(home_place=village).order_by("pk").first()
    other = Person.objects.filter(home_place=village).order_by("pk").last()
    review = Review.objects.filter(older=person).first() or Review.objects.create(
        newer=other, older=person, score=0.7, reason="?"
    )
    return {
        "person": person.pk, "household": person.household_id, "ledger": batch.pk,
        "pair": review.pk, "office": office.pk, "village": village.pk, "county": county,
    }  # fmt: skip


@pytest.fixture
def world():
    return {county: settle(county) for county in (HOME, ELSEWHERE)}


def at(role: Role, county: int) -> Staff:
    kind = OFFICE_OF_ROLE.get(role, "employment")
    place = county
    if role == Role.VILLAGE_CLERK:
        place = Place.objects.filter(code__gte=county, level="village").first().pk
    office = Office.objects.create(name=f"机构{role}{county}", kind=kind, place_id=place)
    return Staff.objects.create_user(
        f"{role}{county}", password="x", full_name="某某", role=role, office=office
    )


def number_for(name: str, things: dict[str, int]) -> int:
    """Which number an address of that name wants."""
    for word, kind in (
        ("ledger", "ledger"), ("duplicate", "pair"), ("household", "household"),
        ("village", "village"), ("office", "office"), ("place", "county"), ("outline", "county"),
    ):  # fmt: skip
        if word in name:
            return things[kind]
    return things["person"]


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def walk_pages(client: Client, things: dict[str, int], county: int) -> dict[str, str]:
    """Every page asked with the numbers and the words of a county: name to text."""
    import re

    seen = {}
    for name, pattern, _ in patterns(get_resolver()):
        if name.startswith(("exchange:", "api-", "agencies:logout")):
            continue
        path = "/" + re.sub(r"<[^>]+>", str(number_for(name, things)), plain(pattern))
        ask = {"q": QUERY[county], "place": county, "village": things["village"], "reason": "x"}
        for response in (client.get(path), client.get(path, ask)):
            assert response.status_code < 500, (name, path)
            seen[name] = seen.get(name, "") + body_of(response)
    return seen


def walk_api(staff: Staff, things: dict[str, int], county: int) -> dict[str, str]:
    """Every operation of the API asked likewise: operation to text."""
    import re

    token = issue_token(staff=staff, name="walk", by=staff)
    client = Client(headers={"authorization": f"Bearer {token}"})
    seen = {}
    for pattern, operations in api.get_openapi_schema()["paths"].items():
        path = re.sub(r"{[^}]+}", str(number_for(pattern, things)), pattern)
        for verb in operations:
            if verb == "get":
                response = client.get(path, {"q": QUERY[county], "query": QUERY[county]})
            else:
                response = client.generic(
                    verb.upper(), path, json.dumps({"remark": "x", "columns": {}}),
                    content_type="application/json",
                )  # fmt: skip
            assert response.status_code < 500, (verb, path, body_of(response))
            seen[f"{verb} {pattern}"] = body_of(response)
    return seen


def leaks(seen: dict[str, str], county: int) -> list[tuple[str, str]]:
    return [(name, mark) for name, text in seen.items() for mark in MARKS[county] if mark in text]


@pytest.mark.parametrize("role", list(Role))
def test_nothing_of_elsewhere_is_found(world, role):
    for own, other in ((HOME, ELSEWHERE), (ELSEWHERE, HOME)):
        staff = at(role, own)
        client = Client()
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        if role == Role.SYSTEM_ADMIN:
            seen = {
                name: text
                for name, text in walk_pages(client, world[other], other).items()
                if not name.startswith(("agencies:", "console:", "audit:"))
            }  # administrators manage the offices of the whole installation, but see no persons
        else:
            seen = walk_pages(client, world[other], other)
        assert not leaks(seen, other)
        assert not leaks(walk_api(staff, world[other], other), other)


@pytest.mark.parametrize("role", READS_PERSONS)
def test_the_same_walk_at_home_finds_people(world, role):
    staff = at(role, HOME)
    if role == Role.VILLAGE_CLERK:
        assert staff.office.place_id == world[HOME]["village"]
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    found = {name for name, _ in leaks(walk_pages(client, world[HOME], HOME), HOME)}
    assert {"people:search", "people:person", "people:household"} <= found
    found = {name for name, _ in leaks(walk_api(staff, world[HOME], HOME), HOME)}
    assert {"get /api/v1/persons", "get /api/v1/persons/{pk}"} <= found
