"""Every address and every API operation, walked as every role: nothing of elsewhere is found.

Each role stands at two places; whatever belongs to the other place carries marks that must not
appear in any answer, and the same walk at home must find them, or the test would prove nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from rongcheng.agencies.models import Office, Staff
from rongcheng.agencies.roles import CAPABILITIES, Can, Role
from rongcheng.agencies.services import issue_token
from rongcheng.agencies.tests.factories import OFFICE_OF_ROLE
from rongcheng.audit.models import Event
from rongcheng.exchange.api import api
from rongcheng.places.models import Place

from .test_code import patterns, plain
from .two_places import ELSEWHERE, HOME, MINE, NAMES, QUERY, SECRETS, SURNAME, Things, settle

pytestmark = pytest.mark.django_db
READS_PERSONS = [
    r for r in Role if Can.SEE_PEOPLE in CAPABILITIES[r] and r != Role.STATION_CLERK
]  # a station clerk sees only whom the station recorded
READS_MATTERS = [r for r in Role if Can.SEE_APPEALS in CAPABILITIES[r]]
READS_BENEFITS = [
    Role.COUNTY_OFFICER, Role.CHIEF_APPROVER, Role.FINANCE_OFFICER, Role.AUDITOR,
]  # fmt: skip
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(scope="module")
def two_counties(written_once, tmp_path_factory) -> dict:
    """Both counties, made once for all tests, and where their files lie."""
    before, settings.UPLOAD_DIR = settings.UPLOAD_DIR, tmp_path_factory.mktemp("uploads")
    made = {county: settle(county) for county in (HOME, ELSEWHERE)}
    made["uploads"], settings.UPLOAD_DIR = settings.UPLOAD_DIR, before
    return made


@pytest.fixture
def world(two_counties, plain_files, monkeypatch) -> dict[int, Things]:
    monkeypatch.setattr(settings, "UPLOAD_DIR", two_counties["uploads"])
    return two_counties


def at(role: Role, county: int) -> Staff:
    kind = OFFICE_OF_ROLE.get(role, "employment")
    place = county
    if role == Role.VILLAGE_CLERK:
        place = Place.objects.filter(code__gte=county, level="village").earliest("code").pk
    office = Office.objects.create(name=f"机构{role}{county}", kind=kind, place_id=place)
    return Staff.objects.create_user(
        f"{role}{county}", password="x", full_name="某某", role=role, office=office
    )


def log_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff, backend=BACKEND)
    return client


# --- what is asked for ----------------------------------------------------------------------------

PATHS = (
    ("people/villages", {"code": "village"}),
    ("people/households", {"pk": "household"}),
    ("people/ledgers", {"pk": "ledger"}),
    ("people/duplicates", {"pk": "pair"}),
    ("agencies/", {"number": "office"}),
    ("places/", {"code": "county"}),
    ("alerts/", {"pk": "alert"}),
    ("appeals/handovers", {"pk": "handover"}),
    ("appeals/callbacks", {"pk": "callback"}),
    ("/roster", {"pk": "claim"}),
    ("/files", {"pk": "file"}),
    ("/attachments", {"pk": "file"}),
    ("money/budgets", {"pk": "budget"}),
    ("money/batches", {"number": "batch"}),
    ("money/clawbacks", {"number": "clawback"}),
    ("money/", {"number": "payable"}),
    ("notices/", {"number": "notice"}),
    ("representatives/", {"pk": "representative"}),
    ("posts/holders", {"pk": "holding"}),
    ("posts/vacancies", {"pk": "vacancy"}),
    ("posts/pay", {"pk": "run"}),
    ("posts/", {"pk": "post"}),
    ("loans/interest", {"pk": "interest_run"}),
    ("loans/", {"pk": "loan"}),
    ("workshops/proofs", {"pk": "proof"}),
    ("workshops/", {"pk": "recognition"}),
    ("drafts/", {"pk": "draft"}),
    ("trials/", {"pk": "trial"}),
    ("/objections", {"pk": "objection"}),
    ("/papers", {"pk": "paper"}),
    ("/decisions", {"pk": "decision"}),
    ("transfers/", {"number": "roster"}),
    ("/recognitions", {"number": "recognition", "code": "employer"}),
    ("employers/", {"code": "employer"}),
    ("company/", {"code": "employer", "pk": "representative"}),
    ("claims/", {"number": "application", "pk": "paper"}),
    ("api/v1/households", {"pk": "household"}),
    ("api/v1/ledgers", {"pk": "ledger"}),
)
"""Part of an address to the things that its numbers name; the first that fits counts."""
WORDS = {"pack": "dali", "rule": "DL-8", "act": "noted", "code": "noted", "form_number": "form"}


def address_of(pattern: str, things: Things) -> str:
    """An address with the numbers of one county in it."""
    kinds: dict[str, str] = {"pk": "person", "other": "person"}
    kinds["number"] = "application" if "benefits/" in pattern else "appeal"
    kinds |= next((given for part, given in PATHS if part in pattern), {})

    def value(found: re.Match[str]) -> str:
        asked = found[0].strip("<>{}").split(":")[-1]
        if asked in kinds:
            return str(things.get(kinds[asked], 1))
        word = WORDS.get(asked, "1")
        return str(things.get(word, word))

    return "/" + re.sub(r"<[^>]+>|{[^}]+}", value, pattern).lstrip("/")


def posted(things: Things) -> dict[str, object]:
    """What forms are sent: words that some take, and numbers of the county where others ask."""
    return {
        "reason": "核实情况", "full": "1", "kind": "csv", "show": "all", "noted-text": "记一笔",
        "code": "checked", "number": [things["application"], things["payable"]],
        "budget": things["budget"], "place": things["county"], "act": "confirm",
        "application": things["application"], "recruit-application": things["application"],
    }  # fmt: skip


def everything(_name: str) -> bool:
    return True


def for_staff(name: str) -> bool:
    """Pages that know of staff; the workers' door asks only who holds the phone."""
    return not name.startswith("portal:")


def matters(name: str) -> bool:
    """Pages of appeals and warnings."""
    return name.startswith(("appeals:", "alerts:"))


def benefits(name: str) -> bool:
    """Pages of benefits and of what belongs to them."""
    return name.startswith(("benefits:", "employers:", "transfers:"))


def acted_on(name: str) -> bool:
    """Pages whose forms a stranger tries as well."""
    return matters(name) or of_benefits(name)


def of_benefits(name: str) -> bool:
    return benefits(name) or name.startswith("rules:")


def nothing(_name: str) -> bool:
    return False


Pages = Callable[[str], bool]
Seen = dict[str, str]


def walk_pages(client: Client, things: Things, county: int, only: Pages = everything,
               *, post: Pages = matters) -> Seen:  # fmt: skip
    """Every page asked with the numbers and the words of a county: name to text.

    Pages of one thing are asked once, lists with words to look for and without; ``post`` tells
    which are also sent something.
    """
    seen: Seen = {}
    wide = {"q": QUERY[county], "place": county, "village": things["village"], "reason": "x"}
    for name, pattern, _ in patterns(get_resolver()):
        if name.startswith(("exchange:", "api-", "agencies:logout")) or not only(name):
            continue
        path = address_of(plain(pattern), things)
        answers = [(name, client.get(path, query)) for query in queries(name, pattern, wide)]
        if post(name):
            answers.append((f"{name} sent", client.post(path, posted(things))))
        for where, response in answers:
            assert response.status_code < 500, (name, path)
            seen[where] = seen.get(where, "") + body_of(response)
    return seen


def queries(name: str, pattern: str, wide: dict[str, object]) -> list[dict[str, object]]:
    """The queries that a page is asked with."""
    if "<" in pattern:
        return [wide]
    if matters(name) or benefits(name):
        return [wide, {}, {"show": "all"}]
    return [{}] if name.startswith("rules:") else [wide, {}]


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def walk_api(staff: Staff, things: Things, county: int) -> Seen:
    """Every operation of the API asked likewise: operation to text."""
    token = issue_token(staff=staff, name="walk", by=staff)
    client = Client(headers={"authorization": f"Bearer {token}"})
    seen = {}
    for pattern, operations in api.get_openapi_schema()["paths"].items():
        path = address_of(pattern, things)
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


# --- what must not be seen ------------------------------------------------------------------------

PUBLIC = {"portal:public_notices", "portal:public_notice", "web:components"}
"""Notices are put up for everybody with the middle of each name hidden; components show how."""


def leaks(seen: Seen, county: int) -> list[tuple[str, str]]:
    """Pages with what carries the marks of a county: its texts, its people, masked or not."""
    marks = (MINE[county], SURNAME[county], f"{SURNAME[county][0]}*")
    return [
        (name, mark) for name, text in seen.items() for mark in marks
        if mark in text and not (name in PUBLIC and "*" in mark)
    ]  # fmt: skip


def numbers_in_lists(seen: Seen, things: Things) -> list[tuple[str, str]]:
    """Pages, asked without a number, that show one of a county's: ``(name, kind)``."""
    kinds = ("appeal", "application", "payable", "batch", "clawback", "form")
    return [
        (name, kind) for name, pattern, _ in patterns(get_resolver()) if "<" not in pattern
        for kind in kinds if str(things[kind]) in seen.get(name, "")
    ]  # fmt: skip


EVERY_RIGHT = (
    Role.COUNTY_OFFICER, Role.DISPATCHER, Role.SUPERVISOR, Role.CHIEF_APPROVER,
    Role.FINANCE_OFFICER, Role.AUDITOR,
)  # fmt: skip
"""Between them these hold every right, so they look both ways, and at all doors."""
WAYS = [(role, HOME, ELSEWHERE) for role in Role] + [(r, ELSEWHERE, HOME) for r in EVERY_RIGHT]


def test_those_who_look_both_ways_hold_every_right():
    assert set(Can) == set().union(*(CAPABILITIES[role] for role in EVERY_RIGHT))


@pytest.mark.parametrize(("role", "own", "other"), WAYS)
def test_nothing_of_elsewhere_is_found(world, role, own, other):
    staff = at(role, own)
    only = everything if role in EVERY_RIGHT else for_staff
    seen = walk_pages(log_in(staff), world[other], other, only, post=acted_on)
    if role == Role.SYSTEM_ADMIN:
        seen = {
            name: text for name, text in seen.items()
            if not name.startswith(("agencies:", "console:", "audit:"))
        }  # fmt: skip  # they manage the offices of the whole installation, but see no persons
    seen |= walk_api(staff, world[other], other)
    assert not leaks(seen, other)
    assert not numbers_in_lists(seen, world[other])
    there = Event.objects.filter(place__gte=other, place__lt=other + 10**6)
    assert not there.filter(actor=staff.actor).values_list("act", "detail")


# --- and what is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READS_PERSONS)
def test_the_same_walk_at_home_finds_people(world, role):
    staff = at(role, HOME)
    if role == Role.VILLAGE_CLERK:
        assert staff.office.place_id == world[HOME]["village"]
    people = walk_pages(log_in(staff), world[HOME], HOME, lambda name: name.startswith("people:"))
    found = {name for name, text in people.items() if NAMES[HOME] in text}
    assert {"people:search", "people:person", "people:household"} <= found
    found = {
        name for name, text in walk_api(staff, world[HOME], HOME).items() if NAMES[HOME] in text
    }
    assert {"get /api/v1/persons", "get /api/v1/persons/{pk}"} <= found


@pytest.mark.parametrize("role", READS_MATTERS)
def test_matters_of_home_are_found_and_restricted_ones_by_few(world, role):
    staff, things = at(role, HOME), world[HOME]
    client = log_in(staff)
    seen = walk_pages(client, things, HOME, matters)
    if staff.office.place_id == HOME:  # a township clerk is at home elsewhere in the county
        found = {name for name, _ in leaks(seen, HOME)}
        assert {"appeals:list", "appeals:case", "appeals:file", "appeals:groups_roster"} <= found
    secret = things | {"appeal": things["secret"], "file": things["secret_file"]}
    told = {"pages": "".join(seen.values())} | walk_pages(client, secret, HOME, matters)
    told |= walk_api(staff, secret, HOME)
    found = {name for name, text in told.items() if SECRETS[HOME] in text}
    may = Can.SEE_SENSITIVE in CAPABILITIES[role]
    assert ("appeals:case" in found) if may else not found
    if not may:
        assert MINE[HOME] not in told["appeals:file"]


SHOW_THEIR_OWN = {
    "benefits:" + name for name in (
        "application", "figures_rows", "list", "loans", "loans_interest_run", "loans_one",
        "money", "money_batch",
        "money_batch_new", "money_batches", "money_bounced", "money_budget", "money_clawback",
        "money_clawbacks", "money_move", "notice", "offers", "person", "posts", "posts_holder",
        "posts_holders", "posts_one", "posts_pay_one", "posts_vacancies", "representatives", "slip",
        "workshops", "workshops_one", "workshops_proof",
    )
} | {
    "employers:employers", "employers:employer", "transfers:rosters", "transfers:roster",
    "rules:drafts", "rules:draft", "rules:trials", "rules:trial",
}  # fmt: skip


def test_what_belongs_to_benefits_is_found_at_home(world):
    staff = [at(role, HOME) for role in READS_BENEFITS]
    staff.append(Staff.objects.get(pk=world[HOME]["author"]))
    found, numbers = set(), set()
    for each in staff:
        seen = walk_pages(log_in(each), world[HOME], HOME, of_benefits, post=nothing)
        found |= {name for name, _mark in leaks(seen, HOME)}
        numbers |= {kind for _name, kind in numbers_in_lists(seen, world[HOME])}
    assert found >= SHOW_THEIR_OWN
    assert numbers >= {"application", "payable", "batch", "clawback"}


def test_an_auditor_follows_money_to_whom_it_went_and_changes_nothing(world):
    staff = at(Role.AUDITOR, HOME)
    seen = walk_pages(log_in(staff), world[HOME], HOME, of_benefits, post=of_benefits)
    found = {name for name, _mark in leaks(seen, HOME)}
    assert found >= {
        "benefits:" + name for name in (
            "application", "list", "money", "money_batch", "money_budget", "money_clawback",
            "posts_holder", "posts_pay_one", "loans_one", "workshops_proof",
        )
    }  # fmt: skip
    acts = set(Event.objects.filter(actor=staff.actor).values_list("act", flat=True))
    done = {act for act in acts if act.startswith(("benefits.", "rules."))}
    assert done <= {"benefits.opened", "benefits.paper_fetched", "benefits.notice_printed"}


def test_a_leader_sees_budgets_and_sums_and_nobody_by_name(world):
    seen = walk_pages(log_in(at(Role.LEADER, HOME)), world[HOME], HOME, of_benefits, post=nothing)
    found = leaks(seen, HOME)
    assert {name for name, mark in found if mark == MINE[HOME]} >= {
        "benefits:money", "benefits:money_budget",
    }  # fmt: skip
    assert not [name for name, mark in found if mark != MINE[HOME]]
    assert not numbers_in_lists(seen, world[HOME])
