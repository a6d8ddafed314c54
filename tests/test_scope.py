"""Every address and every API operation, walked as every role: nothing of elsewhere is found.

Each role stands at two places; whatever belongs to the other place carries marks that must not
appear in any answer, and the same walk at home must find them, or the test would prove nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from django.test import Client
from django.urls import get_resolver

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import CAPABILITIES, Can, Role
from rongcheng.agencies.services import issue_token
from rongcheng.agencies.tests.factories import OFFICE_OF_ROLE
from rongcheng.alerts.services import Warning, raise_alert
from rongcheng.appeals.models import CallBack, PaperForm
from rongcheng.appeals.services import dispatch, groups, handling, handovers
from rongcheng.appeals.tests import factories as appeals
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
    HOME: ("欧阳独秀", "鹤庆独有台账", "独号甲", "鹤庆独有工地"),
    ELSEWHERE: ("司徒寒梅", "剑川独有台账", "独号乙", "剑川独有工地"),
}
SECRETS = {HOME: ("鹤庆密闻",), ELSEWHERE: ("剑川密闻",)}
"""What restricted appeals say: also at home for few."""
QUERY = {HOME: "ouyangduxiu", ELSEWHERE: "situhanmei"}
READS_PERSONS = [
    r for r in Role if Can.SEE_PEOPLE in CAPABILITIES[r] and r != Role.STATION_CLERK
]  # a station clerk sees only whom the station recorded


def settle(county: int) -> dict[str, int]:
    """A person, household, ledger, queued pair, office and appeals at a county; their numbers."""
    name, file, number, site = MARKS[county]
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
    } | told(county, name, site)  # fmt: skip


def told(county: int, name: str, site: str) -> dict[str, object]:
    """A group appeal with all that belongs to it, and a restricted one; their numbers by kind."""
    desk = appeals.desk() if county == HOME else appeals.other_desk()
    photo = replace(appeals.PHOTO, name=f"{site}.jpg",
                    content=appeals.PHOTO.content + site.encode())  # fmt: skip
    words = f"在{site}干活，三个月没有发工钱"
    open_one = appeals.signed(desk, text=words, place=county, site=site, name=name, files=[photo])
    handling.note(by=desk.handler, appeal=open_one, text=f"{site}的内部备注")
    groups.start_group(by=System(), appeal=open_one)
    sent = handovers.hand_over(by=desk.handler, appeal=open_one, to="police", office=desk.police,
                               message=f"请查{site}")  # fmt: skip
    call = CallBack.objects.create(appeal=open_one, drawn_at=open_one.filed_at, draw="2026-09-01")
    alert = raise_alert(by=System(), warning=Warning(
        "appeals.hotspot", site, 3, county, "hotspot_site", site,
        {"people": 5, "days": 7, "about": site}, [open_one.number],
    ))  # fmt: skip
    paper = PaperForm.objects.create(
        number=f"{site[:2]}", place_id=county, office=desk.clerk.office,
        printed_at=open_one.filed_at, printed_by=desk.clerk,
    )  # fmt: skip
    PaperForm.objects.filter(pk=paper.pk).update(number=f"SCOPE-{county // 10**6}")
    secret = appeals.appeal(f"{SECRETS[county][0]}，请不要让别人知道", place=county, site=site,
                            employer=SECRETS[county][0], files=[photo])  # fmt: skip
    dispatch.restrict(by=desk.dispatcher, appeal=secret)
    return {
        "number": open_one.number, "secret": secret.number, "handover": sent.pk,
        "callback": call.pk, "alert": alert.pk, "claim": open_one.claims.get().pk,
        "file": open_one.attachments.order_by("pk").first().pk,
        "secret_file": secret.attachments.get().pk, "form": f"SCOPE-{county // 10**6}",
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


def address_of(name: str, pattern: str, things: dict[str, object]) -> str:
    """An address with the numbers of one county in it."""

    def value(found: re.Match[str]) -> str:
        asked = found[0].strip("<>{}").split(":")[-1]
        if asked in ("number", "form_number"):
            return str(things["form" if asked == "form_number" else "number"])
        if name.startswith("appeals:") and asked in ("code", "act"):
            return "noted"
        return str(number_for(name, things))

    return re.sub(r"<[^>]+>|{[^}]+}", value, pattern)


def number_for(name: str, things: dict[str, object]) -> object:
    """Which number an address of that name wants."""
    for word, kind in (
        ("handovers", "handover"), ("callbacks", "callback"), ("alerts:", "alert"),
        ("groups_", "claim"), ("appeals:file", "file"), ("attachments", "file"),
        ("ledger", "ledger"), ("duplicate", "pair"), ("household", "household"),
        ("village", "village"), ("office", "office"), ("place", "county"), ("outline", "county"),
    ):  # fmt: skip
        if word in name:
            return things[kind]
    return things["person"]


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


POSTED = {"reason": "核实情况", "full": "1", "kind": "csv", "show": "all", "noted-text": "记一笔"}


class Everything:
    """Contains every name."""

    def __contains__(self, name: object) -> bool:
        return True


class Matters:
    """Contains the names of appeals and warnings."""

    def __contains__(self, name: object) -> bool:
        return str(name).startswith(("appeals:", "alerts:"))


def walk_pages(client: Client, things: dict[str, object], county: int,
               only: Everything | Matters = Everything()) -> dict[str, str]:  # fmt: skip  # noqa: B008
    """Every page asked with the numbers and the words of a county: name to text."""
    seen = {}
    for name, pattern, _ in patterns(get_resolver()):
        if name.startswith(("exchange:", "api-", "agencies:logout")) or name not in only:
            continue
        path = "/" + address_of(name, plain(pattern), things)
        ask = {"q": QUERY[county], "place": county, "village": things["village"], "reason": "x"}
        answers = [client.get(path), client.get(path, ask)]
        if name.startswith(("appeals:", "alerts:")):
            answers += [client.get(path, {"show": "all"}), client.post(path, POSTED)]
        for response in answers:
            assert response.status_code < 500, (name, path)
            seen[name] = seen.get(name, "") + body_of(response)
    return seen


def walk_api(staff: Staff, things: dict[str, int], county: int) -> dict[str, str]:
    """Every operation of the API asked likewise: operation to text."""
    token = issue_token(staff=staff, name="walk", by=staff)
    client = Client(headers={"authorization": f"Bearer {token}"})
    seen = {}
    for pattern, operations in api.get_openapi_schema()["paths"].items():
        path = address_of(pattern, pattern, things)
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


def leaks(seen: dict[str, str], county: int, marks: dict = MARKS) -> list[tuple[str, str]]:
    return [(name, mark) for name, text in seen.items() for mark in marks[county] if mark in text]


def log_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


READS_MATTERS = [r for r in Role if Can.SEE_APPEALS in CAPABILITIES[r]]


@pytest.mark.parametrize("role", READS_MATTERS)
def test_matters_of_home_are_found_and_restricted_ones_by_few(world, role):
    staff, things = at(role, HOME), world[HOME]
    seen = walk_pages(log_in(staff), things, HOME, Matters())
    if staff.office.place_id == HOME:  # a township clerk is at home elsewhere in the county
        found = {name for name, _ in leaks(seen, HOME)}
        assert {"appeals:list", "appeals:case", "appeals:file", "appeals:groups_roster"} <= found
    secret = things | {"number": things["secret"], "file": things["secret_file"]}
    seen = {"pages": seen, "secret": walk_pages(log_in(staff), secret, HOME, Matters())}
    seen["api"] = walk_api(staff, secret, HOME)
    told = [name for each in seen.values() for name, _ in leaks(each, HOME, SECRETS)]
    may = Can.SEE_SENSITIVE in CAPABILITIES[role]
    assert ("appeals:case" in told) if may else not told
    if not may:
        assert "appeals:file" not in dict(leaks(seen["secret"], HOME))


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
